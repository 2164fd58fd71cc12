-- Undoes what track, isolate and append_only made beside a table, so that it can be dropped.
CREATE OR REPLACE FUNCTION annals.discard(discarded regclass) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  in_schema name;
  bare_name name;
BEGIN
  SELECT n.nspname, c.relname INTO STRICT in_schema, bare_name
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = discarded;
  PERFORM annals.untrack(discarded);
  EXECUTE format('DROP VIEW IF EXISTS %I.%I', in_schema, 'scoped_' || bare_name);
  EXECUTE format('DROP TRIGGER IF EXISTS append_only ON %s', discarded);
  EXECUTE format('DROP FUNCTION IF EXISTS %I.%I()', in_schema, 'guard_' || bare_name);
END
$$
