-- What undoing a transaction or a request would do, and what stands against it: see `check_undo`.
CREATE OR REPLACE FUNCTION annals.preview_undo(of_transaction bigint, of_request text)
RETURNS TABLE (part text, table_name text, row_id uuid, detail text, row_count bigint, changed_in bigint)
LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN QUERY SELECT c.* FROM annals.check_undo(
    format('SELECT * FROM annals.undoing(%L::bigint, %L::text)', of_transaction, of_request),
    ARRAY(SELECT DISTINCT a.table_name FROM annals.scoped_audit_log a WHERE a.transaction_id = of_transaction
          UNION SELECT DISTINCT a.table_name FROM annals.scoped_audit_log a WHERE a.context ->> 'request_id' = of_request)
  ) c;
END
$$
