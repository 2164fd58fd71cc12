//! Reading entries.

use std::sync::LazyLock;

use annals_entity::journal_entries::{Column, Entity};
use sea_orm::{
    ColumnTrait, DbErr, EntityTrait, QueryFilter, QuerySelect, QueryTrait, Select,
    sea_query::{Expr, ExprTrait, extension::postgres::PgBinOper},
};
use uuid::Uuid;

use super::{Deleted, Entry, EntryFilter};
use crate::{
    database::{ById, Executor, fetch_models},
    error::Result,
    query::{Page, PageRequest, newest_first, page_of, scoped},
    rules::Rules,
};

static BY_ID: LazyLock<Result<ById<Entity>, DbErr>> = LazyLock::new(ById::living);

pub(super) async fn find(executor: &impl Executor, id: Uuid) -> Result<Option<Entry>> {
    BY_ID.as_ref().map_err(Clone::clone)?.find(executor, id).await
}

pub(super) async fn page(
    executor: &impl Executor,
    filter: EntryFilter,
    page: &PageRequest,
) -> Result<Page<Entry>> {
    let select = newest_first(Column::CreatedAt, Column::Id).apply(filtered(filter)?, page)?;
    let entries = fetch_models(executor, select).await?;
    Ok(page_of(entries, page, |entry| (entry.created_at.to_utc(), entry.id)))
}

pub(super) async fn count(executor: &impl Executor, filter: EntryFilter) -> Result<u64> {
    let counted = filtered(filter)?.select_only().expr(Expr::col((Entity, Column::Id)).count());
    let rows = executor.fetch(counted.into_query()).await?;
    let count: i64 = rows.first().map_or(Ok(0), |row| row.try_get_by_index(0))?;
    Ok(count.unsigned_abs())
}

/// Containment goes by a GIN index (`idx_journal_entries_raw_data`, `idx_journal_entries_tags`), so
/// through the scoped view; the rest by `idx_journal_entries_created_at` and
/// `idx_journal_entries_user_id_created_at`.
fn filtered(filter: EntryFilter) -> Result<Select<Entity>> {
    let mut select = match (&filter.raw_data_contains, filter.tags.is_empty()) {
        (None, true) => Entity::find(),
        _ => scoped::<Entity>(),
    };
    if let Some(user_id) = filter.user_id {
        select = select.filter(Column::UserId.eq(user_id));
    }
    if let Some(raw_data) = filter.raw_data_contains {
        let mut rules = Rules::default();
        rules.json("raw_data_contains", &raw_data);
        rules.finish()?;
        select = select.filter(contains(Column::RawData, raw_data.to_string()));
    }
    if !filter.tags.is_empty() {
        let tags = serde_json::json!(filter.tags).to_string();
        select = select.filter(contains(Column::Tags, tags));
    }
    if filter.deleted == Deleted::LeftOut {
        select = select.filter(Column::DeletedAt.is_null());
    }
    Ok(select)
}

fn contains(column: Column, json: String) -> Expr {
    Expr::col((Entity, column)).binary(PgBinOper::Contains, Expr::val(json).cast_as("jsonb"))
}
