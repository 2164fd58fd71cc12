-- May a row be inserted with this version? Only where the log's last word on it is a deletion that
-- took the version before: so an undo continues the count, and nobody else can choose a number. It
-- asks as the caller, under the log's policy: of another account's rows it tells nothing.
CREATE OR REPLACE FUNCTION annals.continues_life(account uuid, tracked text, born uuid, version bigint)
RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
BEGIN
  IF account IS DISTINCT FROM annals.current_account()
     AND NOT pg_has_role(session_user, 'annals_owner', 'USAGE')
     AND NOT pg_has_role(session_user, 'annals_operator', 'USAGE') THEN
    RETURN false;
  END IF;
  RETURN coalesce((
    SELECT a.operation = 'delete' AND a.row_version = version - 1
      FROM annals.audit_log a
     WHERE a.account_id = account AND a.table_name = tracked AND a.row_id = born
     ORDER BY (a.occurred_at, a.row_version) DESC LIMIT 1
  ), false);
END
$$
