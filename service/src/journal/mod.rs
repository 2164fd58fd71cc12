//! Journal entries: whatever JSON an application keeps of a day, with what is asked of it often beside
//! it; their analyses, and the queue of those that wait for one.
//!
//! - [`Journal`]: the entries
//! - [`JournalQueue`]: workers that analyse them, each entry one at a time ([`lease`](crate::lease))
//! - [`Analyses`]: what they found
//!
//! All three are the store's: `tx.journal()`, `db.scope(&context).journal()`.

mod analyses;
mod analysis;
mod analysis_filter;
mod create;
mod entry;
mod filter;
mod latest;
mod list;
mod purge;
mod queue;
mod store;
mod update;

use annals_entity::journal_entries;
use async_trait::async_trait;
use uuid::Uuid;

pub use analyses::{AnalysedEntry, Analyses, Analysis};
pub use analysis::NewAnalysis;
pub use analysis_filter::AnalysisFilter;
pub use entry::{EntryUpdate, NewEntry};
pub use filter::EntryFilter;
pub use queue::JournalQueue;
pub use store::JournalStore;
#[cfg(feature = "mock")]
pub use {analyses::MockAnalyses, queue::MockJournalQueue};

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
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(journal: &dyn Journal, user: uuid::Uuid) -> annals_service::Result<()> {
    /// let new = NewEntry { title: Some("First day".into()), ..NewEntry::by(user) };
    /// let entry = journal.create(new).await?;
    /// assert_eq!((entry.row_version, entry.processing_status.as_str()), (1, "pending"));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `Invalid` with every field at fault, `AlreadyExists` when the given id is taken, `NotFound` when
    /// the user is not there, not the account's, or deleted.
    async fn create(&self, new: NewEntry) -> Result<Entry>;

    /// Adds many entries, all or none, in a few statements however many they are. Returns their ids in
    /// the order given. Each is audited as an insert.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(journal: &dyn Journal, user: uuid::Uuid) -> annals_service::Result<()> {
    /// let lines = ["Rain until noon.", "The long way home."];
    /// let new = lines.map(|line| NewEntry { content: Some(line.into()), ..NewEntry::by(user) });
    /// let ids = journal.create_many(new.to_vec()).await?;
    /// assert_eq!(ids.len(), 2);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`create`](Self::create); fields are named by position: `[3].mood_score`.
    async fn create_many(&self, new: Vec<NewEntry>) -> Result<Vec<Uuid>>;

    /// The entry. `None`: it is not there, not the account's, or deleted.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(journal: &dyn Journal, id: uuid::Uuid) -> annals_service::Result<()> {
    /// if let Some(entry) = journal.find(id).await? {
    ///     println!("{:?}, version {}", entry.title, entry.row_version);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Those of the database.
    async fn find(&self, id: Uuid) -> Result<Option<Entry>>;

    /// The entries that meet a filter, newest first unless the page names another order. One statement.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(journal: &dyn Journal, first: chrono::NaiveDate, last: chrono::NaiveDate) -> annals_service::Result<()> {
    /// let rainy = EntryFilter::default().between_days(first, last).tagged(["rain"]);
    /// let by_day = PageRequest::of(20).ordered(Order::by("entry_date"));
    /// let page = journal.list(rainy.clone(), by_day.clone()).await?;
    /// if let Some(next) = page.next {
    ///     journal.list(rainy, by_day.after(next)).await?;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `Invalid` with every fault of the filter, the size, the order or the cursor.
    async fn list(&self, filter: EntryFilter, page: PageRequest) -> Result<Page<Entry>>;

    /// A page of them by its number, with the count of all. Its cost grows with the depth, which that
    /// of [`list`](Self::list) does not.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(journal: &dyn Journal) -> annals_service::Result<()> {
    /// let page = journal.list_by_offset(EntryFilter::default(), OffsetRequest::page(3)).await?;
    /// println!("{} of {}", page.items.len(), page.total);
    /// # Ok(())
    /// # }
    /// ```
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
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(journal: &dyn Journal) -> annals_service::Result<()> {
    /// let walks = Search::web("canal -bicycle");
    /// let page = journal.search(walks, EntryFilter::default(), SearchRequest::of(10)).await?;
    /// for found in page.items {
    ///     println!("{:.2} {:?}", found.rank, found.row.title);
    /// }
    /// # Ok(())
    /// # }
    /// ```
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
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(journal: &dyn Journal) -> annals_service::Result<()> {
    /// let good = journal.count(EntryFilter::default().mood_between(7, 10)).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `Invalid` with every fault of the filter.
    async fn count(&self, filter: EntryFilter) -> Result<u64>;

    /// Changes an entry that is at the version the caller knows. Audited as an update; one that changes
    /// nothing makes no version and no audit entry.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(journal: &dyn Journal, entry: Entry) -> annals_service::Result<()> {
    /// let change = EntryUpdate { tags: Some(vec!["work".into()]), ..EntryUpdate::default() };
    /// match journal.update(entry.id, entry.row_version, change).await {
    ///     Err(Error::StaleVersion { actual, .. }) => println!("it is at {actual} by now"),
    ///     updated => drop(updated?),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `StaleVersion` when somebody else was first; `NotFound`; `Invalid` with every field at fault, and
    /// for a `processing_status` that the entry's own does not lead to: see [`EntryUpdate`].
    async fn update(&self, id: Uuid, expected_version: i64, change: EntryUpdate) -> Result<Entry>;

    /// What [`delete_for_good`](Self::delete_for_good) would take and what stands against it, by
    /// table, an application's own tables included. [`delete`](Self::delete) takes the living ones of
    /// these rows in tables that have `deleted_at` and `deletion_id`.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(journal: &dyn Journal, id: uuid::Uuid) -> annals_service::Result<()> {
    /// for (table, rows) in journal.preview_deletion(id).await?.rows {
    ///     println!("{rows} of {table}");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `NotFound`.
    async fn preview_deletion(&self, id: Uuid) -> Result<Preview>;

    /// Marks an entry, and all that hangs on it in tables with `deleted_at` and `deletion_id`, as
    /// deleted. They are not found any more, and stay. Audited as updates.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(journal: &dyn Journal, id: uuid::Uuid) -> annals_service::Result<()> {
    /// let deletion = journal.delete(id).await?;
    /// println!("with {} analyses", deletion.of("processed_content"));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `NotFound`, also for an entry that is deleted already.
    async fn delete(&self, id: Uuid) -> Result<Deletion>;

    /// Brings back exactly what one deletion took. Audited as updates.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(journal: &dyn Journal, id: uuid::Uuid) -> annals_service::Result<()> {
    /// let deletion = journal.delete(id).await?;
    /// let restored = journal.restore(deletion.deletion_id).await?;
    /// assert_eq!(restored, deletion);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `NotFound` when no row bears that deletion; `RestoreConflicts` with the rows that can't come
    /// back: nothing is changed then.
    async fn restore(&self, deletion_id: Uuid) -> Result<Deletion>;

    /// Removes an entry, deleted or not, and all that hangs on it. Audited as deletions, which keep the
    /// last images.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(journal: &dyn Journal, id: uuid::Uuid) -> annals_service::Result<()> {
    /// match journal.delete_for_good(id).await {
    ///     Err(Error::Blocked { blocked_by, .. }) => println!("{blocked_by:?} refer to it"),
    ///     deleted => deleted?,
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `NotFound`; `Blocked` with the rows of other tables that refer to it: nothing is changed then.
    async fn delete_for_good(&self, id: Uuid) -> Result<()>;
}
