//! Journal entries: whatever JSON an application keeps of a day, with what is asked of it often beside
//! it.

mod analysis;
mod create;
mod delete;
mod entry;
mod list;
mod store;
mod update;

use annals_entity::journal_entries;
use async_trait::async_trait;
use uuid::Uuid;

pub use analysis::NewAnalysis;
pub use delete::Deletion;
pub use entry::{Deleted, EntryFilter, EntryUpdate, NewEntry};
pub use store::JournalStore;

use crate::{
    cascade::Preview,
    error::Result,
    query::{Page, PageRequest},
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

    /// The entries that meet a filter, newest first.
    ///
    /// # Errors
    /// `Invalid` for a page size out of bounds.
    async fn list(&self, filter: EntryFilter, page: PageRequest) -> Result<Page<Entry>>;

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

    /// What [`delete`](Self::delete) and [`delete_for_good`](Self::delete_for_good) would take, by
    /// table.
    ///
    /// # Errors
    /// `NotFound`.
    async fn preview_deletion(&self, id: Uuid) -> Result<Preview>;

    /// Marks an entry and its analyses as deleted. They are not found any more, and stay. Audited as
    /// updates.
    ///
    /// # Errors
    /// `NotFound`, also for an entry that is deleted already.
    async fn delete(&self, id: Uuid) -> Result<Deletion>;

    /// Brings back exactly what one deletion took.
    ///
    /// # Errors
    /// `NotFound` when no row bears that deletion.
    async fn restore(&self, deletion_id: Uuid) -> Result<Deletion>;

    /// Removes an entry, deleted or not, and all that hangs on it. The audit log keeps their last
    /// images.
    ///
    /// # Errors
    /// `NotFound`.
    async fn delete_for_good(&self, id: Uuid) -> Result<()>;
}
