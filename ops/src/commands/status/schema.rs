//! The tables: whether each account sees its own rows alone, and how big they are.

use annals_service::Transaction;
use serde::{Deserialize, Serialize};

use super::{
    ask::ask,
    finding::{Finding, some},
};
use crate::failure::Failure;

/// Annals' own tables, and those of an application that refer to accounts. Rows are the planner's
/// estimate; sizes are with indexes, TOAST and partitions.
const ASK: &str = "
WITH tables AS (
  SELECT c.oid, c.relrowsecurity, format('%I.%I', n.nspname, c.relname) AS named,
         EXISTS (SELECT FROM pg_attribute WHERE attrelid = c.oid AND attname = 'audit_id' AND NOT attisdropped) AS is_tracked,
         c.oid = to_regclass('annals.accounts')
           OR EXISTS (SELECT FROM pg_attribute WHERE attrelid = c.oid AND attname = 'account_id' AND NOT attisdropped) AS has_account
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition
     AND (n.nspname = 'annals' AND c.relname <> 'annals_migrations'
          OR EXISTS (SELECT FROM pg_constraint WHERE conrelid = c.oid AND contype = 'f' AND confrelid = to_regclass('annals.accounts')))
), sized AS (
  SELECT t.*, s.* FROM tables t CROSS JOIN LATERAL (
    SELECT sum(pg_total_relation_size(p.oid)) AS bytes, sum(p.reltuples) FILTER (WHERE p.reltuples >= 0) AS estimated
      FROM pg_class p WHERE p.oid = t.oid OR p.oid IN (SELECT inhrelid FROM pg_inherits WHERE inhparent = t.oid)) s
)
SELECT jsonb_build_object(
  'is_there', to_regnamespace('annals') IS NOT NULL,
  'may_use', coalesce(has_schema_privilege(to_regnamespace('annals')::oid, 'USAGE'), false),
  'tables', (SELECT coalesce(jsonb_agg(jsonb_build_object('name', named, 'rows', estimated::bigint, 'bytes', bytes::bigint,
       'is_tracked', is_tracked, 'has_account', has_account,
       'is_isolated', relrowsecurity AND EXISTS (SELECT FROM pg_policy WHERE polrelid = sized.oid)) ORDER BY bytes DESC, named), '[]') FROM sized),
  'open_policies', (SELECT coalesce(jsonb_agg(jsonb_build_object('table', named, 'name', polname) ORDER BY named, polname), '[]')
     FROM pg_policy p JOIN tables t ON t.oid = p.polrelid
    WHERE t.has_account AND p.polpermissive
      AND coalesce(pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid), 'true') NOT LIKE '%current_account()%'),
  'invalid_indexes', (SELECT coalesce(jsonb_agg(i.indexrelid::regclass::text ORDER BY 1), '[]') FROM pg_index i
    WHERE NOT i.indisvalid AND i.indrelid IN (SELECT oid FROM tables)))";

#[derive(Debug, Default, Deserialize, Serialize)]
pub(super) struct Table {
    pub(super) name: String,
    /// As the planner estimates. `None`: nobody has counted yet.
    pub(super) rows: Option<i64>,
    pub(super) bytes: u64,
    pub(super) is_tracked: bool,
    pub(super) has_account: bool,
    /// Has row-level security, and a policy.
    is_isolated: bool,
}

#[derive(Debug, Deserialize, Serialize)]
struct Policy {
    table: String,
    name: String,
}

#[derive(Debug, Default, Deserialize, Serialize)]
pub(super) struct Schema {
    is_there: bool,
    may_use: bool,
    /// The biggest first.
    pub(super) tables: Vec<Table>,
    open_policies: Vec<Policy>,
    invalid_indexes: Vec<String>,
}

impl Schema {
    pub(super) async fn read(tx: &Transaction<'_>) -> Result<Self, Failure> {
        ask(tx, ASK, []).await
    }

    /// Whether there is anything of Annals to be asked.
    pub(super) fn is_there(&self) -> bool {
        self.may_use && self.has("audit_log")
    }

    pub(super) fn has(&self, table: &str) -> bool {
        self.tables.iter().any(|it| it.name.strip_prefix("annals.") == Some(table))
    }

    pub(super) fn findings(&self, database: &str) -> Vec<Finding> {
        if !self.is_there {
            return vec![Finding::danger(
                format!("the database {database} has no schema of Annals"),
                "DATABASE_URL=<the owner's URL> sea-orm-cli migrate up\nor annals::migrate(owner_url) in the application; is it the right database?",
            )];
        }
        if !self.may_use {
            return vec![Finding::danger(
                "the role may not use the schema annals",
                "make it a member of annals_app: GRANT annals_app TO <login>;",
            )];
        }
        let mut found: Vec<_> = self.tables.iter().filter_map(Table::finding).collect();
        found.extend(self.open_policies.iter().map(|Policy { table, name }| {
            Finding::danger(
                format!("the policy {name} of {table} lets every account see it"),
                format!("as annals_owner: DROP POLICY \"{name}\" ON {table};"),
            )
        }));
        if !self.invalid_indexes.is_empty() {
            let first = &self.invalid_indexes[0];
            found.push(Finding::warning(
                format!(
                    "indexes are not used, for their making failed: {}",
                    some(&self.invalid_indexes)
                ),
                format!("as annals_owner, each: REINDEX INDEX CONCURRENTLY {first};"),
            ));
        }
        found
    }
}

impl Table {
    fn finding(&self) -> Option<Finding> {
        (self.has_account && !self.is_isolated).then(|| {
            Finding::danger(
                format!("row-level security is off for {}: accounts see each other's rows", self.name),
                format!("as annals_owner: ALTER TABLE {} ENABLE ROW LEVEL SECURITY;\nand where it has no policy: SELECT annals.isolate('{}');", self.name, self.name),
            )
        })
    }
}
