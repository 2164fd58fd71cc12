-- The rows of a table as they were at a time: of these ids, or all. By the entries up to then, in the
-- order of their own times; deleted ones are left out. Bulky contents are taken from the deletion that
-- came after, or else from the row, which lives; `updated_at` is the time of the entry; what no entry
-- knows has its default.
--
-- One pass over the entries, by `idx_audit_log_table_name_row_id_row_version`: a look for each row would
-- depend on statistics, which a table that was filled just now does not have.
CREATE OR REPLACE FUNCTION annals.past_images(asked regclass, until timestamptz, ids uuid[])
RETURNS TABLE (row_id uuid, image jsonb)
LANGUAGE plpgsql STABLE AS $$
#variable_conflict use_column
DECLARE
  bulky text[] := annals.bulky_columns(asked);
BEGIN
  RETURN QUERY EXECUTE format($query$
    SELECT past.row_id, $1 %s || past.image || jsonb_build_object('updated_at', past.at)
      FROM (
        SELECT a.row_id, max(a.occurred_at) FILTER (WHERE a.occurred_at <= $4) AS at,
               (array_agg(a.operation ORDER BY a.occurred_at DESC, a.row_version DESC) FILTER (WHERE a.occurred_at <= $4))[1] AS operation,
               (array_agg(a.image ORDER BY a.occurred_at DESC, a.row_version DESC) FILTER (WHERE a.occurred_at <= $4))[1] AS image,
               (array_agg(a.image ORDER BY a.occurred_at, a.row_version) FILTER (WHERE a.occurred_at > $4 AND a.operation = 'delete'))[1] AS gone
          FROM annals.audit_log a
         WHERE a.account_id = $2 AND a.table_name = $3 %s
         GROUP BY a.row_id
      ) past
     WHERE past.operation <> 'delete'
    $query$,
    CASE WHEN bulky <> '{}' THEN format(
      '|| coalesce((SELECT jsonb_object_agg(key, value) FROM jsonb_each(coalesce(past.gone,
            (SELECT to_jsonb(t.*) FROM %s t WHERE t.account_id = $2 AND t.id = past.row_id))) WHERE key = ANY ($6)), ''{}'')', asked) END,
    CASE WHEN bulky = '{}' AND ids IS NULL THEN 'AND a.occurred_at <= $4' WHEN ids IS NOT NULL THEN 'AND a.row_id = ANY ($5)' END
  ) USING annals.unknown_values(asked), annals.current_account(), annals.log_name(asked), until, ids, bulky;
END
$$
