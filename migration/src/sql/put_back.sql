-- Carries out a plan (a query that yields what `undoing` does) for the rows of these tables. All of it is
-- one statement: foreign keys are looked at when it ends, so neither the order of parents and children
-- nor a circle of references matters. What goes is gone, and what changes has changed, before what
-- comes back is inserted, for it may have the unique values of those.
--
-- It runs as its caller: the policies and grants hold, and triggers record each row.
CREATE OR REPLACE FUNCTION annals.put_back(plan text, tables text[])
RETURNS TABLE (table_name text, effect text, row_count bigint)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  account text := quote_literal(annals.current_account());
  removed text := 'removed AS (SELECT 1';
  changed text := 'changed AS (SELECT 1';
  steps text := '';
  counts text;
  talks uuid[];
  number integer := 0;
  known text;
  one record;
BEGIN
  IF tables && '{conversations,messages}' THEN
    EXECUTE format('SELECT array_agg(DISTINCT CASE table_name WHEN ''conversations'' THEN row_id ELSE (image ->> ''conversation_id'')::uuid END)
                      FROM (%s) plan WHERE table_name IN (''conversations'', ''messages'')', plan) INTO talks;
  END IF;
  FOREACH known IN ARRAY tables LOOP
    number := number + 1;
    -- The tracked columns. A NOT NULL column of JSON holds a JSON null where its image says null.
    SELECT c.oid::regclass AS name, c.relname, n.nspname, columns.* INTO STRICT one
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace CROSS JOIN LATERAL (
        SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) AS names,
               string_agg(value.text, ', ' ORDER BY a.attnum) AS texts,
               string_agg(format('%I = %s', a.attname, value.text), ', ' ORDER BY a.attnum)
                 FILTER (WHERE a.attname NOT IN ('account_id', 'id') AND a.attidentity <> 'a') AS changes
          FROM pg_attribute a CROSS JOIN LATERAL (
            SELECT CASE WHEN a.attname = 'account_id' THEN account
                        WHEN a.attnotnull AND a.atttypid IN ('json'::regtype, 'jsonb'::regtype) THEN format('coalesce(r.%I, ''null'')', a.attname)
                        ELSE format('r.%I', a.attname) END AS text
          ) value
         WHERE a.attrelid = c.oid AND a.attname = ANY (annals.tracked_columns(c.oid)) AND a.attname <> 'row_version'
      ) columns WHERE c.oid = annals.tracked_table(known);
    steps := steps || format($step$,
      removed_%1$s AS (
        DELETE FROM %2$s t USING undone u
         WHERE u.table_name = %3$L AND u.effect = 'remove' AND t.account_id = %4$s AND t.id = u.row_id RETURNING 1
      ), changed_%1$s AS (
        UPDATE %2$s t SET %5$s
          FROM undone u JOIN %2$s old ON old.account_id = %4$s AND old.id = u.row_id CROSS JOIN LATERAL jsonb_populate_record(old.*, u.image) r
         WHERE u.table_name = %3$L AND u.effect = 'set back' AND t.account_id = %4$s AND t.id = u.row_id
           AND (SELECT count(*) FROM removed) IS NOT NULL RETURNING 1
      ), returned_%1$s AS (
        INSERT INTO %2$s (%6$s, row_version) OVERRIDING SYSTEM VALUE
        SELECT %7$s, u.row_version + 1 FROM undone u
         CROSS JOIN LATERAL jsonb_populate_record(NULL::%2$s, (SELECT annals.unknown_values(%8$L)) || u.image) r
         WHERE u.table_name = %3$L AND u.effect = 'bring back' AND (SELECT count(*) FROM changed) IS NOT NULL RETURNING 1
      )$step$,
      number, one.name, known, account, one.changes, one.names, one.texts, format('%I.%I', one.nspname, one.relname));
    removed := removed || format(' UNION ALL SELECT 1 FROM removed_%s', number);
    changed := changed || format(' UNION ALL SELECT 1 FROM changed_%s', number);
    counts := concat_ws(' UNION ALL ', counts, format(
      'SELECT %2$L, ''remove'', count(*) FROM removed_%1$s UNION ALL SELECT %2$L, ''set back'', count(*) FROM changed_%1$s
       UNION ALL SELECT %2$L, ''bring back'', count(*) FROM returned_%1$s', number, known));
  END LOOP;
  RETURN QUERY EXECUTE format('WITH RECURSIVE undone AS MATERIALIZED (%s)%s, %s), %s) SELECT * FROM (%s) done (name, effect, rows) WHERE rows > 0 ORDER BY name, effect',
                              plan, steps, removed, changed, counts);
  IF talks IS NOT NULL THEN
    PERFORM annals.recount_messages(talks);
  END IF;
END
$$
