//! Exports of projects to files: asked for, claimed by a worker, completed, expired.
//!
//! - [`Exports`]: asking for them, finding them, removing them
//! - [`ExportQueue`]: workers that write the files, each export one at a time ([`lease`](crate::lease))
//!
//! Both are the store's: `tx.exports()`, `db.scope(&context).exports()`. The files are the
//! application's: Annals keeps their paths.

mod expiry;
mod export;
mod filter;
mod list;
mod queue;
mod request;
mod store;
mod update;

use annals_entity::exports;
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use uuid::Uuid;

pub use expiry::PurgedExport;
pub use export::{ExportUpdate, ExportedFile, NewExport};
pub use filter::ExportFilter;
pub use queue::ExportQueue;
#[cfg(feature = "mock")]
pub use queue::MockExportQueue;
pub use store::ExportStore;

use crate::{
    cascade::{Deletion, Preview},
    error::Result,
    query::{OffsetPage, OffsetRequest, Page, PageRequest},
};

/// An export, as the table holds it.
pub type Export = exports::Model;

/// The exports of an account's projects.
///
/// Made by `tx.exports()`, `db.scope(&context).exports()` and `db.read(&context).exports()`. `pending` →
/// `running` → `completed` or `failed`, and `failed` → `pending`. A deleted export is not found unless it
/// is asked for.
#[cfg_attr(feature = "mock", mockall::automock)]
#[async_trait]
pub trait Exports: Send + Sync {
    /// Asks for an export of a project: it waits (`pending`) for a worker. Audited as an insert.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(exports: &dyn Exports, project: uuid::Uuid) -> annals_service::Result<()> {
    /// let export = exports.request(NewExport::of(project, "markdown")).await?;
    /// assert_eq!(export.status, "pending");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `Invalid` with every field at fault, `AlreadyExists` when the given id is taken, `NotFound` when the
    /// project is not there, not the account's, or deleted.
    async fn request(&self, new: NewExport) -> Result<Export>;

    /// The export. `None`: it is not there, not the account's, or deleted.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(exports: &dyn Exports, id: uuid::Uuid) -> annals_service::Result<()> {
    /// if let Some(export) = exports.find(id).await? {
    ///     println!("{}: {:?}", export.status, export.file_path);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Those of the database.
    async fn find(&self, id: Uuid) -> Result<Option<Export>>;

    /// The exports that meet a filter, newest first unless the page names another order. One statement.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(exports: &dyn Exports, project: uuid::Uuid) -> annals_service::Result<()> {
    /// let filter = ExportFilter { project_id: Some(project), ..ExportFilter::default() };
    /// let page = exports.list(filter, PageRequest::of(20)).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `Invalid` with every fault of the filter, the size, the order or the cursor.
    async fn list(&self, filter: ExportFilter, page: PageRequest) -> Result<Page<Export>>;

    /// A page of them by its number, with the count of all.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(exports: &dyn Exports) -> annals_service::Result<()> {
    /// let page = exports.list_by_offset(ExportFilter::default(), OffsetRequest::page(1)).await?;
    /// println!("{} of {}", page.items.len(), page.total);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `Invalid` as [`list`](Self::list), and for a page too deep.
    async fn list_by_offset(
        &self,
        filter: ExportFilter,
        page: OffsetRequest,
    ) -> Result<OffsetPage<Export>>;

    /// How many exports meet a filter.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # use annals_entity::values::ExportStatus;
    /// # async fn example(exports: &dyn Exports) -> annals_service::Result<()> {
    /// let waiting = ExportFilter::with_status(ExportStatus::Pending);
    /// println!("{} wait", exports.count(waiting).await?);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `Invalid` with every fault of the filter.
    async fn count(&self, filter: ExportFilter) -> Result<u64>;

    /// Changes an export that is at the version the caller knows: how long it is kept. Audited as an
    /// update; one that changes nothing makes no version and no audit entry.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(exports: &dyn Exports, export: Export) -> annals_service::Result<()> {
    /// let longer = ExportUpdate::until(export.expires_at.to_utc() + chrono::TimeDelta::days(7));
    /// let export = exports.update(export.id, export.row_version, longer).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `StaleVersion` when somebody else was first, `NotFound`.
    async fn update(&self, id: Uuid, expected_version: i64, change: ExportUpdate)
    -> Result<Export>;

    /// Lets an export that failed wait for a worker again. `failed` becomes `pending`, audited as an
    /// update. Its attempts go on being counted.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(exports: &dyn Exports, id: uuid::Uuid) -> annals_service::Result<()> {
    /// let export = exports.retry(id).await?;
    /// assert_eq!(export.status, "pending");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `Invalid` on `status` with what it is, when it has not failed; `NotFound`.
    async fn retry(&self, id: Uuid) -> Result<Export>;

    /// The completed exports that have expired by a time, the longest expired first unless the page names
    /// another order, deleted ones too: their files may go. The time is the same for all pages of a list.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(exports: &dyn Exports) -> annals_service::Result<()> {
    /// let now = chrono::Utc::now();
    /// for export in exports.list_expired(now, PageRequest::of(100)).await?.items {
    ///     println!("to be removed: {:?}", export.file_path);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `Invalid` with every fault of the size, the order or the cursor.
    async fn list_expired(&self, at: DateTime<Utc>, page: PageRequest) -> Result<Page<Export>>;

    /// Removes completed exports whose `expires_at` is past, at most so many, the longest expired first,
    /// deleted ones too. Returns them with the paths of their files, which the application removes: the
    /// last images in the audit log keep the paths. One statement; audited as deletions.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(exports: &dyn Exports) -> annals_service::Result<()> {
    /// for purged in exports.purge_expired(100).await? {
    ///     println!("remove {:?} of {}", purged.file_path, purged.id);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `Invalid` unless `most` is 1 to 10,000; `Conflict` when an application's own rows refer to one.
    async fn purge_expired(&self, most: u64) -> Result<Vec<PurgedExport>>;

    /// What [`delete_for_good`](Self::delete_for_good) would take and what stands against it, by table, an
    /// application's own tables included.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(exports: &dyn Exports, id: uuid::Uuid) -> annals_service::Result<()> {
    /// let preview = exports.preview_deletion(id).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `NotFound`.
    async fn preview_deletion(&self, id: Uuid) -> Result<Preview>;

    /// Marks an export, and all that hangs on it, as deleted. A worker that has it loses its claim. Its file
    /// stays. Audited as updates.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(exports: &dyn Exports, id: uuid::Uuid) -> annals_service::Result<()> {
    /// let deletion = exports.delete(id).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `NotFound`, also for an export that is deleted already.
    async fn delete(&self, id: Uuid) -> Result<Deletion>;

    /// Brings back exactly what one deletion took. Audited as updates.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(exports: &dyn Exports, id: uuid::Uuid) -> annals_service::Result<()> {
    /// let deletion = exports.delete(id).await?;
    /// exports.restore(deletion.deletion_id).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `NotFound` when no row bears that deletion; `RestoreConflicts` with the rows that can't come back:
    /// nothing is changed then.
    async fn restore(&self, deletion_id: Uuid) -> Result<Deletion>;

    /// Removes an export, deleted or not, and all that hangs on it, but for its file. Audited as deletions.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(exports: &dyn Exports, id: uuid::Uuid) -> annals_service::Result<()> {
    /// exports.delete_for_good(id).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `NotFound`; `Blocked` with the rows of other tables that refer to it: nothing is changed then.
    async fn delete_for_good(&self, id: Uuid) -> Result<()>;
}
