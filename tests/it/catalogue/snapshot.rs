//! All that migrations can leave in a database, as lines of text.

use std::collections::BTreeSet;

use sea_orm::ConnectionTrait;

use super::texts;
use crate::support::TestResult;

/// One line for each schema, relation, column, constraint, index, function, trigger, policy, view, type,
/// comment and grant. Grants are spelled out: an ACL that is NULL means the same as the default written down.
const SNAPSHOT: &str = "
WITH named AS (
  SELECT oid, nspname, nspowner, nspacl FROM pg_namespace
   WHERE nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema'
), relation AS (
  SELECT c.*, n.nspname || '.' || c.relname AS name FROM pg_class c JOIN named n ON n.oid = c.relnamespace
   WHERE n.nspname <> 'annals' OR c.relname NOT LIKE 'annals\\_migrations%'
), granted AS (
  SELECT 'schema ' || nspname AS object, a.* FROM named, aclexplode(coalesce(nspacl, acldefault('n', nspowner))) a
  UNION ALL
  SELECT 'relation ' || name, a.* FROM relation,
         aclexplode(coalesce(relacl, acldefault(CASE relkind WHEN 'S' THEN 's' ELSE 'r' END::\"char\", relowner))) a
  UNION ALL
  SELECT 'column ' || name || '.' || attname, a.* FROM relation JOIN pg_attribute ON attrelid = relation.oid,
         aclexplode(attacl) a
  UNION ALL
  SELECT 'function ' || p.oid::regprocedure, a.* FROM pg_proc p JOIN named n ON n.oid = p.pronamespace,
         aclexplode(coalesce(proacl, acldefault('f', proowner))) a
)
SELECT 'schema ' || nspname || ' of ' || nspowner::regrole FROM named
UNION ALL
SELECT 'relation ' || concat_ws(' ', name, relkind, 'of', relowner::regrole, reloptions::text,
       'rls', relrowsecurity, relforcerowsecurity, 'persistence', relpersistence, 'replica identity', relreplident,
       pg_get_partkeydef(oid), pg_get_expr(relpartbound, oid)) FROM relation
UNION ALL
SELECT 'column ' || concat_ws(' ', name || '.' || attname, format_type(atttypid, atttypmod),
       CASE WHEN attnotnull THEN 'NOT NULL' END, 'generated', nullif(attgenerated, ''), 'identity', nullif(attidentity, ''),
       'storage', attstorage, 'default', pg_get_expr(adbin, adrelid),
       'position', row_number() OVER (PARTITION BY attrelid ORDER BY attnum))
  FROM relation JOIN pg_attribute ON attrelid = relation.oid AND attnum > 0 AND NOT attisdropped
  LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
UNION ALL
SELECT 'constraint ' || concat_ws(' ', name, conname, pg_get_constraintdef(k.oid), convalidated)
  FROM pg_constraint k JOIN relation ON relation.oid = conrelid
UNION ALL
SELECT 'index ' || pg_get_indexdef(indexrelid) || CASE WHEN indisvalid THEN '' ELSE ' invalid' END
  FROM pg_index JOIN relation ON relation.oid = indexrelid
UNION ALL
SELECT 'function ' || p.oid::regprocedure || ' of ' || proowner::regrole || E'\\n' || pg_get_functiondef(p.oid)
  FROM pg_proc p JOIN named n ON n.oid = p.pronamespace WHERE prokind IN ('f', 'p')
UNION ALL
SELECT 'trigger ' || pg_get_triggerdef(t.oid) || ' enabled ' || tgenabled::text
  FROM pg_trigger t JOIN relation ON relation.oid = tgrelid WHERE NOT tgisinternal
UNION ALL
SELECT 'policy ' || concat_ws(' ', name, polname, polcmd, polpermissive, polroles::regrole[],
       pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid))
  FROM pg_policy JOIN relation ON relation.oid = polrelid
UNION ALL
SELECT 'view ' || name || ' ' || pg_get_viewdef(oid) FROM relation WHERE relkind IN ('v', 'm')
UNION ALL
SELECT 'type ' || t.oid::regtype || ' ' || typtype::text || ' ' || coalesce((SELECT string_agg(enumlabel, ',' ORDER BY enumsortorder)
       FROM pg_enum WHERE enumtypid = t.oid), '')
  FROM pg_type t JOIN named n ON n.oid = typnamespace WHERE typtype IN ('e', 'd', 'r', 'm')
UNION ALL
SELECT 'comment on ' || pg_describe_object(classoid, objoid, objsubid) || ': ' || description
  FROM pg_description JOIN relation ON relation.oid = objoid AND classoid = 'pg_class'::regclass
UNION ALL
SELECT 'extension ' || extname || ' ' || extversion FROM pg_extension
UNION ALL
SELECT 'event trigger ' || evtname FROM pg_event_trigger
UNION ALL
SELECT 'default grant ' || concat_ws(' ', defaclrole::regrole, defaclnamespace, defaclobjtype, defaclacl) FROM pg_default_acl
UNION ALL
SELECT 'grant ' || concat_ws(' ', privilege_type, 'ON', object, 'TO',
       CASE grantee WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END, 'BY', grantor::regrole,
       CASE WHEN is_grantable THEN 'WITH GRANT OPTION' END) FROM granted";

/// Everything that is there, but for the history of Annals' migrations.
pub(crate) async fn snapshot(connection: &impl ConnectionTrait) -> TestResult<BTreeSet<String>> {
    let lines = texts(connection, SNAPSHOT).await?;
    Ok(lines.into_iter().collect())
}

/// Fails with what is missing (`-`) and what is too much (`+`).
pub(crate) fn assert_same(expected: &BTreeSet<String>, actual: &BTreeSet<String>, about: &str) {
    let missing = expected.difference(actual).map(|line| format!("- {line}"));
    let surplus = actual.difference(expected).map(|line| format!("+ {line}"));
    let differences: Vec<String> = missing.chain(surplus).collect();
    assert!(differences.is_empty(), "{about}:\n{}", differences.join("\n"));
}
