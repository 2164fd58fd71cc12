-- What a seal says: one line, whose SHA-256 is the seal's digest.
CREATE OR REPLACE FUNCTION annals.seal_text(seal annals.audit_seals) RETURNS text
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
  RETURN concat_ws('|',
    seal.account_id, seal.number, to_char(seal.month, 'YYYY-MM'), seal.transactions_before,
    to_char(seal.sealed_through AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    seal.row_count, encode(seal.entries_digest, 'hex'), coalesce(encode(seal.previous_digest, 'hex'), ''));
END
$$
