-- What the deletion of a row would do: `taken` are the rows that would go, `detached` those that would
-- lose their reference, `blocking` those outside the tree that refuse it. No row: there is none to delete.
--
-- One recursive query over the tables that others refer to, whatever their cycles, a row being known by
-- where it stands, for not every table has an `id`. Tables that nothing refers to are counted beside it:
-- most rows are in them, and they lead nowhere. Children are looked up parent by parent: a join of whole
-- sets reads all of an account's rows for each step, where the planner thinks that these are few.
CREATE OR REPLACE FUNCTION annals.preview_deletion(root regclass, root_id uuid)
RETURNS TABLE (part text, table_name text, column_name text, row_count bigint)
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan SET enable_mergejoin = off SET enable_hashjoin = off AS $$
#variable_conflict use_column
DECLARE
  -- The child rows of the parents in the tree.
  hanging text := 'tree JOIN %1$s p ON p.ctid = tree.place AND p.tableoid = tree.home JOIN %2$s c ON %3$s AND tree.of = %4$s';
  steps text;
  counted text;
BEGIN
  WITH keys AS MATERIALIZED (
    SELECT k.*, format(hanging, k.parent, k.child, k.joined, k.parent::oid) AS hanging FROM annals.keys_below(root) k
  ), led AS MATERIALIZED (
    SELECT *, k.child = root OR EXISTS (
             SELECT FROM keys b WHERE b.parent = k.child OR (b.child = k.child AND b.effect <> 'cascade')) AS leads_on
      FROM keys k
  ), counted (query) AS (
    SELECT format('SELECT %L, %L, %L, count(*) FROM %s WHERE NOT EXISTS (SELECT FROM tree i WHERE i.of = %s AND i.home = c.tableoid AND i.place = c.ctid)',
                  CASE effect WHEN 'detach' THEN 'detached' ELSE 'blocking' END, child_name, named, hanging, child::oid)
      FROM led WHERE effect <> 'cascade'
    UNION ALL
    -- A leaf that hangs by several keys is one row.
    SELECT format('SELECT ''taken'', %L, NULL, count(*) FROM (%s) leaf', min(child_name),
                  string_agg(format('SELECT c.tableoid, c.ctid FROM %s', hanging), ' UNION '))
      FROM led WHERE effect = 'cascade' AND NOT leads_on GROUP BY child
  )
  SELECT (SELECT string_agg(format(
                   'SELECT %s::oid AS of, c.tableoid AS home, c.ctid AS place FROM %s p JOIN %s c ON %s
                     WHERE tree.of = %s AND p.ctid = tree.place AND p.tableoid = tree.home',
                   child::oid, parent, child, joined, parent::oid), ' UNION ALL ')
            FROM led WHERE effect = 'cascade' AND leads_on),
         (SELECT string_agg(' UNION ALL ' || query, '') FROM counted)
    INTO steps, counted;

  RETURN QUERY EXECUTE format('EXECUTE %s (%L)', annals.prepared('uuid', format($query$
    WITH RECURSIVE tree AS (
      SELECT %1$s::oid AS of, r.tableoid AS home, r.ctid AS place FROM %2$s r
       WHERE r.account_id = annals.current_account() AND r.id = $1
      %3$s
    ), counted (part, name, named, rows) AS (
      SELECT 'taken', annals.log_name(of), NULL, count(*) FROM tree GROUP BY of
      %4$s
    )
    SELECT part, name, named, sum(rows)::bigint FROM counted WHERE rows > 0
     GROUP BY part, name, named ORDER BY part = 'taken' DESC, name = %5$L DESC, name, named
    $query$,
    root::oid, root, 'UNION SELECT found.* FROM tree CROSS JOIN LATERAL (' || steps || ') found', counted, annals.log_name(root)
  )), root_id);
END
$$
