-- Locks living rows and marks them with a deletion; which they were, or NULL. `locking` is a statement that
-- yields their ids, of an account $1 and parents $2. Of many rows the statements are planned for just them.
CREATE OR REPLACE FUNCTION annals.mark_deleted(marked regclass, locking text, parents uuid[], deleted_at timestamptz, deletion uuid)
RETURNS uuid[]
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  account uuid := annals.current_account();
  marking text := format('UPDATE %s SET deleted_at = $3, deletion_id = $4 WHERE account_id = $1 AND id = ANY ($2)', marked);
  ids uuid[];
BEGIN
  IF cardinality(parents) > 100 THEN
    EXECUTE locking INTO ids USING account, parents;
  ELSE
    EXECUTE 'EXECUTE ' || annals.prepared('uuid, uuid[]', locking) || format('(%L, %L)', account, parents) INTO ids;
  END IF;
  IF cardinality(ids) > 100 THEN
    EXECUTE marking USING account, ids, deleted_at, deletion;
  ELSIF ids IS NOT NULL THEN
    -- As JSON a time reads the same whatever the session's style of dates.
    EXECUTE 'EXECUTE ' || annals.prepared('uuid, uuid[], timestamptz, uuid', marking)
            || format('(%L, %L, %L, %L)', account, ids, to_jsonb(deleted_at) #>> '{}', deletion);
  END IF;
  RETURN ids;
END
$$
