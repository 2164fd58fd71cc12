//! Soft deletion.

use uuid::Uuid;

use super::{Deletion, Table};
use crate::{
    database::{Transaction, query},
    error::{Error, Result},
};

const DELETE: &str = "SELECT * FROM annals.soft_delete($1::regclass, $2, $3)";

/// Marks a living row, and all living rows that hang on it, as taken by one deletion. Each is audited
/// as an update.
///
/// Tables without `deleted_at` and `deletion_id` are left alone, and so is what hangs on them. A row
/// that an earlier deletion took stays that one's.
///
/// # Errors
/// `NotFound`, also for a row that is deleted already; `Invalid` for a table without those columns.
pub(crate) async fn soft(tx: &Transaction<'_>, table: &Table, id: Uuid) -> Result<Deletion> {
    let deletion_id = Uuid::now_v7();
    let values = [table.quoted().into(), id.into(), deletion_id.into()];
    let mut rows = Vec::new();
    for row in query(tx, DELETE, values).await? {
        let count: i64 = row.try_get("", "row_count")?;
        rows.push((row.try_get("", "table_name")?, count.unsigned_abs()));
    }
    if rows.is_empty() {
        return Err(Error::NotFound { entity: table.name, id });
    }
    Ok(Deletion { deletion_id, rows })
}
