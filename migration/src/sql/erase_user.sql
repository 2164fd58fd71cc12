-- Deletes a user for good with all that belongs to them by a cascading key, takes their name off what
-- stays, and takes the content out of the entries of what went, now or earlier. Returns the certificate;
-- nothing, where there is neither such a user nor an entry of them.
--
-- What was deleted earlier is known by its images: those that name the user, or a row that does. A row
-- that lives on belongs to somebody else now, and keeps its history.
CREATE OR REPLACE FUNCTION annals.erase_user(account uuid, erased uuid) RETURNS SETOF annals.audit_erasures
LANGUAGE plpgsql SET search_path = annals, pg_catalog, pg_temp SET timezone = 'UTC' AS $$
DECLARE
  taken jsonb;
  key record;
  tables text[];
  ids uuid[];
BEGIN
  PERFORM set_config('annals.account_id', account::text, true);
  PERFORM FROM annals.users u WHERE u.account_id = account AND u.id = erased FOR UPDATE;
  IF NOT FOUND AND NOT EXISTS (
    SELECT FROM annals.audit_log l
     WHERE l.account_id = account AND l.table_name = 'users' AND l.row_id = erased AND l.erasure_id IS NULL
  ) THEN
    RETURN;
  END IF;

  CREATE TEMPORARY TABLE erased_rows (relation regclass, table_name text, row_id uuid, PRIMARY KEY (relation, row_id)) ON COMMIT DROP;
  INSERT INTO erased_rows VALUES ('annals.users', 'users', erased);
  LOOP
    INSERT INTO erased_rows
    SELECT DISTINCT k.child, k.child_name, l.row_id
      FROM annals.keys_below('annals.users') k
      JOIN erased_rows p ON p.relation = k.parent
      JOIN annals.audit_log l ON l.account_id = account AND l.table_name = k.child_name AND l.image ->> k.by_id = p.row_id::text
     WHERE k.effect = 'cascade' AND k.by_id IS NOT NULL
        ON CONFLICT DO NOTHING;
    EXIT WHEN NOT FOUND;
  END LOOP;

  -- Their name comes off what would stand against the deletion, where it may be missing.
  FOR key IN
    SELECT k.child, k.by_id FROM annals.keys_below('annals.users') k
      JOIN pg_attribute a ON a.attrelid = k.child AND quote_ident(a.attname) = k.by_id AND NOT a.attnotnull
     WHERE k.parent = 'annals.users'::regclass AND k.effect = 'block'
  LOOP
    EXECUTE format('UPDATE %s SET %s = NULL WHERE account_id = $1 AND %2$s = $2', key.child, key.by_id) USING account, erased;
  END LOOP;
  SELECT jsonb_object_agg(p.table_name, p.row_count) INTO taken
    FROM annals.preview_deletion('annals.users', erased) p WHERE p.part = 'taken';
  DELETE FROM annals.users u WHERE u.account_id = account AND u.id = erased;

  FOR key IN SELECT DISTINCT r.relation AS child FROM erased_rows r LOOP
    EXECUTE format('DELETE FROM pg_temp.erased_rows r USING %s t WHERE r.relation = $1 AND t.account_id = $2 AND t.id = r.row_id', key.child)
      USING key.child, account;
  END LOOP;
  SELECT coalesce(array_agg(r.table_name), '{}'), coalesce(array_agg(r.row_id), '{}') INTO tables, ids FROM erased_rows r;
  DROP TABLE erased_rows;
  RETURN QUERY SELECT * FROM annals.erase_entries(account, erased, coalesce(taken, '{}'), tables, ids);
END
$$
