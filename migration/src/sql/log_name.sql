-- What the log calls a table, and a deletion too: with its schema, unless that is Annals' own. In
-- plpgsql, here and in what reads the catalogue for deletions, a session plans the statement once.
CREATE OR REPLACE FUNCTION annals.log_name(named regclass) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN (SELECT CASE n.nspname WHEN 'annals' THEN c.relname::text ELSE n.nspname || '.' || c.relname END
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = named);
END
$$
