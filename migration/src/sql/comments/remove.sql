-- Takes every comment off the tables, columns and indexes of the schema.
DO $$
DECLARE
  commented record;
BEGIN
  FOR commented IN
    SELECT CASE WHEN objsubid > 0 THEN format('COLUMN annals.%I.%I', relname, attname)
                WHEN relkind IN ('i', 'I') THEN format('INDEX annals.%I', relname)
                ELSE format('TABLE annals.%I', relname) END AS object
      FROM pg_description JOIN pg_class c ON c.oid = objoid AND classoid = 'pg_class'::regclass
      LEFT JOIN pg_attribute ON attrelid = objoid AND attnum = objsubid AND objsubid > 0
     WHERE c.relnamespace = 'annals'::regnamespace AND relkind IN ('r', 'p', 'i', 'I')
  LOOP
    EXECUTE format('COMMENT ON %s IS NULL', commented.object);
  END LOOP;
END
$$
