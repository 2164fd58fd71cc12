-- Takes image and context out of an account's entries, those of the named rows or all, and writes the
-- certificate. Digests stay in their place, so the seals hold; the salt goes, so the digests tell nothing.
-- Certificates' own entries stay whole: they name no more than keys and counts, and what the eraser gave
-- as the reason.
CREATE OR REPLACE FUNCTION annals.erase_entries(
  erased uuid, person uuid, taken jsonb, tables text[] DEFAULT NULL, ids uuid[] DEFAULT NULL
) RETURNS SETOF annals.audit_erasures
LANGUAGE plpgsql SET search_path = annals, pg_catalog, pg_temp SET timezone = 'UTC' AS $$
DECLARE
  erasure uuid := annals.uuid_v7();
  counts jsonb;
  counted bigint;
  chained bytea;
BEGIN
  PERFORM set_config('annals.maintenance', 'on', true);
  WITH gone AS (
    UPDATE annals.audit_log l
       SET image = jsonb_build_object('sha256', annals.content_digest(l.salt, l.image)),
           context = CASE WHEN l.context IS NOT NULL THEN jsonb_build_object('sha256', annals.content_digest(l.salt, l.context)) END,
           salt = NULL, erasure_id = erasure
     WHERE l.account_id = erased AND l.erasure_id IS NULL AND l.table_name <> 'audit_erasures'
       AND (tables IS NULL OR EXISTS (
             SELECT FROM unnest(tables, ids) named (table_name, row_id)
              WHERE named.table_name = l.table_name AND named.row_id = l.row_id))
    RETURNING l.table_name
  ), by_table AS (
    SELECT table_name, count(*) AS entries FROM gone GROUP BY 1
  )
  SELECT coalesce(jsonb_object_agg(table_name, entries), '{}'), coalesce(sum(entries), 0) INTO counts, counted FROM by_table;
  PERFORM set_config('annals.maintenance', '', true);
  SELECT annals.chain_digests(annals.audit_digest(l) ORDER BY l.transaction_id, l.occurred_at, l.id) INTO chained
    FROM annals.audit_log l WHERE l.account_id = erased AND l.erasure_id = erasure;
  RETURN QUERY
  INSERT INTO annals.audit_erasures (account_id, id, user_id, erased_by, reason, rows_taken, entries_erased, entry_count, entries_digest)
  VALUES (erased, erasure, person, annals.current_actor(), annals.current_context() ->> 'reason', taken, counts, counted, chained)
  RETURNING *;
END
$$
