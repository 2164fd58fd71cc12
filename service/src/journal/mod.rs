//! Journal entries: whatever JSON an application keeps of a day, with what is asked of it often beside
//! it.

mod analysis;
mod create;
mod entry;
mod filter;
mod list;
mod store;
mod update;

use annals_entity::journal_entries;
use async_trait::async_trait;
use uuid::Uuid;

pub use analysis::NewAnalysis;
pub use entry::{EntryUpdate, NewEntry};
pub use filter::EntryFilter;
pub use store::JournalStore;

use crate::{
    cascade::{Deletion, Preview},
    error::Result,
    query::{OffsetPage, OffsetRequest, Page, PageRequest},
    search::{Search, SearchPage, SearchRequest},
};

/// A journal entry, as the table holds it.
pub type Entry = journal_entries::Model;

/// The journal of an account.
///
/// Made by `tx.journal()`, `db.scope(&context).journal()` and `db.read(&context).journal()`. A deleted
/// entry is not found unless it is asked for.
#[cfg_attr(feature = "mock", mockall::automock)]
#[async_trait]
pub trait Journal: Send + Sync {
    /// Adds an entry. Audited as an insert.
    ///
    /// # Errors
    /// `Invalid` with every field at fault, `AlreadyExists` when the given id is taken, `Conflict` when
    /// the user is not the account's.
    async fn create(&self, new: NewEntry) -> Result<Entry>;

    /// Adds many entries, all or none, in a few statements however many they are. Returns their ids in
    /// the order given. Each is audited as an insert.
    ///
    /// # Errors
    /// As [`create`](Self::create); fields are named by position: `[3].mood_score`.
    async fn create_many(&self, new: Vec<NewEntry>) -> Result<Vec<Uuid>>;

    /// Adds what analyses found, all or none, in a few statements however many they are. Returns their
    /// ids in the order given. Each is audited as an insert.
    ///
    /// # Errors
    /// `Invalid` with every field at fault, `Conflict` when an entry is not there.
    async fn record_analyses(&self, new: Vec<NewAnalysis>) -> Result<Vec<Uuid>>;

    /// The entry. `None`: it is not there, not the account's, or deleted.
    ///
    /// # Errors
    /// Those of the database.
    async fn find(&self, id: Uuid) -> Result<Option<Entry>>;

    /// The entries that meet a filter, newest first unless the page names another order. One statement.
    ///
    /// # Errors
    /// `Invalid` with every fault of the filter, the size, the order or the cursor.
    async fn list(&self, filter: EntryFilter, page: PageRequest) -> Result<Page<Entry>>;

    /// A page of them by its number, with the count of all. Its cost grows with the depth, which that
    /// of [`list`](Self::list) does not.
    ///
    /// # Errors
    /// `Invalid` as [`list`](Self::list), and for a page too deep.
    async fn list_by_offset(
        &self,
        filter: EntryFilter,
        page: OffsetRequest,
    ) -> Result<OffsetPage<Entry>>;

    /// The entries that a text finds, the best ones first: title before content before the strings of
    /// `raw_data`, each entry in its own language. Any text is a search. Deleted entries are never found.
    /// `docs/search.md` tells more.
    ///
    /// # Errors
    /// `Invalid` with every fault of the filter, the size or the cursor.
    async fn search(
        &self,
        search: Search,
        filter: EntryFilter,
        page: SearchRequest,
    ) -> Result<SearchPage<Entry>>;

    /// How many entries meet a filter.
    ///
    /// # Errors
    /// Those of the database.
    async fn count(&self, filter: EntryFilter) -> Result<u64>;

    /// Changes an entry that is at the version the caller knows. Audited as an update; one that changes
    /// nothing makes no version and no audit entry.
    ///
    /// # Errors
    /// `StaleVersion` when somebody else was first, `NotFound`, `Invalid`.
    async fn update(&self, id: Uuid, expected_version: i64, change: EntryUpdate) -> Result<Entry>;

    /// What [`delete_for_good`](Self::delete_for_good) would take and what stands against it, by
    /// table, an application's own tables included. [`delete`](Self::delete) takes the living ones of
    /// these rows in tables that have `deleted_at` and `deletion_id`.
    ///
    /// # Errors
    /// `NotFound`.
    async fn preview_deletion(&self, id: Uuid) -> Result<Preview>;

    /// Marks an entry, and all that hangs on it in tables with `deleted_at` and `deletion_id`, as
    /// deleted. They are not found any more, and stay. Audited as updates.
    ///
    /// # Errors
    /// `NotFound`, also for an entry that is deleted already.
    async fn delete(&self, id: Uuid) -> Result<Deletion>;

    /// Brings back exactly what one deletion took. Audited as updates.
    ///
    /// # Errors
    /// `NotFound` when no row bears that deletion; `RestoreConflicts` with the rows that can't come
    /// back: nothing is changed then.
    async fn restore(&self, deletion_id: Uuid) -> Result<Deletion>;

    /// Removes an entry, deleted or not, and all that hangs on it. The audit log keeps their last
    /// images.
    ///
    /// # Errors
    /// `NotFound`; `Blocked` with the rows of other tables that refer to it: nothing is changed then.
    async fn delete_for_good(&self, id: Uuid) -> Result<()>;
}
