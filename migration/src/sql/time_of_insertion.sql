-- When the insertion of a row counts as done: now, or, where the row was changed or deleted again before
-- the insertion's statement ended, just before that. Such a change is known by what it lacks: the entry
-- of an insertion before it. Where the log ends with a deletion and the row is there all the same, it is
-- the row as it now is that was inserted.
CREATE OR REPLACE FUNCTION annals.time_of_insertion(account uuid, tracked text, inserted uuid, version bigint, is_there boolean)
RETURNS timestamptz
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  RETURN coalesce((
    SELECT c.occurred_at - interval '1 microsecond'
      FROM annals.audit_log c
     WHERE c.account_id = account AND c.table_name = tracked AND c.row_id = inserted
       AND c.row_version = version + 1 AND c.operation <> 'insert' AND c.occurred_at >= statement_timestamp()
       /* own transaction */
       AND coalesce((
         SELECT b.operation FROM annals.audit_log b
          WHERE b.account_id = account AND b.table_name = tracked AND b.row_id = inserted
            AND (b.occurred_at, b.row_version) < (c.occurred_at, c.row_version)
          ORDER BY (b.occurred_at, b.row_version) DESC LIMIT 1
       ), 'delete') = 'delete'
       AND NOT (is_there AND 'delete' = (
         SELECT l.operation FROM annals.audit_log l
          WHERE l.account_id = account AND l.table_name = tracked AND l.row_id = inserted
          ORDER BY (l.occurred_at, l.row_version) DESC LIMIT 1
       ))
     ORDER BY (c.occurred_at, c.row_version) LIMIT 1
  ), clock_timestamp());
END
$$
