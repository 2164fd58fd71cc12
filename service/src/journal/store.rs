//! The journal in the database: the trait's operations on whatever executor they stand on.

use async_trait::async_trait;
use uuid::Uuid;

use super::{
    Entry, EntryFilter, EntryUpdate, Journal, NewAnalysis, NewEntry, analysis, create, list, update,
};
use crate::{
    cascade::{self, Deletion, Preview, Table},
    database::{Executor, Scope, Transaction},
    error::Result,
    query::{OffsetPage, OffsetRequest, Page, PageRequest},
    search::{Search, SearchPage, SearchRequest},
};

static ENTRIES: Table = Table::annals("journal_entries");

/// The journal of an account, on a transaction or a scope.
#[derive(Clone, Copy, Debug)]
pub struct JournalStore<X>(X);

impl<'env> Transaction<'env> {
    /// The journal of the account, as a part of this transaction.
    #[must_use]
    pub fn journal(&self) -> JournalStore<&Transaction<'env>> {
        JournalStore(self)
    }
}

impl<'a> Scope<'a> {
    /// The journal of the account, each operation on its own.
    #[must_use]
    pub fn journal(&self) -> JournalStore<Scope<'a>> {
        JournalStore(*self)
    }
}

#[async_trait]
impl<X: Executor> Journal for JournalStore<X> {
    async fn create(&self, new: NewEntry) -> Result<Entry> {
        self.0.run(|tx| Box::pin(create::one(tx, new.clone()))).await
    }

    async fn create_many(&self, new: Vec<NewEntry>) -> Result<Vec<Uuid>> {
        self.0.run(|tx| Box::pin(create::many(tx, &new))).await
    }

    async fn record_analyses(&self, new: Vec<NewAnalysis>) -> Result<Vec<Uuid>> {
        self.0.run(|tx| Box::pin(analysis::record(tx, &new))).await
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
