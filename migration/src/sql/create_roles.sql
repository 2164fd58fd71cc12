DO $$
DECLARE
  named text;
BEGIN
  FOREACH named IN ARRAY '{annals_owner,annals_app,annals_reader,annals_operator}'::text[] LOOP
    CONTINUE WHEN EXISTS (SELECT FROM pg_roles WHERE rolname = named);
    BEGIN
      EXECUTE format('CREATE ROLE %I NOLOGIN', named);
    EXCEPTION
      WHEN duplicate_object OR unique_violation THEN
        NULL;  -- another database of the cluster migrates as well
      WHEN insufficient_privilege THEN
        RAISE EXCEPTION 'role % is missing, and % may not create it', named, current_user
          USING ERRCODE = 'insufficient_privilege',
                HINT = 'Have an administrator run once: CREATE ROLE annals_owner NOLOGIN; CREATE ROLE annals_app NOLOGIN; '
                    || 'CREATE ROLE annals_reader NOLOGIN; CREATE ROLE annals_operator NOLOGIN BYPASSRLS; '
                    || format('GRANT annals_owner TO %I;', current_user);
    END;
  END LOOP;

  IF NOT (SELECT rolbypassrls FROM pg_roles WHERE rolname = 'annals_operator') THEN
    BEGIN
      ALTER ROLE annals_operator BYPASSRLS;
    EXCEPTION WHEN insufficient_privilege THEN
      RAISE WARNING 'annals_operator does not bypass row-level security, and % may not change that', current_user
        USING HINT = 'Have an administrator run once: ALTER ROLE annals_operator BYPASSRLS;';
    END;
  END IF;

  IF NOT pg_has_role(current_user, 'annals_owner', 'USAGE') THEN
    BEGIN
      EXECUTE format('GRANT annals_owner TO %I', current_user);
    EXCEPTION WHEN insufficient_privilege THEN
      RAISE EXCEPTION '% migrates, and is no member of annals_owner', current_user
        USING ERRCODE = 'insufficient_privilege',
              HINT = format('Have an administrator run once: GRANT annals_owner TO %I;', current_user);
    END;
  END IF;
END
$$
