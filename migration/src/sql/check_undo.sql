-- What a plan (a query that yields what `undoing` does) would do with the rows of these tables, as
-- `effect`, and what stands against it: `changed` are rows that were changed since, the first hundred of
-- them, each with how many there are; `hanging` rows that refer to what would go and are no part of the
-- plan; `unknown` rows whose former image the log has no more, `untracked` rows of tables that are not there any
-- more, and `account` the account itself, which no undo removes.
--
-- NOT IN is hashed, where NOT EXISTS would read the whole plan for each row: nobody knows how many it yields.
CREATE OR REPLACE FUNCTION annals.check_undo(plan text, tables text[])
RETURNS TABLE (part text, table_name text, row_id uuid, detail text, row_count bigint, changed_in bigint)
LANGUAGE plpgsql STABLE AS $$
#variable_conflict use_column
DECLARE
  hanging text;
BEGIN
  SELECT string_agg(format($key$
           UNION ALL
           SELECT 'hanging', %L, NULL, %L, count(*), NULL FROM undone u
             %s JOIN %s c ON %s
            WHERE u.table_name = %L AND u.effect = 'remove' %s HAVING count(*) > 0 $key$,
           annals.log_name(k.conrelid), columns.named,
           CASE WHEN NOT columns.by_key THEN format('JOIN %s p ON p.account_id = annals.current_account() AND p.id = u.row_id', k.confrelid::regclass) END,
           k.conrelid::regclass, columns.joined, annals.log_name(k.confrelid),
           CASE WHEN columns.has_id THEN format('AND (c.id NOT IN (SELECT i.row_id FROM undone i WHERE i.table_name = %L)) IS NOT FALSE', annals.log_name(k.conrelid)) END), '')
    INTO hanging
    FROM pg_constraint k CROSS JOIN LATERAL (
      SELECT by_key,
             string_agg(CASE WHEN NOT by_key THEN format('c.%I = p.%I', c.attname, p.attname)
                             WHEN p.attname = 'id' THEN format('c.%I = u.row_id', c.attname)
                             ELSE format('c.%I = annals.current_account()', c.attname) END, ' AND ') AS joined,
             string_agg(c.attname, ', ' ORDER BY u.place) FILTER (WHERE c.attname <> 'account_id') AS named,
             EXISTS (SELECT FROM pg_attribute WHERE attrelid = k.conrelid AND attname = 'id' AND atttypid = 'uuid'::regtype) AS has_id
        FROM (SELECT bool_and(attname IN ('account_id', 'id')) AS by_key FROM pg_attribute
               WHERE attrelid = k.confrelid AND attnum = ANY (k.confkey)) referred
       CROSS JOIN unnest(k.conkey, k.confkey) WITH ORDINALITY u (child, parent, place)
        JOIN pg_attribute c ON c.attrelid = k.conrelid AND c.attnum = u.child
        JOIN pg_attribute p ON p.attrelid = k.confrelid AND p.attnum = u.parent
       GROUP BY by_key
    ) columns
   WHERE k.contype = 'f' AND k.conparentid = 0 AND k.confrelid <> 'annals.accounts'::regclass
     AND k.confrelid IN (SELECT annals.tracked_table(named) FROM unnest(tables) named);
  RETURN QUERY EXECUTE format($query$
    WITH undone AS MATERIALIZED (%s)
    SELECT 'effect', table_name, NULL::uuid, effect, count(*), NULL::bigint FROM undone
     WHERE effect NOT IN ('nothing', 'unknown') GROUP BY table_name, effect
    UNION ALL
    (SELECT 'changed', table_name, row_id, NULL, count(*) OVER (), changed_in FROM undone
      WHERE changed_in IS NOT NULL AND effect <> 'nothing' ORDER BY table_name, row_id LIMIT 100)
    UNION ALL
    SELECT 'unknown', table_name, NULL, NULL, count(*), NULL FROM undone WHERE effect = 'unknown' GROUP BY table_name
    UNION ALL
    SELECT 'untracked', table_name, NULL, NULL, count(*), NULL FROM undone WHERE table_name = ANY (%L::text[]) GROUP BY table_name
    UNION ALL
    SELECT 'account', table_name, row_id, NULL, 1, NULL FROM undone WHERE table_name = 'accounts' AND effect = 'remove'
    %s
    $query$, plan, ARRAY(SELECT named FROM unnest(tables) named WHERE annals.tracked_table(named) IS NULL), hanging);
END
$$
