-- What it takes to have a row as it was at an earlier version: a plan of one row, as `undoing` makes of
-- many. Where a row lived several times, the version is that of the latest life that had it.
CREATE OR REPLACE FUNCTION annals.reverting(of_table text, of_row uuid, to_version bigint)
RETURNS TABLE (table_name text, row_id uuid, effect text, image jsonb, row_version bigint, changed_in bigint)
LANGUAGE plpgsql STABLE AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  SELECT of_table, of_row,
         CASE WHEN wanted.operation IS NULL THEN 'unknown'
              WHEN wanted.operation = 'delete' THEN 'nothing'
              WHEN last.operation = 'delete' THEN 'bring back'
              ELSE 'set back' END,
         -- The bulky contents of a life that ended are those of its deletion.
         coalesce(gone.image, '{}') || wanted.image,
         last.row_version, NULL::bigint
    FROM (SELECT a.operation, a.row_version, a.image FROM annals.audit_log a
           WHERE a.account_id = annals.current_account() AND a.table_name = of_table AND a.row_id = of_row
           ORDER BY (a.occurred_at, a.row_version) DESC LIMIT 1) last
    LEFT JOIN LATERAL (
      SELECT a.operation, a.image, a.occurred_at, a.row_version FROM annals.audit_log a
       WHERE a.account_id = annals.current_account() AND a.table_name = of_table AND a.row_id = of_row AND a.row_version = to_version
       ORDER BY (a.occurred_at, a.row_version) DESC LIMIT 1
    ) wanted ON true
    LEFT JOIN LATERAL (
      SELECT a.image FROM annals.audit_log a
       WHERE a.account_id = annals.current_account() AND a.table_name = of_table AND a.row_id = of_row AND a.operation = 'delete'
         AND (a.occurred_at, a.row_version) >= (wanted.occurred_at, wanted.row_version)
       ORDER BY a.occurred_at, a.row_version LIMIT 1
    ) gone ON true;
END
$$
