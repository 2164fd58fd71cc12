//! Reading exports.

use std::sync::LazyLock;

use annals_entity::exports::Entity;
use sea_orm::DbErr;
use uuid::Uuid;

use super::{Export, ExportFilter};
use crate::{
    database::{ById, Executor},
    error::Result,
    query::{self, OffsetPage, OffsetRequest, Order, Page, PageRequest},
    repository,
};

static BY_ID: LazyLock<Result<ById<Entity>, DbErr>> = LazyLock::new(ById::living);

/// By `pk_exports`.
pub(super) async fn find(executor: &impl Executor, id: Uuid) -> Result<Option<Export>> {
    BY_ID.as_ref().map_err(Clone::clone)?.find(executor, id).await
}

/// By `idx_exports_created_at`, `idx_exports_project_id_created_at` for one project's, and
/// `idx_exports_status_created_at` for those of one status.
pub(super) async fn page(
    executor: &impl Executor,
    filter: ExportFilter,
    page: &PageRequest,
) -> Result<Page<Export>> {
    let selection = filter.into_selection();
    let select = selection.select::<Entity>(&page.order)?;
    query::list(executor, select, &newest_first(), &selection.text(), page).await
}

/// By the indexes of [`page`].
pub(super) async fn page_by_offset(
    executor: &impl Executor,
    filter: ExportFilter,
    page: &OffsetRequest,
) -> Result<OffsetPage<Export>> {
    let select = filter.into_selection().select::<Entity>(&page.order)?;
    query::list_by_offset(executor, select, &newest_first(), page).await
}

pub(super) async fn count(executor: &impl Executor, filter: ExportFilter) -> Result<u64> {
    repository::count::<Entity, _>(executor, &filter.into_selection()).await
}

fn newest_first() -> Order {
    Order::by("created_at").descending()
}
