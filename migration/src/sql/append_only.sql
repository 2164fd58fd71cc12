-- Makes the rows of a table unchangeable but for the named columns, and for what a soft deletion and
-- the audit protocol themselves write.
CREATE OR REPLACE FUNCTION annals.append_only(guarded regclass, changeable text[] DEFAULT '{}') RETURNS void
LANGUAGE plpgsql AS $make$
DECLARE
  in_schema name;
  bare_name name;
  keep text;
BEGIN
  SELECT n.nspname, c.relname INTO STRICT in_schema, bare_name
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = guarded;
  SELECT string_agg(format('unchanged.%1$I := new.%1$I;', attname), ' ') INTO keep
    FROM pg_attribute
   WHERE attrelid = guarded AND attnum > 0 AND NOT attisdropped
     AND (attgenerated <> '' OR attname = ANY (
       changeable || '{updated_at,row_version,audit_id,deleted_at,deletion_id}'::text[]
     ));

  EXECUTE format($body$
    CREATE OR REPLACE FUNCTION %1$I.%2$I() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
      unchanged record := old;
    BEGIN
      %3$s
      IF NOT new *= unchanged THEN
        RAISE EXCEPTION 'a row of %4$s is written once'
          USING ERRCODE = 'integrity_constraint_violation', SCHEMA = %5$L, TABLE = %6$L,
                CONSTRAINT = %7$L, HINT = 'Add a new row in its place.';
      END IF;
      RETURN new;
    END
    $$ $body$,
    in_schema, 'guard_' || bare_name, keep, guarded, in_schema, bare_name, bare_name || '_append_only');
  -- Before `bump` in the order of names, by which triggers run.
  EXECUTE format('CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE ON %s FOR EACH ROW EXECUTE FUNCTION %I.%I()',
    guarded, in_schema, 'guard_' || bare_name);
END
$make$
