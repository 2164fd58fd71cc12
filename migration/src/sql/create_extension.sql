-- GIN indexes of an account's rows hold the account too, for which GIN needs this extension. Without
-- it they are made without the account, and everything still works.
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_extension WHERE extname = 'btree_gin') THEN
    NULL;
  ELSIF NOT EXISTS (SELECT FROM pg_available_extensions WHERE name = 'btree_gin') THEN
    RAISE WARNING 'the extension btree_gin is not installed on this server: searches by JSON and text will read the whole account''s rows'
      USING HINT = 'Install the server''s contrib package before the first migration.';
  ELSE
    CREATE EXTENSION btree_gin SCHEMA annals;
  END IF;
EXCEPTION WHEN OTHERS THEN
  -- Not allowed to this role, or kept from all by the list of a hosted server: each says so in its own way.
  RAISE WARNING 'the extension btree_gin could not be created (%): searches by JSON and text will read the whole account''s rows', sqlerrm
    USING HINT = 'Have an administrator run before the first migration: CREATE EXTENSION btree_gin;';
END
$$
