//! What hangs on a row, from the catalogue's foreign keys, an application's own tables included.

use sea_orm::QueryResult;
use uuid::Uuid;

use crate::{
    database::{Transaction, query},
    error::{Error, Result},
};

/// What the deletion of a row would take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// Rows by table, the row itself first, those that hang on it after it, by name. Tables of
    /// which no row would go are left out.
    pub rows: Vec<(String, u64)>,
}

impl Preview {
    /// All rows that would go.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.rows.iter().map(|(_, count)| count).sum()
    }
}

/// The foreign keys that cascade between tenant tables, but for those to the account.
const CASCADES: &str = "
SELECT c.conrelid::regclass::text AS child, c.confrelid::regclass::text AS parent,
       (SELECT a.attname FROM pg_attribute a WHERE a.attrelid = c.conrelid AND a.attnum = c.conkey[2])::text AS by
  FROM pg_constraint c
 WHERE c.contype = 'f' AND c.confdeltype = 'c' AND cardinality(c.conkey) = 2
 ORDER BY child, by";

/// A foreign key that cascades: rows of `child` go with the row of `parent` that `by` names.
struct Cascade {
    child: String,
    parent: String,
    by: String,
}

/// Counts what the deletion of a row of Annals' would take.
pub(crate) async fn preview(
    tx: &Transaction<'_>,
    table: &'static str,
    id: Uuid,
) -> Result<Preview> {
    let keys = query(tx, CASCADES, []).await?;
    let cascades = keys.iter().map(Cascade::read).collect::<Result<Vec<_>>>()?;
    let root = format!("annals.{table}");
    let sql = counting(&root, &cascades);
    let values = [tx.context().account_id.into(), id.into()];
    let mut rows = Vec::new();
    for row in query(tx, &sql, values).await? {
        let (name, count): (String, i64) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        rows.push((name, count.unsigned_abs()));
    }
    rows.retain(|(_, count)| *count > 0);
    if rows.iter().any(|(name, _)| *name == table) {
        return Ok(Preview { rows });
    }
    Err(Error::NotFound { entity: table, id })
}

impl Cascade {
    fn read(row: &QueryResult) -> Result<Self> {
        Ok(Self {
            child: row.try_get("", "child")?,
            parent: row.try_get("", "parent")?,
            by: row.try_get("", "by")?,
        })
    }
}

/// One statement: a CTE of ids per table, parents before children, and a count of each. The names are
/// the catalogue's, quoted by it where they need it.
fn counting(root: &str, cascades: &[Cascade]) -> String {
    let tables = below(root, cascades);
    let mut ctes = vec![format!("t0 AS (SELECT id FROM {root} WHERE account_id = $1 AND id = $2)")];
    let mut counts = vec![format!("SELECT '{}', count(*) FROM t0", bare(root))];
    for (position, table) in tables.iter().enumerate().skip(1) {
        let found: Vec<String> = cascades
            .iter()
            .filter(|cascade| cascade.child == *table)
            .filter_map(|cascade| {
                let parent = tables.iter().position(|name| *name == cascade.parent)?;
                Some(format!("{} IN (SELECT id FROM t{parent})", cascade.by))
            })
            .collect();
        ctes.push(format!(
            "t{position} AS (SELECT id FROM {table} WHERE account_id = $1 AND ({}))",
            found.join(" OR ")
        ));
        counts.push(format!("SELECT '{}', count(*) FROM t{position}", bare(table)));
    }
    format!("WITH {} {}", ctes.join(", "), counts.join(" UNION ALL "))
}

/// The tables that hang on one, each after all of its parents among them.
fn below<'a>(root: &'a str, cascades: &'a [Cascade]) -> Vec<&'a str> {
    let mut reached = vec![root];
    while let Some(next) = cascades.iter().find(|cascade| {
        reached.contains(&cascade.parent.as_str()) && !reached.contains(&cascade.child.as_str())
    }) {
        reached.push(&next.child);
    }
    let mut ordered = vec![root];
    while let Some(next) = reached.iter().find(|table| {
        !ordered.contains(table)
            && cascades
                .iter()
                .filter(|cascade| cascade.child == **table && cascade.parent != **table)
                .filter(|cascade| reached.contains(&cascade.parent.as_str()))
                .all(|cascade| ordered.contains(&cascade.parent.as_str()))
    }) {
        ordered.push(next);
    }
    ordered
}

fn bare(table: &str) -> &str {
    table.strip_prefix("annals.").unwrap_or(table)
}
