DO $$
BEGIN
  IF to_regnamespace('annals') IS NULL THEN
    CREATE SCHEMA annals AUTHORIZATION annals_owner;
  END IF;
EXCEPTION WHEN insufficient_privilege THEN
  RAISE EXCEPTION 'the schema annals is missing, and % may not create it', current_user
    USING ERRCODE = 'insufficient_privilege',
          HINT = format('Have the owner of the database run once: GRANT CREATE ON DATABASE %I TO %I;', current_database(), current_user);
END
$$
