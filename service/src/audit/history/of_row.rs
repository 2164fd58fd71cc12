//! All that happened to one row.

use annals_entity::audit_log::{Column, Entity};
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select,
    sea_query::{Expr, Query},
};
use uuid::Uuid;

use crate::{
    audit::AuditEntry,
    database::{Executor, fetch_models},
    error::{Error, Result},
    query,
};

pub(in crate::audit) async fn of_row(
    executor: &impl Executor,
    table: &str,
    row_id: Uuid,
) -> Result<Vec<AuditEntry>> {
    let select =
        entries(table, row_id).order_by_asc(Column::OccurredAt).order_by_asc(Column::RowVersion);
    let entries = fetch_models(executor, select).await?;
    if entries.is_empty() {
        require_tracked(executor, table).await?;
    }
    Ok(entries)
}

/// Tells a row without a past from a table that the log does not know, which is asked for where nothing
/// was found.
async fn require_tracked(executor: &impl Executor, table: &str) -> Result<()> {
    let query = Query::select().expr_as(Expr::cust(TRACKED), "name").take();
    let rows = executor.fetch(query).await?;
    let names = rows.iter().map(|row| row.try_get("", "name"));
    let names: Vec<String> = names.collect::<std::result::Result<_, _>>()?;
    let names: Vec<&str> = names.iter().flat_map(|names| names.split(',')).collect();
    if names.contains(&table) {
        return Ok(());
    }
    let meant = names.iter().find(|name| name.ends_with(&format!(".{table}")));
    Err(Error::invalid(
        "table",
        match meant {
            Some(name) => {
                format!("is {table:?}, which is no tracked table: did you mean {name:?}?")
            }
            None => {
                format!("is {table:?}, which {}", query::spelling_of("tracked table", table, names))
            }
        },
    ))
}

/// The names of the tracked tables, as the log has them.
const TRACKED: &str = "(
  SELECT string_agg(CASE n.nspname WHEN 'annals' THEN c.relname ELSE n.nspname || '.' || c.relname END, ',' ORDER BY 1)
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE t.tgname = 'bump')";

/// The newest one.
pub(in crate::audit) async fn last(
    executor: &impl Executor,
    table: &str,
    row_id: Uuid,
) -> Result<Option<AuditEntry>> {
    let select =
        entries(table, row_id).order_by_desc(Column::OccurredAt).order_by_desc(Column::RowVersion);
    Ok(fetch_models(executor, select.limit(1)).await?.pop())
}

/// By `idx_audit_log_table_name_row_id_row_version`, in each partition.
fn entries(table: &str, row_id: Uuid) -> Select<Entity> {
    Entity::find().filter(Column::TableName.eq(table)).filter(Column::RowId.eq(row_id))
}
