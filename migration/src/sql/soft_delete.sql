-- Marks a row and all that hangs on it by ON DELETE CASCADE with one deletion and one time, level by
-- level; returns how many by table. Tables without the columns, and what hangs on those, are left
-- alone; rows that an earlier deletion took stay its own. Nothing is returned where no living row is.
--
-- A level is locked FOR UPDATE before the next is looked for: an insertion locks its parent FOR KEY
-- SHARE, so one under way is waited for, and its row then found; a later one waits for this
-- transaction. Within a table rows are locked in the order of their ids, so that two deletions that meet
-- wait for each other in one order.
CREATE OR REPLACE FUNCTION annals.soft_delete(root regclass, root_id uuid, deletion uuid)
RETURNS TABLE (table_name text, row_count bigint)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  deleted_at timestamptz := clock_timestamp();
  root_name text := annals.log_name(root);
  living text := format('SELECT array_agg(id) FROM (
    SELECT id FROM %s WHERE account_id = $1 AND id = ANY ($2) AND deleted_at IS NULL FOR UPDATE) locked', root);
  parents oid[];
  children oid[];
  names text[];
  lockings text[];
  leads_on boolean[];     -- whether anything hangs on a key's children
  level_of oid[] := ARRAY[root::oid];
  level_ids uuid[] := ARRAY[root_id];
  next_of oid[];
  next_ids uuid[];
  ids uuid[];
  taken jsonb := jsonb_build_object(root_name, 1);
BEGIN
  IF NOT annals.is_soft_deletable(root) THEN
    RAISE EXCEPTION 'the rows of % can''t be marked as deleted', root
      USING ERRCODE = 'invalid_parameter_value',
            DETAIL = format('%s has not all of account_id, id, deleted_at and deletion_id: delete for good, or add them', root);
  END IF;
  IF annals.mark_deleted(root, living, level_ids, deleted_at, deletion) IS NULL THEN
    RETURN;
  END IF;

  WITH keys AS MATERIALIZED (
    SELECT * FROM annals.keys_below(root) k
     WHERE k.effect = 'cascade' AND annals.is_soft_deletable(k.child) AND annals.is_soft_deletable(k.parent)
  )
  SELECT array_agg(k.parent::oid), array_agg(k.child::oid), array_agg(k.child_name),
         array_agg(format(
           'SELECT array_agg(id) FROM (SELECT c.id FROM unnest($2) level (id) JOIN %s
             WHERE c.account_id = $1 AND c.deleted_at IS NULL ORDER BY c.id FOR UPDATE OF c) locked',
           coalesce(format('%s c ON c.%s = level.id', k.child, k.by_id),
                    format('%s p ON p.account_id = $1 AND p.id = level.id JOIN %s c ON %s', k.parent, k.child, k.joined)))),
         array_agg(EXISTS (SELECT FROM keys b WHERE b.parent = k.child))
    INTO parents, children, names, lockings, leads_on FROM keys k;

  WHILE cardinality(level_ids) > 0 LOOP
    next_of := '{}';
    next_ids := '{}';
    FOR key IN 1 .. coalesce(cardinality(lockings), 0) LOOP
      ids := ARRAY(SELECT l.id FROM unnest(level_of, level_ids) l (of, id) WHERE l.of = parents[key]);
      CONTINUE WHEN ids = '{}';
      -- A row that hangs by two keys is found, and marked, by the first.
      ids := annals.mark_deleted(children[key], lockings[key], ids, deleted_at, deletion);
      CONTINUE WHEN ids IS NULL;
      taken := taken || jsonb_build_object(names[key], coalesce((taken ->> names[key])::bigint, 0) + cardinality(ids));
      IF leads_on[key] THEN
        next_of := next_of || array_fill(children[key], ARRAY[cardinality(ids)]);
        next_ids := next_ids || ids;
      END IF;
    END LOOP;
    level_of := next_of;
    level_ids := next_ids;
  END LOOP;
  RETURN QUERY SELECT key, value::bigint FROM jsonb_each_text(taken) ORDER BY key <> root_name, key;
END
$$
