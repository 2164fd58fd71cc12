//! What analyses found of entries, and what of it is the latest.

use annals_entity::processed_content;
use async_trait::async_trait;
use uuid::Uuid;

use super::{AnalysisFilter, Entry, EntryFilter, NewAnalysis};
use crate::{
    cascade::Deletion,
    error::Result,
    query::{Page, PageRequest},
};

/// What an analysis found of an entry, as the table holds it.
pub type Analysis = processed_content::Model;

/// An entry with the latest that was found of it.
#[derive(Clone, Debug, PartialEq)]
pub struct AnalysedEntry {
    /// The entry.
    pub entry: Entry,
    /// Its newest analysis of each kind, by kind.
    pub analyses: Vec<Analysis>,
}

impl AnalysedEntry {
    /// The newest analysis of a kind. `None`: the entry has none.
    #[must_use]
    pub fn latest(&self, task_type: &str) -> Option<&Analysis> {
        self.analyses.iter().find(|analysis| analysis.task_type == task_type)
    }
}

/// The analyses of the journal's entries.
///
/// An entry may be analysed again and again, each time for a kind (`task_type`): the newest counts, the
/// others are its history. What has expired does not count, and stays until it is purged.
#[cfg_attr(feature = "mock", mockall::automock)]
#[async_trait]
pub trait Analyses: Send + Sync {
    /// Adds what an analysis found. Audited as an insert.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(journal: &dyn Analyses, entry: Entry) -> annals_service::Result<()> {
    /// let found = serde_json::json!({ "label": "calm" }).into();
    /// let new = NewAnalysis::of(&entry, "sentiment_analysis", found);
    /// let analysis = journal.record_analysis(new).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `Invalid` with every field at fault; `NotFound` when the entry is not there, not the account's, or
    /// deleted; `Conflict` when the user is not there.
    async fn record_analysis(&self, new: NewAnalysis) -> Result<Analysis>;

    /// Adds what analyses found, all or none, in a few statements however many they are. Returns their
    /// ids in the order given. Each is audited as an insert.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(journal: &dyn Analyses, entry: Entry) -> annals_service::Result<()> {
    /// let themes = serde_json::json!(["work", "rain"]).into();
    /// let ids = journal.record_analyses(vec![NewAnalysis::of(&entry, "themes", themes)]).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`record_analysis`](Self::record_analysis), with the first entry that is not there; fields are
    /// named by position: `[3].task_type`.
    async fn record_analyses(&self, new: Vec<NewAnalysis>) -> Result<Vec<Uuid>>;

    /// The newest analysis of a kind. `None`: the entry has none that has not expired, is not there, not
    /// the account's, or deleted.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(journal: &dyn Analyses, entry: uuid::Uuid) -> annals_service::Result<()> {
    /// let mood = journal.latest_analysis(entry, "sentiment_analysis").await?;
    /// println!("{:?}", mood.map(|found| found.processed_data));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Those of the database.
    async fn latest_analysis(&self, entry: Uuid, task_type: &str) -> Result<Option<Analysis>>;

    /// The newest analysis of each kind that the entry has, by kind. Expired ones are left out. Empty:
    /// there is none, or the entry is absent.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(journal: &dyn Analyses, entry: uuid::Uuid) -> annals_service::Result<()> {
    /// for found in journal.latest_analyses(entry).await? {
    ///     println!("{}: {}", found.task_type, found.processed_data);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Those of the database.
    async fn latest_analyses(&self, entry: Uuid) -> Result<Vec<Analysis>>;

    /// The analyses that meet a filter, newest first unless the page names another order: expired ones
    /// too, until they are purged. One statement.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(journal: &dyn Analyses) -> annals_service::Result<()> {
    /// let filter = AnalysisFilter { task_type: Some("themes".into()), ..AnalysisFilter::default() };
    /// let page = journal.list_analyses(filter, PageRequest::of(20)).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `Invalid` with every fault of the filter, the size, the order or the cursor.
    async fn list_analyses(
        &self,
        filter: AnalysisFilter,
        page: PageRequest,
    ) -> Result<Page<Analysis>>;

    /// How many analyses meet a filter, expired ones included.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(journal: &dyn Analyses, entry: uuid::Uuid) -> annals_service::Result<()> {
    /// let of_entry = AnalysisFilter { journal_id: Some(entry), ..AnalysisFilter::default() };
    /// let number = journal.count_analyses(of_entry).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `Invalid` with every fault of the filter.
    async fn count_analyses(&self, filter: AnalysisFilter) -> Result<u64>;

    /// The entries of [`Journal::list`](super::Journal::list), each with its newest analysis of each
    /// kind. Two statements, however many entries there are; one for a page without any.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(journal: &dyn Analyses) -> annals_service::Result<()> {
    /// let page = journal.list_with_latest_analyses(EntryFilter::default(), PageRequest::of(100)).await?;
    /// for analysed in page.items {
    ///     let mood = analysed.latest("sentiment_analysis").map(|found| &found.processed_data);
    ///     println!("{:?}: {mood:?}", analysed.entry.title);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`Journal::list`](super::Journal::list).
    async fn list_with_latest_analyses(
        &self,
        filter: EntryFilter,
        page: PageRequest,
    ) -> Result<Page<AnalysedEntry>>;

    /// Removes analyses whose `expires_at` is past, at most so many, the longest expired first, deleted
    /// ones too. Returns how many: fewer than asked for were the last. One statement; audited as
    /// deletions.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(journal: &dyn Analyses) -> annals_service::Result<()> {
    /// while journal.purge_expired_analyses(1_000).await? == 1_000 {}
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `Invalid` unless `most` is 1 to 10,000; `Conflict` when an application's own rows refer to one.
    async fn purge_expired_analyses(&self, most: u64) -> Result<u64>;

    /// Marks an analysis as deleted; [`Journal::restore`](super::Journal::restore) brings it back. Audited
    /// as an update.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(journal: &dyn Analyses, id: uuid::Uuid) -> annals_service::Result<()> {
    /// let deletion = journal.delete_analysis(id).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `NotFound`, also for one that is deleted already.
    async fn delete_analysis(&self, id: Uuid) -> Result<Deletion>;
}
