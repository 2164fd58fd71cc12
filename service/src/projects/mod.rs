//! Projects: what documents, agent runs and exports belong to, with a status and four steps.

mod create;
mod filter;
mod list;
mod progress;
mod project;
mod store;
mod update;

use annals_entity::{projects, values::ProjectStatus};
use async_trait::async_trait;
use uuid::Uuid;

pub use filter::ProjectFilter;
pub use project::{NewProject, ProjectUpdate};
pub use store::ProjectStore;

use crate::{
    cascade::{Deletion, Preview},
    error::Result,
    query::{OffsetPage, OffsetRequest, Page, PageRequest},
};

/// A project, as the table holds it.
pub type Project = projects::Model;

/// The projects of an account.
///
/// Made by `tx.projects()`, `db.scope(&context).projects()` and `db.read(&context).projects()`. A
/// deleted project is not found unless it is asked for.
#[cfg_attr(feature = "mock", mockall::automock)]
#[async_trait]
pub trait Projects: Send + Sync {
    /// Adds a project: a draft, at step 1. Audited as an insert.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(projects: &dyn Projects, ada: uuid::Uuid) -> annals_service::Result<()> {
    /// let new = NewProject { created_by: Some(ada), ..NewProject::named("Garden") };
    /// let project = projects.create(new).await?;
    /// assert_eq!((project.status.as_str(), project.current_step), ("draft", 1));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `Invalid` with every field at fault, `AlreadyExists` when the given id is taken, `Conflict` when
    /// `created_by` is no user of the account.
    async fn create(&self, new: NewProject) -> Result<Project>;

    /// The project. `None`: it is not there, not the account's, or deleted.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(projects: &dyn Projects, id: uuid::Uuid) -> annals_service::Result<()> {
    /// let Some(project) = projects.find(id).await? else { return Ok(()) };
    /// println!("{} is {}", project.name, project.status);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Those of the database.
    async fn find(&self, id: Uuid) -> Result<Option<Project>>;

    /// The projects that meet a filter, newest first unless the page names another order. One
    /// statement.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(projects: &dyn Projects, ada: uuid::Uuid) -> annals_service::Result<()> {
    /// let active = ProjectFilter {
    ///     created_by: Some(ada),
    ///     statuses: vec![ProjectStatus::Active],
    ///     ..ProjectFilter::default()
    /// };
    /// let page = PageRequest::of(20).ordered(Order::by("updated_at").descending());
    /// let latest_work = projects.list(active, page).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `Invalid` with every fault of the filter, the size, the order or the cursor.
    async fn list(&self, filter: ProjectFilter, page: PageRequest) -> Result<Page<Project>>;

    /// A page of them by its number, with the count of all. Its cost grows with the depth, which that
    /// of [`list`](Self::list) does not.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(projects: &dyn Projects) -> annals_service::Result<()> {
    /// let second = projects.list_by_offset(ProjectFilter::default(), OffsetRequest::page(2)).await?;
    /// println!("page {} of {}", second.page, second.pages);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `Invalid` as [`list`](Self::list), and for a page too deep.
    async fn list_by_offset(
        &self,
        filter: ProjectFilter,
        page: OffsetRequest,
    ) -> Result<OffsetPage<Project>>;

    /// How many projects meet a filter.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(projects: &dyn Projects) -> annals_service::Result<()> {
    /// let done = ProjectFilter { statuses: vec![ProjectStatus::Completed], ..Default::default() };
    /// println!("{} projects are done", projects.count(done).await?);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `Invalid` with every fault of the filter.
    async fn count(&self, filter: ProjectFilter) -> Result<u64>;

    /// Changes a project that is at the version the caller knows. Audited as an update; one that
    /// changes nothing makes no version and no audit entry.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(projects: &dyn Projects, project: Project) -> annals_service::Result<()> {
    /// let renamed = ProjectUpdate { name: Some("Roof garden".into()), ..ProjectUpdate::default() };
    /// let project = projects.update(project.id, project.row_version, renamed).await?;
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
        change: ProjectUpdate,
    ) -> Result<Project>;

    /// Moves a project by one step, forwards or back; steps go from 1 to 4. Audited as an update; a
    /// move to the step where it is changes nothing.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(projects: &dyn Projects, project: Project) -> annals_service::Result<()> {
    /// let next = project.current_step + 1;
    /// let project = projects.move_to_step(project.id, project.row_version, next).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `Invalid` for a step beyond 1 to 4 and for one that is not next to the project's, with the ones
    /// that are; `StaleVersion` when somebody else was first; `NotFound`.
    async fn move_to_step(&self, id: Uuid, expected_version: i64, step: i32) -> Result<Project>;

    /// Gives a project another status, along the edges of [`ProjectStatus::following`]: a draft becomes
    /// active, an active project completed, a completed one active again; any is archived, and comes
    /// back as a draft or as active. Audited as an update; the status that it has changes nothing.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(projects: &dyn Projects, draft: Project) -> annals_service::Result<()> {
    /// let active = ProjectStatus::Active;
    /// let project = projects.change_status(draft.id, draft.row_version, active).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `Invalid` on `status` where no edge leads there, with those that there are; `StaleVersion` when
    /// somebody else was first; `NotFound`.
    async fn change_status(
        &self,
        id: Uuid,
        expected_version: i64,
        status: ProjectStatus,
    ) -> Result<Project>;

    /// What [`delete_for_good`](Self::delete_for_good) would take and what stands against it, by
    /// table, an application's own tables included.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(projects: &dyn Projects, id: uuid::Uuid) -> annals_service::Result<()> {
    /// for (table, rows) in projects.preview_deletion(id).await?.rows {
    ///     println!("{rows} of {table}");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `NotFound`.
    async fn preview_deletion(&self, id: Uuid) -> Result<Preview>;

    /// Marks a project, its documents with their versions, its agent runs and exports as deleted. They
    /// are not found any more, and stay. Audited as updates.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(projects: &dyn Projects, id: uuid::Uuid) -> annals_service::Result<()> {
    /// let deletion = projects.delete(id).await?;
    /// println!("{} documents went along", deletion.of("documents"));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `NotFound`, also for a project that is deleted already.
    async fn delete(&self, id: Uuid) -> Result<Deletion>;

    /// Brings back exactly what one deletion took. Audited as updates.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(projects: &dyn Projects, id: uuid::Uuid) -> annals_service::Result<()> {
    /// let deletion = projects.delete(id).await?;
    /// projects.restore(deletion.deletion_id).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `NotFound` when no row bears that deletion; `RestoreConflicts` with the rows that can't come
    /// back: nothing is changed then.
    async fn restore(&self, deletion_id: Uuid) -> Result<Deletion>;

    /// Removes a project, deleted or not, and all that hangs on it. The audit log keeps their last
    /// images, the content of each document version included.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(projects: &dyn Projects, id: uuid::Uuid) -> annals_service::Result<()> {
    /// projects.delete_for_good(id).await?;
    /// assert_eq!(projects.find(id).await?, None);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `NotFound`; `Blocked` with the rows of other tables that refer to it: nothing is changed then.
    async fn delete_for_good(&self, id: Uuid) -> Result<()>;
}
