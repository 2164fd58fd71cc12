//! Projects in the database: the trait's operations on whatever executor they stand on.

use annals_entity::values::ProjectStatus;
use async_trait::async_trait;
use uuid::Uuid;

use super::{
    NewProject, Project, ProjectFilter, ProjectUpdate, Projects, create, list, progress, update,
};
use crate::{
    cascade::{self, Deletion, Preview, Table},
    database::{Executor, store},
    error::Result,
    query::{OffsetPage, OffsetRequest, Page, PageRequest},
};

static PROJECTS: Table = Table::annals("projects");

store! {
    /// The projects of the account.
    ProjectStore, projects
}

#[async_trait]
impl<X: Executor> Projects for ProjectStore<X> {
    async fn create(&self, new: NewProject) -> Result<Project> {
        self.0.run(|tx| Box::pin(create::one(tx, new.clone()))).await
    }

    async fn find(&self, id: Uuid) -> Result<Option<Project>> {
        list::find(&self.0, id).await
    }

    async fn list(&self, filter: ProjectFilter, page: PageRequest) -> Result<Page<Project>> {
        list::page(&self.0, filter, &page).await
    }

    async fn list_by_offset(
        &self,
        filter: ProjectFilter,
        page: OffsetRequest,
    ) -> Result<OffsetPage<Project>> {
        list::page_by_offset(&self.0, filter, &page).await
    }

    async fn count(&self, filter: ProjectFilter) -> Result<u64> {
        list::count(&self.0, filter).await
    }

    async fn update(
        &self,
        id: Uuid,
        expected_version: i64,
        change: ProjectUpdate,
    ) -> Result<Project> {
        self.0.run(|tx| Box::pin(update::versioned(tx, id, expected_version, change.clone()))).await
    }

    async fn move_to_step(&self, id: Uuid, expected_version: i64, step: i32) -> Result<Project> {
        self.0.run(|tx| Box::pin(progress::move_to_step(tx, id, expected_version, step))).await
    }

    async fn change_status(
        &self,
        id: Uuid,
        expected_version: i64,
        status: ProjectStatus,
    ) -> Result<Project> {
        self.0.run(|tx| Box::pin(progress::change_status(tx, id, expected_version, status))).await
    }

    async fn preview_deletion(&self, id: Uuid) -> Result<Preview> {
        cascade::preview(&self.0, &PROJECTS, id).await
    }

    async fn delete(&self, id: Uuid) -> Result<Deletion> {
        self.0.run(|tx| Box::pin(cascade::soft(tx, &PROJECTS, id))).await
    }

    async fn restore(&self, deletion_id: Uuid) -> Result<Deletion> {
        self.0.run(|tx| Box::pin(cascade::restore(tx, deletion_id))).await
    }

    async fn delete_for_good(&self, id: Uuid) -> Result<()> {
        self.0.run(|tx| Box::pin(cascade::delete(tx, &PROJECTS, id))).await
    }
}
