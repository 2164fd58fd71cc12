//! The journal in the database: the traits' operations on whatever executor they stand on.

use std::time::Duration;

use annals_entity::journal_entries;
use async_trait::async_trait;
use sea_orm::ActiveValue::Set;
use uuid::Uuid;

use super::{
    AnalysedEntry, Analyses, Analysis, AnalysisFilter, Entry, EntryFilter, EntryUpdate, Journal,
    JournalQueue, NewAnalysis, NewEntry, analysis, create, latest, list, purge, update,
};
use crate::{
    cascade::{self, Deletion, Preview, Table},
    database::{Executor, store},
    error::Result,
    lease::{self, Claim, ClaimRequest, Claimed, FailedAttempt, Reclaimed},
    query::{OffsetPage, OffsetRequest, Page, PageRequest},
    search::{Search, SearchPage, SearchRequest},
};

static ENTRIES: Table = Table::annals("journal_entries");
static ANALYSES: Table = Table::annals("processed_content");

store! {
    /// The journal of the account.
    JournalStore, journal
}

#[async_trait]
impl<X: Executor> Journal for JournalStore<X> {
    async fn create(&self, new: NewEntry) -> Result<Entry> {
        self.0.run(|tx| Box::pin(create::one(tx, new.clone()))).await
    }

    async fn create_many(&self, new: Vec<NewEntry>) -> Result<Vec<Uuid>> {
        self.0.run(|tx| Box::pin(create::many(tx, &new))).await
    }

    async fn find(&self, id: Uuid) -> Result<Option<Entry>> {
        list::find(&self.0, id).await
    }

    async fn list(&self, filter: EntryFilter, page: PageRequest) -> Result<Page<Entry>> {
        list::page(&self.0, filter, &page).await
    }

    async fn list_by_offset(
        &self,
        filter: EntryFilter,
        page: OffsetRequest,
    ) -> Result<OffsetPage<Entry>> {
        list::page_by_offset(&self.0, filter, &page).await
    }

    async fn search(
        &self,
        search: Search,
        filter: EntryFilter,
        page: SearchRequest,
    ) -> Result<SearchPage<Entry>> {
        list::search(&self.0, search, filter, &page).await
    }

    async fn count(&self, filter: EntryFilter) -> Result<u64> {
        list::count(&self.0, filter).await
    }

    async fn update(&self, id: Uuid, expected_version: i64, change: EntryUpdate) -> Result<Entry> {
        self.0.run(|tx| Box::pin(update::versioned(tx, id, expected_version, change.clone()))).await
    }

    async fn preview_deletion(&self, id: Uuid) -> Result<Preview> {
        cascade::preview(&self.0, &ENTRIES, id).await
    }

    async fn delete(&self, id: Uuid) -> Result<Deletion> {
        self.0.run(|tx| Box::pin(cascade::soft(tx, &ENTRIES, id))).await
    }

    async fn restore(&self, deletion_id: Uuid) -> Result<Deletion> {
        self.0.run(|tx| Box::pin(cascade::restore(tx, deletion_id))).await
    }

    async fn delete_for_good(&self, id: Uuid) -> Result<()> {
        self.0.run(|tx| Box::pin(cascade::delete(tx, &ENTRIES, id))).await
    }
}

#[async_trait]
impl<X: Executor> JournalQueue for JournalStore<X> {
    async fn claim_next(&self, request: ClaimRequest) -> Result<Vec<Claimed<Entry>>> {
        self.0.run(|tx| Box::pin(lease::claim::<journal_entries::Entity>(tx, &request))).await
    }

    async fn extend_claim(&self, claim: Claim, lease: Duration) -> Result<Claim> {
        let extend = lease::extend::<journal_entries::Entity>;
        self.0.run(|tx| Box::pin(extend(tx, claim.clone(), lease))).await
    }

    async fn complete(&self, claim: Claim) -> Result<Entry> {
        let row = journal_entries::ActiveModel { error_message: Set(None), ..Default::default() };
        self.0.run(|tx| Box::pin(lease::finish(tx, &claim, row.clone(), "completed"))).await
    }

    async fn fail(&self, claim: Claim, failed: FailedAttempt) -> Result<Entry> {
        let row = journal_entries::ActiveModel::default();
        self.0.run(|tx| Box::pin(lease::fail(tx, &claim, failed.clone(), row.clone()))).await
    }

    async fn reclaim_expired(&self, most_attempts: u32) -> Result<Reclaimed> {
        let reclaim = lease::reclaim::<journal_entries::Entity>;
        self.0.run(|tx| Box::pin(reclaim(tx, most_attempts))).await
    }
}

#[async_trait]
impl<X: Executor> Analyses for JournalStore<X> {
    async fn record_analysis(&self, new: NewAnalysis) -> Result<Analysis> {
        self.0.run(|tx| Box::pin(analysis::one(tx, new.clone()))).await
    }

    async fn record_analyses(&self, new: Vec<NewAnalysis>) -> Result<Vec<Uuid>> {
        self.0.run(|tx| Box::pin(analysis::many(tx, &new))).await
    }

    async fn latest_analysis(&self, entry: Uuid, task_type: &str) -> Result<Option<Analysis>> {
        latest::one(&self.0, entry, task_type).await
    }

    async fn latest_analyses(&self, entry: Uuid) -> Result<Vec<Analysis>> {
        latest::of_each_kind(&self.0, [entry]).await
    }

    async fn list_analyses(
        &self,
        filter: AnalysisFilter,
        page: PageRequest,
    ) -> Result<Page<Analysis>> {
        latest::page(&self.0, filter, &page).await
    }

    async fn count_analyses(&self, filter: AnalysisFilter) -> Result<u64> {
        latest::count(&self.0, filter).await
    }

    async fn list_with_latest_analyses(
        &self,
        filter: EntryFilter,
        page: PageRequest,
    ) -> Result<Page<AnalysedEntry>> {
        latest::with_entries(&self.0, filter, &page).await
    }

    async fn purge_expired_analyses(&self, most: u64) -> Result<u64> {
        self.0.run(|tx| Box::pin(purge::expired(tx, most))).await
    }

    async fn delete_analysis(&self, id: Uuid) -> Result<Deletion> {
        self.0.run(|tx| Box::pin(cascade::soft(tx, &ANALYSES, id))).await
    }
}
