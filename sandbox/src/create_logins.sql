DO $$
DECLARE
  login text;
  grp text;
BEGIN
  FOR login, grp IN VALUES
    ('annals_sandbox_owner', 'annals_owner'),
    ('annals_sandbox_app', 'annals_app'),
    ('annals_sandbox_reader', 'annals_reader'),
    ('annals_sandbox_operator', 'annals_operator')
  LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = login) THEN
      EXECUTE format('CREATE ROLE %I LOGIN', login);
    END IF;
    EXECUTE format('GRANT %I TO %I', grp, login);
    IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
      EXECUTE format('GRANT %I TO %I', login, current_user);
    END IF;
  END LOOP;

  ALTER ROLE annals_sandbox_operator SET role = 'annals_operator';

  -- It gives databases to the owner and starts sessions as the operator.
  IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
    EXECUTE format('GRANT annals_owner, annals_operator TO %I', current_user);
  END IF;
END
$$
