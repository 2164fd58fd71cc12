-- The foreign keys that lead to a table, or to one that hangs on it by ON DELETE CASCADE: from the
-- catalogue, so an application's own too. `joined` is the condition on a child c and its parent p,
-- whatever the columns and their order; `named` says the columns without the account; `by_id` is the
-- child's column where the key is the usual pair, the account and the parent's id.
CREATE OR REPLACE FUNCTION annals.keys_below(root regclass)
RETURNS TABLE (child regclass, parent regclass, child_name text, effect text, joined text, named text, by_id text)
LANGUAGE plpgsql STABLE AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  WITH RECURSIVE keys AS MATERIALIZED (
    -- Those of partitions repeat that of their table.
    SELECT conrelid, confrelid, conname, confdeltype, conkey, confkey, confdelsetcols
      FROM pg_constraint WHERE contype = 'f' AND conparentid = 0
  ), reached AS (
    SELECT root::oid AS id
    UNION
    SELECT k.conrelid FROM reached r JOIN keys k ON k.confrelid = r.id WHERE k.confdeltype = 'c'
  )
  SELECT k.conrelid::regclass, k.confrelid::regclass, annals.log_name(k.conrelid),
         -- SET NULL on a column that must not be NULL is a refusal.
         CASE WHEN k.confdeltype = 'c' THEN 'cascade'
              WHEN k.confdeltype = 'd' OR (k.confdeltype = 'n' AND NOT columns.must_stay) THEN 'detach'
              ELSE 'block' END,
         columns.joined, columns.named,
         CASE WHEN cardinality(k.conkey) = 2 AND columns.of_account THEN columns.by_id END
    FROM keys k JOIN reached r ON r.id = k.confrelid
   CROSS JOIN LATERAL (
     SELECT string_agg(format('c.%I = p.%I', c.attname, p.attname), ' AND ' ORDER BY u.place) AS joined,
            string_agg(c.attname, ', ' ORDER BY u.place) FILTER (WHERE c.attname <> 'account_id') AS named,
            bool_or(c.attnotnull AND c.attnum = ANY (coalesce(k.confdelsetcols, k.conkey))) AS must_stay,
            bool_or(c.attname = 'account_id' AND p.attname = 'account_id') AS of_account,
            min(quote_ident(c.attname)) FILTER (WHERE p.attname = 'id') AS by_id
       FROM unnest(k.conkey, k.confkey) WITH ORDINALITY u(child, parent, place)
       JOIN pg_attribute c ON c.attrelid = k.conrelid AND c.attnum = u.child
       JOIN pg_attribute p ON p.attrelid = k.confrelid AND p.attnum = u.parent
   ) columns
   ORDER BY 3, k.conname;
END
$$
