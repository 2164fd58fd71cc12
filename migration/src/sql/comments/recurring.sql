-- The columns that many tables have, explained alike. A table whose own column means something else says so
-- afterwards.
DO $$
DECLARE
  commented record;
BEGIN
  FOR commented IN
    SELECT c.relname, a.attname, said.words
      FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      JOIN (VALUES
        ('account_id', 'The account that the row belongs to.'),
        ('id', 'The id of the row: a UUID of version 7, so that ids sort by when they were made.'),
        ('created_at', 'When the row came in.'),
        ('updated_at', 'When the row last changed.'),
        ('deleted_at', 'When the row was deleted softly. NULL: it lives.'),
        ('deletion_id', 'The deletion that took the row, and whose restoration brings it back. NULL: it lives.'),
        ('row_version', 'Counts the changes that the log knows, from 1. An update names the version that it goes out from.'),
        ('audit_id', 'The log''s entry for the row as it stands, where a hook has written it. NULL: a trigger has.')
      ) said (name, words) ON said.name = a.attname
     WHERE c.relnamespace = 'annals'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
  LOOP
    EXECUTE format('COMMENT ON COLUMN annals.%I.%I IS %L', commented.relname, commented.attname, commented.words);
  END LOOP;
END
$$
