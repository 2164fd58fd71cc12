-- Brings back all rows that one deletion took, or says what stands against it and changes nothing.
-- `restored` are tables and how many of their rows came back; `unique` and `parent` are rows that can't,
-- the first hundred of each key, with how many there are. Nothing is returned where no row bears the
-- deletion.
--
-- The parents are locked FOR KEY SHARE before they are looked at: a soft deletion of one, which locks it
-- FOR UPDATE, is waited for or waits.
CREATE OR REPLACE FUNCTION annals.restore_deletion(deletion uuid)
RETURNS TABLE (part text, table_name text, row_count bigint, row_id uuid, key_name text, key_columns text, other_id uuid, other_deletion uuid)
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
  account uuid := annals.current_account();
  given text := format('(%L, %L)', account, deletion);
  statement text;
  born oid[] := '{}';     -- the tables that bear the deletion, by name
  one regclass;
  key record;
  borne bigint;
  conflicts bigint := 0;
BEGIN
  -- Below 16384 are the tables of PostgreSQL itself.
  SELECT string_agg(format('SELECT %s::oid WHERE EXISTS (SELECT FROM %s WHERE account_id = $1 AND deletion_id = $2)',
                           c.oid, c.oid::regclass), ' UNION ALL ' ORDER BY c.oid) INTO statement
    FROM pg_class c
   WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.oid >= 16384
     AND 4 = (SELECT count(*) FROM pg_attribute WHERE attrelid = c.oid AND NOT attisdropped
                 AND attname IN ('account_id', 'id', 'deleted_at', 'deletion_id'))
     AND has_schema_privilege(c.relnamespace, 'USAGE') AND has_table_privilege(c.oid, 'UPDATE');
  FOR one IN EXECUTE coalesce('EXECUTE ' || annals.prepared('uuid, uuid', statement) || given, 'SELECT 0::oid WHERE false') LOOP
    born := born || one::oid;
  END LOOP;
  IF born = '{}' THEN
    RETURN;
  END IF;
  born := ARRAY(SELECT id FROM unnest(born) id ORDER BY annals.log_name(id));
  SELECT string_agg(format('SELECT count(*) FROM (SELECT FROM %s WHERE account_id = $1 AND deletion_id = $2 ORDER BY id FOR UPDATE) held',
                           id::regclass), ' UNION ALL ' ORDER BY place) INTO statement
    FROM unnest(born) WITH ORDINALITY born (id, place);
  EXECUTE 'EXECUTE ' || annals.prepared('uuid, uuid', statement) || given;

  -- The locks yield the parents as they are once they are held. A condition around them would be moved
  -- below the locks, and the living ones not be held: hence the filter.
  WITH keys AS MATERIALIZED (
    SELECT r.conrelid::regclass AS child, r.confrelid::regclass AS parent, string_agg(format('c.%I = p.%I', c.attname, p.attname), ' AND ') AS joined
      FROM pg_constraint r CROSS JOIN LATERAL unnest(r.conkey, r.confkey) u (child, parent)
      JOIN pg_attribute c ON c.attrelid = r.conrelid AND c.attnum = u.child
      JOIN pg_attribute p ON p.attrelid = r.confrelid AND p.attnum = u.parent
     WHERE r.conrelid = ANY (born) AND r.contype = 'f' AND r.confdeltype = 'c' AND r.conparentid = 0
     GROUP BY r.oid, r.conrelid, r.confrelid
  )
  SELECT string_agg(format(
           'SELECT %s::oid AS child, %s::oid AS parent, %L AS joined, count(*) FILTER (WHERE deleted_at IS NOT NULL) AS deleted FROM (
              SELECT p.deleted_at FROM %s p WHERE p.account_id = $1 AND p.deletion_id IS DISTINCT FROM $2
                 AND EXISTS (SELECT FROM %s c WHERE c.account_id = $1 AND c.deletion_id = $2 AND %s) ORDER BY p.id FOR KEY SHARE) held',
           child::oid, parent::oid, joined, parent, child, joined), ' UNION ALL ' ORDER BY annals.log_name(parent), child, joined) INTO statement
    FROM keys WHERE annals.is_soft_deletable(parent);
  FOR key IN EXECUTE coalesce('EXECUTE ' || annals.prepared('uuid, uuid', statement) || given, 'SELECT 0::oid AS child, 0::oid AS parent, '''' AS joined, 0::bigint AS deleted WHERE false') LOOP
    CONTINUE WHEN key.deleted = 0;
    RETURN QUERY EXECUTE format('
      SELECT ''parent'', %L, count(*) OVER (), c.id, %L, NULL::text, p.id, p.deletion_id FROM %s c JOIN %s p ON %s
       WHERE c.account_id = $1 AND c.deletion_id = $2 AND p.deleted_at IS NOT NULL AND p.deletion_id IS DISTINCT FROM $2
       ORDER BY c.id LIMIT 100',
      annals.log_name(key.child), annals.log_name(key.parent), key.child::regclass, key.parent::regclass, key.joined) USING account, deletion;
    GET DIAGNOSTICS borne = ROW_COUNT;
    conflicts := conflicts + borne;
  END LOOP;

  -- A unique index whose condition only living rows meet. Its condition and its columns, expressions
  -- too, are asked of the rows as they would come back.
  FOR key IN
    SELECT i.indrelid::regclass AS owner, x.relname AS name, pg_get_expr(i.indpred, i.indrelid) AS holds, columns.*
      FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid CROSS JOIN LATERAL (
        SELECT string_agg(format('(%s) AS k%s', d.text, n), ', ') AS keys,
               string_agg(format('(%s) %s back.k%s', d.text, CASE WHEN to_jsonb(i) -> 'indnullsnotdistinct' = 'true' THEN 'IS NOT DISTINCT FROM' ELSE '=' END, n), ' AND ') AS same,
               string_agg(d.text, ', ' ORDER BY n) FILTER (WHERE d.text <> 'account_id') AS named
          FROM generate_series(1, i.indnkeyatts) n CROSS JOIN LATERAL (SELECT pg_get_indexdef(i.indexrelid, n, false) AS text) d
      ) columns
     WHERE i.indrelid = ANY (born) AND i.indisunique AND pg_get_expr(i.indpred, i.indrelid) LIKE '%deleted_at%'
     ORDER BY i.indrelid::regclass::text, x.relname
  LOOP
    RETURN QUERY EXECUTE format($query$
      SELECT 'unique', %1$L, count(*) OVER (), back.id, %2$L, %3$L, living.id, NULL::uuid
        FROM (SELECT id, %4$s FROM (SELECT (jsonb_populate_record(r.*, '{"deleted_at": null, "deletion_id": null}')).* FROM %5$s r
                                     WHERE r.account_id = $1 AND r.deletion_id = $2) r WHERE %6$s) back
       CROSS JOIN LATERAL (SELECT id FROM %5$s WHERE account_id = $1 AND %7$s AND (%6$s) AND deletion_id IS DISTINCT FROM $2) living
       ORDER BY back.id LIMIT 100
      $query$, annals.log_name(key.owner), key.name, key.named, key.keys, key.owner, key.holds, key.same) USING account, deletion;
    GET DIAGNOSTICS borne = ROW_COUNT;
    conflicts := conflicts + borne;
  END LOOP;
  IF conflicts > 0 THEN
    RETURN;
  END IF;

  FOREACH one IN ARRAY born LOOP
    EXECUTE 'EXECUTE ' || annals.prepared('uuid, uuid', format(
      'WITH restored AS (UPDATE %s SET deleted_at = NULL, deletion_id = NULL WHERE account_id = $1 AND deletion_id = $2 RETURNING 1)
       SELECT count(*) FROM restored', one)) || given INTO borne;
    RETURN QUERY SELECT 'restored', annals.log_name(one), borne, NULL::uuid, NULL::text, NULL::text, NULL::uuid, NULL::uuid;
  END LOOP;
END
$$
