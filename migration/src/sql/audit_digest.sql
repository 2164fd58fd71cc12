-- The digest of an entry: of the line that a seal says of it.
CREATE OR REPLACE FUNCTION annals.audit_digest(entry annals.audit_log) RETURNS bytea
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
  RETURN sha256(convert_to(annals.audit_text(entry), 'UTF8'));
END
$$
