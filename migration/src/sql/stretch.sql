-- The entries of an account that are of transactions below one and of a time up to one, and that no seal
-- with a number below `until` covers. Such a seal covers whatever fulfils both of its own conditions, so
-- what is left is: all from the highest transaction on that they reached (by
-- idx_audit_log_transaction_id), and, of those before it, what is later than that seal (by pk_audit_log).
-- The second is nothing, but where a clock was set back, or a dump was restored into a cluster that
-- counts its transactions anew.
CREATE OR REPLACE FUNCTION annals.stretch(sealed uuid, below bigint, through timestamptz, until bigint)
RETURNS SETOF annals.audit_log
LANGUAGE plpgsql STABLE AS $$
DECLARE
  reached bigint;
  since timestamptz;
  place bigint;
BEGIN
  SELECT s.transactions_before, s.sealed_through, s.number INTO reached, since, place
    FROM annals.audit_seals s
   WHERE s.account_id = sealed AND s.number < until
   ORDER BY s.transactions_before DESC, s.number DESC LIMIT 1;
  RETURN QUERY
  SELECT l.* FROM annals.audit_log l
   WHERE l.account_id = sealed AND l.transaction_id >= coalesce(reached, 0) AND l.transaction_id < below
     AND l.occurred_at <= through;
  IF reached IS NULL THEN
    RETURN;
  END IF;
  RETURN QUERY
  SELECT l.* FROM annals.audit_log l
   WHERE l.account_id = sealed AND l.occurred_at > since AND l.occurred_at <= through
     AND l.transaction_id < least(reached, below)
     AND NOT EXISTS (
       SELECT FROM annals.audit_seals s
        WHERE s.account_id = sealed AND s.number > place AND s.number < until
          AND s.transactions_before > l.transaction_id AND s.sealed_through >= l.occurred_at);
END
$$
