//! Reading businesses.

use std::sync::LazyLock;

use annals_entity::businesses::Entity;
use sea_orm::DbErr;
use uuid::Uuid;

use super::{Business, BusinessFilter};
use crate::{
    database::{ById, Executor},
    error::Result,
    query::{self, OffsetPage, OffsetRequest, Order, Page, PageRequest},
    repository,
};

static BY_ID: LazyLock<Result<ById<Entity>, DbErr>> = LazyLock::new(ById::living);

/// By `pk_businesses`.
pub(super) async fn find(executor: &impl Executor, id: Uuid) -> Result<Option<Business>> {
    BY_ID.as_ref().map_err(Clone::clone)?.find(executor, id).await
}

/// By `idx_businesses_created_at`; those of one user by `idx_businesses_user_id_created_at`, those in
/// one stage by `idx_businesses_stage_created_at`.
pub(super) async fn page(
    executor: &impl Executor,
    filter: BusinessFilter,
    page: &PageRequest,
) -> Result<Page<Business>> {
    let selection = filter.into_selection();
    let select = selection.select::<Entity>(&page.order)?;
    query::list(executor, select, &newest_first(), &selection.text(), page).await
}

/// By the indexes of [`page`].
pub(super) async fn page_by_offset(
    executor: &impl Executor,
    filter: BusinessFilter,
    page: &OffsetRequest,
) -> Result<OffsetPage<Business>> {
    let select = filter.into_selection().select::<Entity>(&page.order)?;
    query::list_by_offset(executor, select, &newest_first(), page).await
}

pub(super) async fn count(executor: &impl Executor, filter: BusinessFilter) -> Result<u64> {
    repository::count::<Entity, _>(executor, &filter.into_selection()).await
}

fn newest_first() -> Order {
    Order::by("created_at").descending()
}
