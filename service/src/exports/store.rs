//! Exports in the database: the traits' operations on whatever executor they stand on.

use std::time::Duration;

use annals_entity::exports;
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{
    Export, ExportFilter, ExportQueue, ExportUpdate, ExportedFile, Exports, NewExport,
    PurgedExport, expiry, list, request, update,
};
use crate::{
    cascade::{self, Deletion, Preview, Table},
    database::{Executor, store},
    error::Result,
    lease::{self, Claim, ClaimRequest, Claimed, FailedAttempt, Reclaimed},
    query::{OffsetPage, OffsetRequest, Page, PageRequest},
};

static EXPORTS: Table = Table::annals("exports");

store! {
    /// The exports of the account's projects.
    ExportStore, exports
}

#[async_trait]
impl<X: Executor> Exports for ExportStore<X> {
    async fn request(&self, new: NewExport) -> Result<Export> {
        self.0.run(|tx| Box::pin(request::one(tx, new.clone()))).await
    }

    async fn find(&self, id: Uuid) -> Result<Option<Export>> {
        list::find(&self.0, id).await
    }

    async fn list(&self, filter: ExportFilter, page: PageRequest) -> Result<Page<Export>> {
        list::page(&self.0, filter, &page).await
    }

    async fn list_by_offset(
        &self,
        filter: ExportFilter,
        page: OffsetRequest,
    ) -> Result<OffsetPage<Export>> {
        list::page_by_offset(&self.0, filter, &page).await
    }

    async fn count(&self, filter: ExportFilter) -> Result<u64> {
        list::count(&self.0, filter).await
    }

    async fn update(
        &self,
        id: Uuid,
        expected_version: i64,
        change: ExportUpdate,
    ) -> Result<Export> {
        self.0.run(|tx| Box::pin(update::versioned(tx, id, expected_version, change.clone()))).await
    }

    async fn retry(&self, id: Uuid) -> Result<Export> {
        self.0.run(|tx| Box::pin(update::retry(tx, id))).await
    }

    async fn list_expired(&self, at: DateTime<Utc>, page: PageRequest) -> Result<Page<Export>> {
        expiry::page(&self.0, at, &page).await
    }

    async fn purge_expired(&self, most: u64) -> Result<Vec<PurgedExport>> {
        self.0.run(|tx| Box::pin(expiry::purge(tx, most))).await
    }

    async fn preview_deletion(&self, id: Uuid) -> Result<Preview> {
        cascade::preview(&self.0, &EXPORTS, id).await
    }

    async fn delete(&self, id: Uuid) -> Result<Deletion> {
        self.0.run(|tx| Box::pin(cascade::soft(tx, &EXPORTS, id))).await
    }

    async fn restore(&self, deletion_id: Uuid) -> Result<Deletion> {
        self.0.run(|tx| Box::pin(cascade::restore(tx, deletion_id))).await
    }

    async fn delete_for_good(&self, id: Uuid) -> Result<()> {
        self.0.run(|tx| Box::pin(cascade::delete(tx, &EXPORTS, id))).await
    }
}

#[async_trait]
impl<X: Executor> ExportQueue for ExportStore<X> {
    async fn claim_next(&self, request: ClaimRequest) -> Result<Vec<Claimed<Export>>> {
        self.0.run(|tx| Box::pin(lease::claim::<exports::Entity>(tx, &request))).await
    }

    async fn extend_claim(&self, claim: Claim, lease: Duration) -> Result<Claim> {
        let extend = lease::extend::<exports::Entity>;
        self.0.run(|tx| Box::pin(extend(tx, claim.clone(), lease))).await
    }

    async fn complete(&self, claim: Claim, file: ExportedFile) -> Result<Export> {
        let row = file.into_row()?;
        self.0.run(|tx| Box::pin(lease::finish(tx, &claim, row.clone(), "completed"))).await
    }

    async fn fail(&self, claim: Claim, failed: FailedAttempt) -> Result<Export> {
        let row = exports::ActiveModel::default();
        self.0.run(|tx| Box::pin(lease::fail(tx, &claim, failed.clone(), row.clone()))).await
    }

    async fn reclaim_expired(&self, most_attempts: u32) -> Result<Reclaimed> {
        let reclaim = lease::reclaim::<exports::Entity>;
        self.0.run(|tx| Box::pin(reclaim(tx, most_attempts))).await
    }
}
