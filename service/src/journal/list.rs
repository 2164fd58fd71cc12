//! Reading entries.

use std::sync::LazyLock;

use annals_entity::journal_entries::Entity;
use sea_orm::DbErr;
use uuid::Uuid;

use super::{Entry, EntryFilter};
use crate::{
    database::{ById, Executor},
    error::Result,
    query::{self, OffsetPage, OffsetRequest, Order, Page, PageRequest},
    repository,
    search::{self, Search, SearchPage, SearchRequest},
};

static BY_ID: LazyLock<Result<ById<Entity>, DbErr>> = LazyLock::new(ById::living);

/// By `pk_journal_entries`.
pub(super) async fn find(executor: &impl Executor, id: Uuid) -> Result<Option<Entry>> {
    BY_ID.as_ref().map_err(Clone::clone)?.find(executor, id).await
}

/// By `idx_journal_entries_created_at`, or `idx_journal_entries_user_id_created_at` for one user's;
/// filters by JSON by `idx_journal_entries_raw_data` and `idx_journal_entries_tags`.
pub(super) async fn page(
    executor: &impl Executor,
    filter: EntryFilter,
    page: &PageRequest,
) -> Result<Page<Entry>> {
    let selection = filter.into_selection();
    let select = selection.select::<Entity>(&page.order)?;
    query::list(executor, select, &newest_first(), &selection.text(), page).await
}

/// By the indexes of [`page`].
pub(super) async fn page_by_offset(
    executor: &impl Executor,
    filter: EntryFilter,
    page: &OffsetRequest,
) -> Result<OffsetPage<Entry>> {
    let select = filter.into_selection().select::<Entity>(&page.order)?;
    query::list_by_offset(executor, select, &newest_first(), page).await
}

/// By `idx_journal_entries_search`.
pub(super) async fn search(
    executor: &impl Executor,
    search: Search,
    filter: EntryFilter,
    page: &SearchRequest,
) -> Result<SearchPage<Entry>> {
    let narrowed = search.filter(filter.into_selection().filter.condition::<Entity>()?);
    search::find::<Entity, _>(executor, &narrowed, page).await
}

fn newest_first() -> Order {
    Order::by("created_at").descending()
}

pub(super) async fn count(executor: &impl Executor, filter: EntryFilter) -> Result<u64> {
    repository::count::<Entity, _>(executor, &filter.into_selection()).await
}
