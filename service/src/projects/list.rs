//! Reading projects.

use std::sync::LazyLock;

use annals_entity::projects::Entity;
use sea_orm::DbErr;
use uuid::Uuid;

use super::{Project, ProjectFilter};
use crate::{
    database::{ById, Executor},
    error::Result,
    query::{self, OffsetPage, OffsetRequest, Order, Page, PageRequest},
    repository,
};

static BY_ID: LazyLock<Result<ById<Entity>, DbErr>> = LazyLock::new(ById::living);

/// By `pk_projects`.
pub(super) async fn find(executor: &impl Executor, id: Uuid) -> Result<Option<Project>> {
    BY_ID.as_ref().map_err(Clone::clone)?.find(executor, id).await
}

/// By `idx_projects_created_at`; those of one user by `idx_projects_created_by_status_updated_at`, which
/// is also the order of one user's latest work.
pub(super) async fn page(
    executor: &impl Executor,
    filter: ProjectFilter,
    page: &PageRequest,
) -> Result<Page<Project>> {
    let selection = filter.into_selection();
    let select = selection.select::<Entity>(&page.order)?;
    query::list(executor, select, &newest_first(), &selection.text(), page).await
}

/// By the indexes of [`page`].
pub(super) async fn page_by_offset(
    executor: &impl Executor,
    filter: ProjectFilter,
    page: &OffsetRequest,
) -> Result<OffsetPage<Project>> {
    let select = filter.into_selection().select::<Entity>(&page.order)?;
    query::list_by_offset(executor, select, &newest_first(), page).await
}

pub(super) async fn count(executor: &impl Executor, filter: ProjectFilter) -> Result<u64> {
    repository::count::<Entity, _>(executor, &filter.into_selection()).await
}

fn newest_first() -> Order {
    Order::by("created_at").descending()
}
