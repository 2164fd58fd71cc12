//! Moving a live service from memory to Annals, without stopping it and without a leap of faith.
//!
//! A service that keeps its entries in memory has a store with a few operations: [`EntryStore`]. Here it
//! has three of them, which give the same answers to the same calls, refusals included:
//!
//! - [`MemoryStore`]: what such a service has
//! - [`AnnalsStore`]: a user's journal in Annals, audited and kept apart by account
//! - [`DualStore`]: both. It goes through four [stages](Stage) while the service runs, and back: memory
//!   alone, both with memory leading, both with Annals leading, Annals alone. While there are two, each
//!   write goes to both and reads are compared. [`DualStore::backfill`] and [`DualStore::reconcile`] make
//!   them equal, and [`DualStore::report`] tells how far that is true.
//!
//! A service with a store of its own in memory implements [`EntryStore`] and [`Replica`] for it.
//! `docs/moving.md` walks through a move, `cargo run --example moving_in` makes one.

mod annals;
mod dual;
mod entry;
mod memory;
mod numbers;
mod replica;
mod revision;
mod rules;
mod statistics;

use async_trait::async_trait;
use uuid::Uuid;

pub use annals::AnnalsStore;
pub use dual::{
    Comparing, Copied, Difference, DifferenceKind, DualStore, MovingReport, Observed, Reconciled,
    Stage, Surplus,
};
pub use entry::{ProcessingResult, SentimentResult, StoredEntry};
pub use memory::MemoryStore;
pub use replica::Replica;
pub use statistics::EntryStatistics;

use crate::error::Result;

/// What refusals call the table, in memory too: a caller can't tell the stores apart.
const ENTITY: &str = "journal_entries";

/// The entries of one user, in the shape of a store in memory.
///
/// Times are kept to the microsecond, and numbers as JSON in `PostgreSQL` gives them back (`1e3` as
/// `1000`), in memory too.
#[cfg_attr(feature = "mock", mockall::automock)]
#[async_trait]
pub trait EntryStore: Send + Sync {
    /// Adds an entry, with its id and its times. Returns it as it is kept. In Annals audited as an
    /// insert; the entry of an id that was deleted comes back with what is given, audited as an update.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(entries: &dyn EntryStore) -> annals_service::Result<()> {
    /// let entry = entries.store(StoredEntry::new("Rain until noon.")).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `Invalid` with every field at fault; `AlreadyExists` when the id is taken; in Annals `NotFound`
    /// when the user is not there.
    async fn store(&self, entry: StoredEntry) -> Result<StoredEntry>;

    /// The entry. `None`: it is not there, was deleted, or is not this user's.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(entries: &dyn EntryStore, id: uuid::Uuid) -> annals_service::Result<()> {
    /// if let Some(entry) = entries.get(id).await? {
    ///     println!("{} characters", entry.content.chars().count());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Those of the database.
    async fn get(&self, id: Uuid) -> Result<Option<StoredEntry>>;

    /// All entries, newest first by `created_at`, then by id.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(entries: &dyn EntryStore) -> annals_service::Result<()> {
    /// let dump = serde_json::to_string(&entries.get_all().await?).unwrap_or_default();
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Those of the database.
    async fn get_all(&self) -> Result<Vec<StoredEntry>>;

    /// Puts an entry in the place of the one with its id, and returns it as it is kept: `created_at`
    /// stays, and `updated_at` is a microsecond after the present one unless a later one is given. What
    /// changes nothing else leaves `updated_at` alone, and so does another sentiment. In Annals audited
    /// as an update of what changed; a sentiment that another one replaces stays as a deleted row.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(entries: &dyn EntryStore, entry: StoredEntry) -> annals_service::Result<()> {
    /// let content = format!("{}\n\nSun after that.", entry.content);
    /// let updated_at = chrono::Utc::now();
    /// let entry = entries.update(StoredEntry { content, updated_at, ..entry }).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `Invalid` with every field at fault; `NotFound`.
    async fn update(&self, entry: StoredEntry) -> Result<StoredEntry>;

    /// Deletes an entry: in Annals softly, with its analyses, audited as updates.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(entries: &dyn EntryStore, id: uuid::Uuid) -> annals_service::Result<()> {
    /// entries.delete(id).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `NotFound`, also for an entry that is deleted already.
    async fn delete(&self, id: Uuid) -> Result<()>;

    /// How many entries there are.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(entries: &dyn EntryStore) -> annals_service::Result<()> {
    /// println!("{} entries", entries.count().await?);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Those of the database.
    async fn count(&self) -> Result<u64>;

    /// What the entries add up to: how many there are by status, how many are processed and in what
    /// time, how long they are. In Annals one statement.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(entries: &dyn EntryStore) -> annals_service::Result<()> {
    /// let sums = entries.statistics().await?;
    /// println!("{} of {} processed", sums.processed, sums.total);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Those of the database.
    async fn statistics(&self) -> Result<EntryStatistics>;
}
