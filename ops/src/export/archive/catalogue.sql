-- Every table that has something of an account, with all that is known of its columns. A table is found by
-- what it is, so a new one, Annals' or an application's, is never forgotten:
--   account  under the policy of accounts, and written by applications
--   history  under the policy, but kept by the database alone: the log, its seals, its erasures
--   open     with an account_id, but not isolated: nothing says whose its rows are
--   shared   of no account, and referred to by a table of accounts
WITH known AS (
  SELECT c.oid, c.relkind, format('%I.%I', n.nspname, c.relname) AS relation,
         CASE n.nspname WHEN 'annals' THEN c.relname::text ELSE n.nspname || '.' || c.relname END AS name,
         EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'account_id' AND NOT a.attisdropped) AS belongs,
         EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'account') AS isolated
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relpersistence <> 't'
     AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
), chosen AS (
  SELECT known.*, CASE WHEN belongs AND isolated AND has_table_privilege('annals_app', oid, 'INSERT') THEN 'account'
                       WHEN belongs AND isolated THEN 'history' WHEN belongs THEN 'open' ELSE 'shared' END AS kind
    FROM known
   WHERE belongs OR EXISTS (
     SELECT FROM pg_constraint k JOIN known referring ON referring.oid = k.conrelid AND referring.belongs AND referring.isolated
      WHERE k.contype = 'f' AND k.confrelid = known.oid)
)
SELECT jsonb_build_object(
  'name', c.name, 'kind', c.kind, 'relation', c.relation,
  'rows_of', CASE c.relkind WHEN 'r' THEN 'ONLY ' ELSE '' END || c.relation,
  'columns', (
    SELECT jsonb_agg(jsonb_build_object(
             'name', a.attname, 'quoted', quote_ident(a.attname), 'label', quote_literal(a.attname), 'kind', format_type(a.atttypid, a.atttypmod),
             'is_required', a.attnotnull, 'has_default', a.atthasdef OR a.attidentity <> '', 'is_derived', a.attgenerated <> '',
             'is_json', t.oid IN ('json'::regtype, 'jsonb'::regtype),
             -- What JSON has no exact shape for, or another one than it would be read from.
             'is_text', t.typcategory IN ('A', 'C') OR EXISTS (
               SELECT FROM pg_cast f WHERE f.castsource = t.oid AND f.casttarget = 'json'::regtype AND t.oid <> 'jsonb'::regtype),
             -- What is kept from readers who may read the rest of the table.
             'is_hidden', c.kind <> 'shared' AND has_any_column_privilege('annals_reader', c.oid, 'SELECT')
                          AND NOT has_column_privilege('annals_reader', c.oid, a.attnum, 'SELECT')
           ) ORDER BY a.attnum)
      FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
     WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),
  'keys', (
    SELECT coalesce(jsonb_agg(unique_key.names ORDER BY NOT i.indisprimary, cardinality(unique_key.names), i.indexrelid), '[]')
      FROM pg_index i CROSS JOIN LATERAL (
        SELECT array_agg(a.attname::text ORDER BY part.place) AS names
          FROM unnest(i.indkey::int2[]) WITH ORDINALITY part (number, place)
          JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = part.number
         WHERE part.place <= i.indnkeyatts
      ) unique_key
     WHERE i.indrelid = c.oid AND i.indisunique AND i.indpred IS NULL AND i.indexprs IS NULL),
  'references', (
    SELECT coalesce(jsonb_agg(jsonb_build_object(
             'table', target.name,
             'columns', (SELECT jsonb_agg(a.attname ORDER BY part.place) FROM unnest(k.conkey) WITH ORDINALITY part (number, place)
                           JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = part.number),
             'targets', (SELECT jsonb_agg(a.attname ORDER BY part.place) FROM unnest(k.confkey) WITH ORDINALITY part (number, place)
                           JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = part.number)
           ) ORDER BY k.conname), '[]')
      FROM pg_constraint k JOIN chosen target ON target.oid = k.confrelid
     WHERE k.contype = 'f' AND k.conrelid = c.oid)
)::text
  FROM chosen c ORDER BY c.name
