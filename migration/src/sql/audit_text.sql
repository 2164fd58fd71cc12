-- What a seal says of an entry: one line, whose SHA-256 is the entry's digest. Image and context stand in
-- it as digests, so the line stays what it was when they are erased. The table's name, the one part that
-- could hold the separator, comes last.
CREATE OR REPLACE FUNCTION annals.audit_text(entry annals.audit_log) RETURNS text
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
  RETURN concat_ws('|',
    entry.account_id,
    to_char(entry.occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    entry.id, entry.row_id, entry.row_version, entry.operation, entry.recorded_by, entry.transaction_id,
    coalesce(entry.actor_id::text, ''),
    CASE WHEN entry.erasure_id IS NULL THEN annals.content_digest(entry.salt, entry.image)
         ELSE coalesce(entry.image ->> 'sha256', '') END,
    CASE WHEN entry.context IS NULL THEN ''
         WHEN entry.erasure_id IS NULL THEN annals.content_digest(entry.salt, entry.context)
         ELSE coalesce(entry.context ->> 'sha256', '') END,
    entry.table_name);
END
$$
