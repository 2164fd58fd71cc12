-- When the deletion of a row counts as done: now, or, where the row was inserted again before the
-- deletion's statement ended, just before that. Such an insertion is known by what it follows: the entry
-- of the life that is being deleted, which has no end yet. The pairs that it orders by no index has: the
-- few entries of the row are sorted, and the log is not read from its end.
CREATE OR REPLACE FUNCTION annals.time_of_deletion(account uuid, tracked text, deleted uuid, version bigint)
RETURNS timestamptz
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  RETURN coalesce((
    SELECT i.occurred_at - interval '1 microsecond'
      FROM annals.audit_log i CROSS JOIN LATERAL (
        SELECT b.operation, b.row_version FROM annals.audit_log b
         WHERE b.account_id = account AND b.table_name = tracked AND b.row_id = deleted AND b.occurred_at < i.occurred_at
         ORDER BY (b.occurred_at, b.row_version) DESC LIMIT 1
      ) before
     WHERE i.account_id = account AND i.table_name = tracked AND i.row_id = deleted AND i.operation = 'insert'
       AND i.occurred_at >= transaction_timestamp() - interval '1 hour'
       /* own transaction */
       AND before.operation <> 'delete' AND before.row_version = version
     ORDER BY (i.occurred_at, i.row_version) LIMIT 1
  ), clock_timestamp());
END
$$
