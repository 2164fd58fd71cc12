//! Bringing back what a soft deletion took.

use std::fmt;

use sea_orm::QueryResult;
use uuid::Uuid;

use super::Deletion;
use crate::{
    database::{Executor, Scope, Transaction, query},
    error::{Error, Result},
};

const RESTORE: &str = "SELECT * FROM annals.restore_deletion($1)";

/// How many conflicts an error carries at most.
const MOST: usize = 100;

/// A row that can't come back as things are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RestoreConflict {
    /// Its table.
    pub table: String,
    /// The row.
    pub id: Uuid,
    /// What stands against it.
    pub obstacle: Obstacle,
}

/// Why a row can't come back.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Obstacle {
    /// A living row has the values that only one may have.
    Taken {
        /// The unique index.
        constraint: String,
        /// Its columns and expressions, without the account.
        fields: Vec<String>,
        /// The living row.
        by: Uuid,
    },
    /// The row on which it hangs is deleted, and not by this deletion.
    ParentDeleted {
        /// The table of that row.
        table: String,
        /// That row.
        id: Uuid,
        /// The deletion that took it. `None`: it was marked by hand.
        deletion_id: Option<Uuid>,
    },
}

impl fmt::Display for RestoreConflict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { table, id, obstacle } = self;
        match obstacle {
            Obstacle::Taken { fields, by, .. } => {
                write!(f, "{table} {id} has the same {} as {by}, which lives", fields.join(", "))
            }
            Obstacle::ParentDeleted { table: parent, id: of, deletion_id: Some(deletion) } => {
                write!(
                    f,
                    "{table} {id} hangs on {parent} {of}, which deletion {deletion} took: restore that one first"
                )
            }
            Obstacle::ParentDeleted { table: parent, id: of, deletion_id: None } => {
                write!(f, "{table} {id} hangs on {parent} {of}, which is deleted")
            }
        }
    }
}

/// Brings back exactly what a deletion took, in every table. Each row is audited as an update.
///
/// # Errors
/// `NotFound` when no row bears the deletion; `RestoreConflicts` with each row that can't come back,
/// and `AlreadyExists` where a living row came in between: nothing is changed then.
pub(crate) async fn restore(tx: &Transaction<'_>, deletion_id: Uuid) -> Result<Deletion> {
    let told = query(tx, RESTORE, [deletion_id.into()]).await?;
    let mut rows = Vec::new();
    let (mut conflicts, mut total) = (Vec::new(), 0);
    let mut key = None;
    for row in &told {
        let (part, table): (String, String) =
            (row.try_get("", "part")?, row.try_get("", "table_name")?);
        let count = row.try_get::<i64>("", "row_count")?.unsigned_abs();
        if part == "restored" {
            rows.push((table, count));
            continue;
        }
        // Each key's rows come together, each with how many there are.
        let of = (table.clone(), row.try_get::<String>("", "key_name")?);
        if key.as_ref() != Some(&of) {
            total += count;
            key = Some(of);
        }
        conflicts.push(conflict(&part, table, row)?);
    }
    conflicts.truncate(MOST);
    match (conflicts.is_empty(), rows.is_empty()) {
        (false, _) => Err(Error::RestoreConflicts { deletion_id, conflicts, total }),
        (true, true) => Err(Error::NotFound { entity: "deletion", id: deletion_id }),
        (true, false) => Ok(Deletion { deletion_id, rows }),
    }
}

fn conflict(part: &str, table: String, row: &QueryResult) -> Result<RestoreConflict> {
    let (key, other) = (row.try_get("", "key_name")?, row.try_get("", "other_id")?);
    let obstacle = if part == "unique" {
        let columns: Option<String> = row.try_get("", "key_columns")?;
        let fields = columns.unwrap_or_default().split(", ").map(str::to_owned).collect();
        Obstacle::Taken { constraint: key, fields, by: other }
    } else {
        let deletion_id = row.try_get("", "other_deletion")?;
        Obstacle::ParentDeleted { table: key, id: other, deletion_id }
    };
    Ok(RestoreConflict { table, id: row.try_get("", "row_id")?, obstacle })
}

impl Transaction<'_> {
    /// Brings back exactly what one soft deletion took, in whatever tables, an application's own
    /// included. Each row is audited as an update.
    ///
    /// # Errors
    /// `NotFound` when no row of the account bears the deletion; `RestoreConflicts` with the rows
    /// that can't come back, and `AlreadyExists` where a living row came in between: nothing is
    /// changed then.
    pub async fn restore(&self, deletion_id: Uuid) -> Result<Deletion> {
        restore(self, deletion_id).await
    }
}

impl Scope<'_> {
    /// Brings back exactly what one soft deletion took: as [`Transaction::restore`], in a transaction
    /// of its own.
    ///
    /// # Errors
    /// As [`Transaction::restore`].
    pub async fn restore(&self, deletion_id: Uuid) -> Result<Deletion> {
        self.run(|tx| Box::pin(restore(tx, deletion_id))).await
    }
}
