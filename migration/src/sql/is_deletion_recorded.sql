-- Has a hook recorded that the row, as it stands, is deleted? A row can live twice in one transaction
-- (deleted, inserted again under its key, deleted again): only an entry that no later insertion
-- follows is about the present life.
CREATE OR REPLACE FUNCTION annals.is_deletion_recorded(account uuid, tracked text, deleted uuid, version bigint)
RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN EXISTS (
    SELECT FROM annals.audit_log d
     WHERE d.account_id = account AND d.table_name = tracked AND d.row_id = deleted
       AND d.row_version = version AND d.operation = 'delete'
       AND d.occurred_at >= transaction_timestamp() - interval '1 hour'
       /* own transaction */
       AND NOT EXISTS (
         SELECT FROM annals.audit_log i
          WHERE i.account_id = account AND i.table_name = tracked AND i.row_id = deleted
            AND i.operation = 'insert' AND i.occurred_at > d.occurred_at
       )
  );
END
$$
