-- Takes a table out of the audit protocol; its entries and columns stay.
CREATE OR REPLACE FUNCTION annals.untrack(untracked regclass) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  in_schema name;
  bare_name name;
  named text;
BEGIN
  SELECT n.nspname, c.relname INTO STRICT in_schema, bare_name
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = untracked;
  FOREACH named IN ARRAY '{begin_life,bump,settle,record_insert,record_update,record_delete,check_insert,check_update,refuse_truncate}'::text[] LOOP
    EXECUTE format('DROP TRIGGER IF EXISTS %I ON %s', named, untracked);
  END LOOP;
  EXECUTE format('DROP FUNCTION IF EXISTS %1$I.%2$I(), %1$I.%3$I(), %1$I.%4$I(uuid, uuid), %1$I.%5$I(jsonb), %1$I.%6$I(jsonb), %1$I.%7$I(), %1$I.%8$I()',
    in_schema, 'bump_' || bare_name, 'record_' || bare_name, 'settle_' || bare_name,
    'image_' || bare_name, 'last_image_' || bare_name, 'deleted_' || bare_name, 'inserted_' || bare_name);
END
$$
