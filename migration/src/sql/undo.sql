-- Undoes a transaction or a request, or says what stands against it and does nothing: rows as those of
-- `check_undo`. With `over_changes`, rows that changed since are set back all the same, and what hangs
-- on a row that goes does go with it.
--
-- Two undos of one thing wait for each other. The rows are locked before anything is looked at: whoever
-- is at one of them, or about to hang another row on it, is waited for.
CREATE OR REPLACE FUNCTION annals.undo(of_transaction bigint, of_request text, over_changes boolean)
RETURNS TABLE (part text, table_name text, row_id uuid, detail text, row_count bigint, changed_in bigint)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  plan text := format('SELECT * FROM annals.undoing(%L::bigint, %L::text)', of_transaction, of_request);
  context text := current_setting('annals.context', true);
  tables text[] := '{}';
  stands_against boolean := false;
  one record;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(concat_ws(' ', 'annals.undo', annals.current_account(), of_transaction, of_request), 0));
  FOR one IN
    SELECT a.table_name AS name, annals.tracked_table(a.table_name) AS home, array_agg(DISTINCT a.row_id) AS ids
      FROM (SELECT * FROM annals.scoped_audit_log WHERE transaction_id = of_transaction
            UNION ALL
            SELECT * FROM annals.scoped_audit_log WHERE context ->> 'request_id' = of_request) a
     GROUP BY a.table_name ORDER BY a.table_name
  LOOP
    tables := tables || one.name;
    IF one.home IS NOT NULL THEN
      EXECUTE format('SELECT count(*) FROM (SELECT FROM %s WHERE account_id = annals.current_account() AND id = ANY ($1) ORDER BY id FOR UPDATE) held', one.home)
        USING one.ids;
    END IF;
  END LOOP;
  FOR one IN SELECT c.* FROM annals.check_undo(plan, tables) c LOOP
    CONTINUE WHEN one.part = 'effect' OR (over_changes AND one.part IN ('changed', 'hanging'));
    stands_against := true;
    RETURN QUERY SELECT one.part, one.table_name, one.row_id, one.detail, one.row_count, one.changed_in;
  END LOOP;
  IF stands_against OR tables = '{}' THEN
    RETURN;
  END IF;
  PERFORM set_config('annals.context', (coalesce(annals.current_context(), '{}') || jsonb_build_object('undoes',
    jsonb_strip_nulls(jsonb_build_object('transaction', of_transaction, 'request_id', of_request))))::text, true);
  RETURN QUERY SELECT 'effect', p.table_name, NULL::uuid, p.effect, p.row_count, NULL::bigint FROM annals.put_back(plan, tables) p;
  PERFORM set_config('annals.context', coalesce(context, ''), true);
END
$$
