-- The audit log is append-only, for its owner as well. Only the functions that keep it in order set
-- `annals.maintenance`, and for nobody but the owner's members does it count.
CREATE OR REPLACE FUNCTION annals.refuse_rewriting() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('annals.maintenance', true) = 'on' AND pg_has_role(current_user, 'annals_owner', 'USAGE') THEN
    RETURN coalesce(new, old);
  END IF;
  RAISE EXCEPTION '% is not allowed on the audit log', tg_op
    USING ERRCODE = 'insufficient_privilege', HINT = 'An entry is written once. Add one that says what was wrong.';
END
$$
