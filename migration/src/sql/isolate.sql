-- Keeps accounts apart in a table: the policy, the grants, the scoped view.
CREATE OR REPLACE FUNCTION annals.isolate(isolated regclass, account_column text DEFAULT 'account_id') RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  -- A sub-select is evaluated once a statement, a bare call once a row; a distributed table takes the call only.
  belongs text := format(
    CASE WHEN annals.has_citus() THEN '%I = annals.current_account()' ELSE '%I = (SELECT annals.current_account())' END,
    account_column
  );
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', isolated);
  EXECUTE format('DROP POLICY IF EXISTS account ON %s', isolated);
  EXECUTE format('CREATE POLICY account ON %s USING (%s) WITH CHECK (%s)', isolated, belongs, belongs);
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO annals_app', isolated);
  EXECUTE format('GRANT SELECT ON %s TO annals_reader, annals_operator', isolated);
  PERFORM annals.scope(isolated);
END
$$
