//! The audit trail in the database, on whatever executor it stands on.

use async_trait::async_trait;
use uuid::Uuid;

use super::{
    AuditEntry, AuditTrail, Certificate, ChangedEntry, HistoryFilter, IfChanged, Revert, Seal,
    SealedExport, UndoPreview, Undoing, Undone, Verified, erasure, history, seal, undo, verify,
};
use crate::{
    database::{Executor, Scope, Transaction},
    error::Result,
    query::{Page, PageRequest},
};

/// The audit trail of an account, on a transaction or a scope.
#[derive(Clone, Copy, Debug)]
pub struct AuditStore<X>(pub(super) X);

impl<'env> Transaction<'env> {
    /// The audit trail of the account, this transaction's own entries included.
    #[must_use]
    pub fn audit(&self) -> AuditStore<&Transaction<'env>> {
        AuditStore(self)
    }
}

impl<'a> Scope<'a> {
    /// The audit trail of the account.
    #[must_use]
    pub fn audit(&self) -> AuditStore<Scope<'a>> {
        AuditStore(*self)
    }
}

#[async_trait]
impl<X: Executor> AuditTrail for AuditStore<X> {
    async fn history(&self, table: &str, row_id: Uuid) -> Result<Vec<AuditEntry>> {
        history::of_row(&self.0, table, row_id).await
    }

    async fn trail(&self, filter: HistoryFilter, page: PageRequest) -> Result<Page<AuditEntry>> {
        history::page(&self.0, &filter, &page).await
    }

    async fn changes(
        &self,
        filter: HistoryFilter,
        page: PageRequest,
    ) -> Result<Page<ChangedEntry>> {
        history::changes(&self.0, &filter, &page).await
    }

    async fn count_entries(&self, filter: HistoryFilter) -> Result<u64> {
        history::count(&self.0, &filter).await
    }

    async fn revert(&self, revert: Revert) -> Result<AuditEntry> {
        self.0.run(|tx| Box::pin(undo::revert(tx, &revert))).await
    }

    async fn preview_undo(&self, undoing: Undoing) -> Result<UndoPreview> {
        undo::preview(&self.0, &undoing).await
    }

    async fn undo(&self, undoing: Undoing, if_changed: IfChanged) -> Result<Undone> {
        self.0.run(|tx| Box::pin(undo::undo(tx, &undoing, if_changed))).await
    }

    async fn verify(&self) -> Result<Verified> {
        self.0.run(|tx| Box::pin(verify::all(tx))).await
    }

    async fn verify_row(&self, table: &str, row_id: Uuid) -> Result<Verified> {
        let table = table.to_owned();
        self.0
            .run(move |tx| {
                let table = table.clone();
                Box::pin(async move { verify::row(tx, &table, row_id).await })
            })
            .await
    }

    async fn find_seal(&self, number: i64) -> Result<Option<Seal>> {
        self.0.run(move |tx| Box::pin(seal::find(tx, number))).await
    }

    async fn find_newest_seal(&self) -> Result<Option<Seal>> {
        self.0.run(|tx| Box::pin(seal::newest(tx))).await
    }

    async fn export_seal(&self, number: i64) -> Result<Option<SealedExport>> {
        self.0.run(move |tx| Box::pin(seal::export(tx, number))).await
    }

    async fn list_erasures(&self) -> Result<Vec<Certificate>> {
        self.0.run(|tx| Box::pin(erasure::list(tx))).await
    }
}
