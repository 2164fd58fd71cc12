//! Reading analyses: their history, and the newest of each kind.

use std::collections::HashMap;

use annals_entity::processed_content::{Column, Entity};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use super::{AnalysedEntry, Analysis, AnalysisFilter, EntryFilter, list};
use crate::{
    database::{Executor, fetch_models},
    error::Result,
    query::{self, Order, Page, PageRequest},
    repository,
    write::living,
};

/// By `idx_processed_content_journal_id`.
pub(super) async fn one(
    executor: &impl Executor,
    entry: Uuid,
    task_type: &str,
) -> Result<Option<Analysis>> {
    let select = counting()
        .filter(Column::JournalId.eq(entry))
        .filter(Column::TaskType.eq(task_type))
        .order_by_desc(Column::CreatedAt)
        .order_by_desc(Column::Id)
        .limit(1);
    Ok(fetch_models(executor, select).await?.into_iter().next())
}

/// The newest of each kind, of each entry, by kind. By `idx_processed_content_journal_id`.
pub(super) async fn of_each_kind(
    executor: &impl Executor,
    entries: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<Analysis>> {
    let mut select = counting()
        .filter(Column::JournalId.eq_any(entries))
        .order_by_asc(Column::JournalId)
        .order_by_asc(Column::TaskType)
        .order_by_desc(Column::CreatedAt)
        .order_by_desc(Column::Id);
    QueryTrait::query(&mut select)
        .distinct_on([(Entity, Column::JournalId), (Entity, Column::TaskType)]);
    fetch_models(executor, select).await
}

/// Entries by the indexes of their list, and what was found of them by
/// `idx_processed_content_journal_id`.
pub(super) async fn with_entries(
    executor: &impl Executor,
    filter: EntryFilter,
    page: &PageRequest,
) -> Result<Page<AnalysedEntry>> {
    let Page { items: entries, next, previous } = list::page(executor, filter, page).await?;
    let mut found: HashMap<Uuid, Vec<Analysis>> = HashMap::with_capacity(entries.len());
    if !entries.is_empty() {
        let ids = entries.iter().map(|entry| entry.id);
        for analysis in of_each_kind(executor, ids).await? {
            found.entry(analysis.journal_id).or_default().push(analysis);
        }
    }
    let analysed = |entry: super::Entry| {
        let analyses = found.remove(&entry.id).unwrap_or_default();
        AnalysedEntry { entry, analyses }
    };
    Ok(Page { items: entries.into_iter().map(analysed).collect(), next, previous })
}

/// By `idx_processed_content_created_at`, or the index of what the filter says to be equal:
/// `idx_processed_content_journal_id`, `idx_processed_content_task_type_created_at`,
/// `idx_processed_content_user_id_task_type_created_at`.
pub(super) async fn page(
    executor: &impl Executor,
    filter: AnalysisFilter,
    page: &PageRequest,
) -> Result<Page<Analysis>> {
    let selection = filter.into_selection();
    let select = selection.select::<Entity>(&page.order)?;
    let own = Order::by("created_at").descending();
    query::list(executor, select, &own, &selection.text(), page).await
}

pub(super) async fn count(executor: &impl Executor, filter: AnalysisFilter) -> Result<u64> {
    repository::count::<Entity, _>(executor, &filter.into_selection()).await
}

/// Those that have neither been deleted nor expired.
fn counting() -> Select<Entity> {
    let until = Expr::col((Entity, Column::ExpiresAt)).gt(Expr::current_timestamp());
    let is_valid = Condition::any().add(Column::ExpiresAt.is_null()).add(until);
    living(Entity::find()).filter(is_valid)
}
