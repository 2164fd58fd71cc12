-- Has this transaction an entry under this signature for this version of the row? Whether of an
-- insert or an update is no question: an undo inserts a row with a version above 1. Exact through the
-- transaction's id; the bound on `occurred_at` is there to prune partitions, and leaves room for a
-- clock that is set back. On Citus a hook's entry carries the coordinator's transaction id, so that
-- there the signature alone must do.
CREATE OR REPLACE FUNCTION annals.is_recorded(
  account uuid, tracked text, changed uuid, version bigint, signature uuid
) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = annals, pg_catalog, pg_temp AS $$
BEGIN
  RETURN EXISTS (
    SELECT FROM annals.audit_log a
     WHERE a.account_id = account AND a.table_name = tracked AND a.row_id = changed
       AND a.row_version = version AND a.id = signature
       AND a.occurred_at >= transaction_timestamp() - interval '1 hour'
       /* own transaction */
  );
END
$$
