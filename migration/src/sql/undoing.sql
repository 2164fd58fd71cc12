-- What undoing a transaction or a request means for each row that it changed: the row as it was before
-- the first of these entries, and what has to be done to have it so again. `row_version` is that of the
-- row's last entry, and `changed_in` the transaction that changed the row since, or in between.
--
-- By `idx_audit_log_transaction_id` or `idx_audit_log_request_id`, and then for each row over all its entries
-- by `idx_audit_log_table_name_row_id_row_version`: OFFSET 0 keeps the planner from joining the whole log.
CREATE OR REPLACE FUNCTION annals.undoing(of_transaction bigint, of_request text)
RETURNS TABLE (table_name text, row_id uuid, effect text, image jsonb, row_version bigint, changed_in bigint)
LANGUAGE plpgsql STABLE AS $$
#variable_conflict use_column
DECLARE
  account uuid := annals.current_account();
BEGIN
  RETURN QUERY
  WITH undone AS MATERIALIZED (
    SELECT a.table_name, a.row_id, a.occurred_at, a.row_version, a.operation
      FROM annals.scoped_audit_log a WHERE a.transaction_id = of_transaction
    UNION ALL
    SELECT a.table_name, a.row_id, a.occurred_at, a.row_version, a.operation
      FROM annals.scoped_audit_log a WHERE a.context ->> 'request_id' = of_request
  ), began AS MATERIALIZED (
    SELECT DISTINCT ON (u.table_name, u.row_id) u.* FROM undone u
     ORDER BY u.table_name, u.row_id, u.occurred_at, u.row_version
  ), lives AS (
    SELECT b.table_name, b.row_id, b.operation,
           (array_agg(a.operation ORDER BY a.occurred_at DESC, a.row_version DESC))[1] AS last_operation,
           (array_agg(a.image ORDER BY a.occurred_at DESC, a.row_version DESC))[1] AS last_image,
           -- The end of the life that the row had before: there may have been others since, under its key.
           (array_agg(a.image ORDER BY a.occurred_at, a.row_version)
              FILTER (WHERE a.operation = 'delete' AND (a.occurred_at, a.row_version) >= (b.occurred_at, b.row_version)))[1] AS gone,
           (array_agg(a.row_version ORDER BY a.occurred_at DESC, a.row_version DESC))[1] AS last_version,
           -- A deletion has the row as it was; before an update, it is what the entry before tells.
           (array_agg(a.image ORDER BY a.occurred_at DESC, a.row_version DESC) FILTER (WHERE CASE b.operation
              WHEN 'delete' THEN (a.occurred_at, a.row_version) = (b.occurred_at, b.row_version)
              WHEN 'update' THEN a.row_version = b.row_version - 1 AND a.occurred_at < b.occurred_at END))[1] AS image_before,
           (array_agg(a.transaction_id ORDER BY a.occurred_at DESC) FILTER (WHERE a.occurred_at >= b.occurred_at
              AND (a.transaction_id = of_transaction) IS NOT TRUE AND (a.context ->> 'request_id' = of_request) IS NOT TRUE))[1] AS changed_in
      FROM began b CROSS JOIN LATERAL (
        SELECT * FROM annals.audit_log e
         WHERE e.account_id = account AND e.table_name = b.table_name AND e.row_id = b.row_id OFFSET 0
      ) a
     GROUP BY b.table_name, b.row_id, b.operation, b.occurred_at, b.row_version
  )
  SELECT l.table_name, l.row_id,
         CASE WHEN l.operation = 'insert' THEN CASE l.last_operation WHEN 'delete' THEN 'nothing' ELSE 'remove' END
              WHEN l.image_before IS NULL THEN 'unknown'
              WHEN l.last_operation = 'delete' THEN 'bring back'
              ELSE 'set back' END,
         -- What was deleted has its bulky contents from that deletion; what is removed, its last image.
         CASE l.operation WHEN 'insert' THEN l.last_image ELSE coalesce(l.gone, '{}') || l.image_before END,
         l.last_version, l.changed_in
    FROM lives l;
END
$$
