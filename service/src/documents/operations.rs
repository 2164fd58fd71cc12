//! The operations of documents.

use async_trait::async_trait;
use uuid::Uuid;

use super::{
    Document, DocumentFilter, DocumentUpdate, DocumentVersion, DocumentWithContent, NewDocument,
    Revision, VersionDiff, VersionSummary,
};
use crate::{
    cascade::{Deletion, Preview},
    error::Result,
    query::{Page, PageRequest},
};

/// The documents of an account.
///
/// Made by `tx.documents()`, `db.scope(&context).documents()` and `db.read(&context).documents()`. A
/// deleted document is not found unless it is asked for; neither are its versions.
#[cfg_attr(feature = "mock", mockall::automock)]
#[async_trait]
pub trait Documents: Send + Sync {
    /// Adds a document with its first version. Both are audited as inserts.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(documents: &dyn Documents, project: uuid::Uuid) -> annals_service::Result<()> {
    /// let new = NewDocument::of(project, "plan", "The plan").with_content("# Goals\n");
    /// let plan = documents.create(new).await?;
    /// assert_eq!(plan.document.current_version, 1);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `Invalid` with every field at fault; `NotFound` when the project is not there or deleted;
    /// `AlreadyExists` when the project has a document of that type, or the given id is taken;
    /// `Conflict` when `created_by` is no user of the account.
    async fn create(&self, new: NewDocument) -> Result<DocumentWithContent>;

    /// The document, without its text. `None`: it is not there, not the account's, or deleted.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(documents: &dyn Documents, id: uuid::Uuid) -> annals_service::Result<()> {
    /// let Some(document) = documents.find(id).await? else { return Ok(()) };
    /// println!("{}, version {}", document.title, document.current_version);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Those of the database.
    async fn find(&self, id: Uuid) -> Result<Option<Document>>;

    /// The document with its newest text, in one statement. `None`: as [`find`](Self::find), or it was
    /// put into the table without a text.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(documents: &dyn Documents, id: uuid::Uuid) -> annals_service::Result<()> {
    /// let Some(plan) = documents.find_with_content(id).await? else { return Ok(()) };
    /// println!("{}\n\n{}", plan.document.title, plan.version.content);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Those of the database.
    async fn find_with_content(&self, id: Uuid) -> Result<Option<DocumentWithContent>>;

    /// The document of a type in a project; there is one at most. `None`: there is none.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(documents: &dyn Documents, project: uuid::Uuid) -> annals_service::Result<()> {
    /// let plan = documents.find_by_type(project, "plan").await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Those of the database.
    async fn find_by_type(&self, project_id: Uuid, document_type: &str)
    -> Result<Option<Document>>;

    /// The documents that meet a filter, newest first unless the page names another order. One
    /// statement.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(documents: &dyn Documents, project: uuid::Uuid) -> annals_service::Result<()> {
    /// let of_project = DocumentFilter { project_id: Some(project), ..DocumentFilter::default() };
    /// let page = documents.list(of_project, PageRequest::default()).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `Invalid` with every fault of the filter, the size, the order or the cursor.
    async fn list(&self, filter: DocumentFilter, page: PageRequest) -> Result<Page<Document>>;

    /// How many documents meet a filter.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(documents: &dyn Documents) -> annals_service::Result<()> {
    /// let plans = DocumentFilter { document_type: Some("plan".into()), ..Default::default() };
    /// println!("{} plans", documents.count(plans).await?);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `Invalid` with every fault of the filter.
    async fn count(&self, filter: DocumentFilter) -> Result<u64>;

    /// Changes what is said of a document; its text is [revised](Self::revise). `expected_version` is
    /// the `row_version` that the caller knows. Audited as an update; one that changes nothing makes no
    /// version and no audit entry.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(documents: &dyn Documents, plan: Document) -> annals_service::Result<()> {
    /// let change = DocumentUpdate { title: Some("The final plan".into()), ..Default::default() };
    /// let plan = documents.update(plan.id, plan.row_version, change).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `StaleVersion` when somebody else was first, `NotFound`, `Invalid`.
    async fn update(
        &self,
        id: Uuid,
        expected_version: i64,
        change: DocumentUpdate,
    ) -> Result<Document>;

    /// Gives a document a new text, as its next version. `base_version` is the `current_version` that
    /// the caller revised: of many who revise one version exactly one wins, and the others are told.
    /// Audited as an insert of the version and an update of the document. A revision that changes
    /// nothing makes no version, and returns the one there is.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(documents: &dyn Documents, plan: Document) -> annals_service::Result<()> {
    /// let text = Revision::of_text("# Goals\n\nA roof.\n");
    /// match documents.revise(plan.id, plan.current_version, text).await {
    ///     Ok(revised) => println!("now version {}", revised.version.version),
    ///     Err(Error::StaleVersion { actual, .. }) => println!("look at version {actual} first"),
    ///     Err(error) => return Err(error),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `StaleVersion` when the document has another version by now; `NotFound`; `Invalid`; `Conflict`
    /// when `created_by` is no user of the account.
    async fn revise(
        &self,
        id: Uuid,
        base_version: i32,
        revision: Revision,
    ) -> Result<DocumentWithContent>;

    /// Makes an earlier text and its metadata the newest version, in the name of a user (`None`:
    /// nobody is named); what came between stays. Audited as [`revise`](Self::revise).
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(documents: &dyn Documents, plan: Document) -> annals_service::Result<()> {
    /// let as_it_began = documents.restore_version(plan.id, plan.current_version, 1, None).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `Invalid` when there is no such version, with those there are; else as [`revise`](Self::revise).
    async fn restore_version(
        &self,
        id: Uuid,
        base_version: i32,
        version: i32,
        created_by: Option<Uuid>,
    ) -> Result<DocumentWithContent>;

    /// The versions of a document without their texts, newest first unless the page names another
    /// order. Empty for a document that is not there.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(documents: &dyn Documents, id: uuid::Uuid) -> annals_service::Result<()> {
    /// for version in documents.list_versions(id, PageRequest::of(10)).await?.items {
    ///     println!("{} of {}", version.version, version.created_at);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `Invalid` with every fault of the size, the order or the cursor.
    async fn list_versions(&self, id: Uuid, page: PageRequest) -> Result<Page<VersionSummary>>;

    /// A version with its text. `None`: the document or the version is not there.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(documents: &dyn Documents, id: uuid::Uuid) -> annals_service::Result<()> {
    /// let first = documents.find_version(id, 1).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Those of the database.
    async fn find_version(&self, id: Uuid, version: i32) -> Result<Option<DocumentVersion>>;

    /// What differs between two versions, line by line: as a unified diff, and as changes to show. The
    /// second need not be the later one. `None`: one of them is not there.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(documents: &dyn Documents, id: uuid::Uuid) -> annals_service::Result<()> {
    /// let Some(diff) = documents.diff(id, 1, 3).await? else { return Ok(()) };
    /// print!("{}", diff.unified);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Those of the database.
    async fn diff(&self, id: Uuid, from: i32, to: i32) -> Result<Option<VersionDiff>>;

    /// What [`delete_for_good`](Self::delete_for_good) would take and what stands against it, by
    /// table, an application's own tables included.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(documents: &dyn Documents, id: uuid::Uuid) -> annals_service::Result<()> {
    /// let is_free = documents.preview_deletion(id).await?.blocked_by.is_empty();
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `NotFound`.
    async fn preview_deletion(&self, id: Uuid) -> Result<Preview>;

    /// Marks a document and its versions as deleted. They are not found any more, and stay; another
    /// document of the type can take the place. Audited as updates.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(documents: &dyn Documents, id: uuid::Uuid) -> annals_service::Result<()> {
    /// let deletion = documents.delete(id).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `NotFound`, also for a document that is deleted already.
    async fn delete(&self, id: Uuid) -> Result<Deletion>;

    /// Brings back exactly what one deletion took. Audited as updates.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(documents: &dyn Documents, deletion: Deletion) -> annals_service::Result<()> {
    /// documents.restore(deletion.deletion_id).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `NotFound` when no row bears that deletion; `RestoreConflicts` when the place was taken
    /// meanwhile, or the project is deleted: nothing is changed then.
    async fn restore(&self, deletion_id: Uuid) -> Result<Deletion>;

    /// Removes a document, deleted or not, with its versions. The audit log keeps their last images,
    /// the texts included.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(documents: &dyn Documents, id: uuid::Uuid) -> annals_service::Result<()> {
    /// documents.delete_for_good(id).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `NotFound`; `Blocked` with the rows of other tables that refer to it: nothing is changed then.
    async fn delete_for_good(&self, id: Uuid) -> Result<()>;
}
