//! Deleting a row and all that hangs on it, softly and for good, and bringing it back.

use uuid::Uuid;

use super::Repository;
use crate::{
    cascade::{self, Deletion, Preview, Table},
    database::{Executor, Transaction},
    error::Result,
    query::TenantEntity,
};

impl<E: TenantEntity, X: Executor> Repository<E, X> {
    /// What deleting a row would take by table, and what stands against it. One round trip.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn preview_deletion(&self, id: Uuid) -> Result<Preview> {
        cascade::preview(&self.executor, &Table::of::<E>(), id).await
    }

    /// Marks a row, and all that hangs on it, as taken by one deletion, which
    /// [`restore`](Self::restore) brings back: a soft deletion. Each row is audited as an update.
    ///
    /// # Errors
    /// `NotFound`, also for a row that is deleted already; `Invalid` for a table that keeps no deleted
    /// rows: [`delete_for_good`](Self::delete_for_good) removes them.
    pub async fn delete(&self, id: Uuid) -> Result<Deletion> {
        self.executor.run(|tx| Box::pin(soft::<E>(tx, id))).await
    }

    /// Removes a row, deleted or not, and all that hangs on it. Each is audited as a delete, where its
    /// table is tracked; the log keeps the last images.
    ///
    /// # Errors
    /// `NotFound`; `Blocked` with the rows that refer to it and may not go with it.
    pub async fn delete_for_good(&self, id: Uuid) -> Result<()> {
        self.executor.run(|tx| Box::pin(for_good::<E>(tx, id))).await
    }

    /// Brings back exactly what one deletion took, in whatever tables. Each row is audited as an
    /// update.
    ///
    /// # Errors
    /// `NotFound` when no row bears the deletion; `RestoreConflicts` with each row that can't come
    /// back: nothing is changed then.
    pub async fn restore(&self, deletion_id: Uuid) -> Result<Deletion> {
        self.executor.run(|tx| Box::pin(cascade::restore(tx, deletion_id))).await
    }
}

async fn soft<E: TenantEntity>(tx: &Transaction<'_>, id: Uuid) -> Result<Deletion> {
    cascade::soft(tx, &Table::of::<E>(), id).await
}

async fn for_good<E: TenantEntity>(tx: &Transaction<'_>, id: Uuid) -> Result<()> {
    cascade::delete(tx, &Table::of::<E>(), id).await
}
