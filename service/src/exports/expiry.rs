//! Exports whose time is over: their list, for the sake of their files, and their removal.

use annals_entity::exports::{Column, Entity};
use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use super::Export;
use crate::{
    database::{Executor, Transaction, query as run_query},
    error::{Error, Result},
    query::{self, Order, Page, PageRequest},
};

/// An export that was removed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PurgedExport {
    /// What it was.
    pub id: Uuid,
    /// Where its file is, for the application to remove. `None`: it had none.
    pub file_path: Option<String>,
}

/// By `idx_exports_expires_at`, and the rows themselves by the key. What another purge has locked is
/// left to it.
const PURGE: &str = "
WITH due AS MATERIALIZED (
  SELECT account_id, id FROM annals.exports
   WHERE account_id = $1 AND status = 'completed' AND expires_at <= now()
   ORDER BY expires_at, id LIMIT $2 FOR UPDATE SKIP LOCKED)
DELETE FROM annals.exports t USING due
 WHERE t.account_id = due.account_id AND t.id = due.id
RETURNING t.id, t.file_path";

/// By `idx_exports_expires_at`, which holds completed exports alone: that they are, stands in the
/// statement, for a parameter would hide it from a plan.
pub(super) async fn page(
    executor: &impl Executor,
    at: DateTime<Utc>,
    page: &PageRequest,
) -> Result<Page<Export>> {
    let select = Entity::find()
        .filter(Expr::cust("exports.status = 'completed'"))
        .filter(Column::ExpiresAt.lte(at));
    let filtered_by = format!("expired at {at:?}");
    query::list(executor, select, &Order::by("expires_at"), &filtered_by, page).await
}

pub(super) async fn purge(tx: &Transaction<'_>, most: u64) -> Result<Vec<PurgedExport>> {
    if !(1..=10_000).contains(&most) {
        return Err(Error::invalid("most", format!("is {most}: 1 to 10000 are purged at once")));
    }
    let values = [tx.context().account_id.into(), most.cast_signed().into()];
    let mut purged = Vec::new();
    for row in run_query(tx, PURGE, values).await? {
        let (id, file_path) = (row.try_get("", "id")?, row.try_get("", "file_path")?);
        purged.push(PurgedExport { id, file_path });
    }
    Ok(purged)
}
