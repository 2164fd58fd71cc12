//! Pages of the log.
//!
//! By `idx_audit_log_table_name_row_id_row_version` for a row or a table,
//! `idx_audit_log_actor_id_occurred_at` for a user, `idx_audit_log_transaction_id` and
//! `idx_audit_log_request_id`; else by the primary key, `pk_audit_log`, read from either end.

use annals_entity::audit_log::{Column, Entity};
use sea_orm::{
    ColumnTrait, Order as Direction, QueryTrait, Select,
    sea_query::{Expr, ExprTrait, Query},
};

use super::{
    ChangedEntry, HistoryFilter,
    changed::{BEFORE, Seen},
};
use crate::{
    audit::AuditEntry,
    database::Executor,
    error::Result,
    query::{self, Order, Page, PageRequest},
};

pub(in crate::audit) async fn page(
    executor: &impl Executor,
    filter: &HistoryFilter,
    page: &PageRequest,
) -> Result<Page<AuditEntry>> {
    let select = filter.select()?;
    query::keyset_page(executor, select, &newest_first(), &filter.text(), page).await
}

/// The page, and beside each update the image before it, in the same statement.
pub(in crate::audit) async fn changes(
    executor: &impl Executor,
    filter: &HistoryFilter,
    page: &PageRequest,
) -> Result<Page<ChangedEntry>> {
    let select = with_former_image(filter.select()?);
    let seen: Page<Seen> =
        query::keyset_page(executor, select, &newest_first(), &filter.text(), page).await?;
    let items: Result<_> = seen.items.into_iter().map(ChangedEntry::of).collect();
    Ok(Page { items: items?, next: seen.next, previous: seen.previous })
}

pub(in crate::audit) async fn count(
    executor: &impl Executor,
    filter: &HistoryFilter,
) -> Result<u64> {
    let mut select = filter.select()?.into_query();
    select.clear_selects().expr(Expr::cust("count(*)"));
    let rows = executor.fetch(select).await?;
    let count: i64 = rows.first().map_or(Ok(0), |row| row.try_get_by_index(0))?;
    Ok(count.unsigned_abs())
}

fn newest_first() -> Order {
    Order::by("occurred_at").descending()
}

/// One look into `idx_audit_log_table_name_row_id_row_version` for each update. A row may have lived
/// before under the same key, with the same versions: hence the latest one before the entry.
fn with_former_image(mut select: Select<Entity>) -> Select<Entity> {
    let earlier = |column: Column| Expr::col(("earlier", column));
    let own = |column: Column| Expr::col((Entity, column));
    // As one value, so that the primary key, which is ordered by time, is no way to it.
    let latest = Expr::tuple([earlier(Column::OccurredAt), earlier(Column::RowVersion)]);
    let image = Query::select()
        .expr(earlier(Column::Image).cast_as("text"))
        .from_as(("annals", "audit_log"), "earlier")
        .and_where(Column::Operation.eq("update"))
        .and_where(earlier(Column::AccountId).eq(own(Column::AccountId)))
        .and_where(earlier(Column::TableName).eq(own(Column::TableName)))
        .and_where(earlier(Column::RowId).eq(own(Column::RowId)))
        .and_where(earlier(Column::RowVersion).eq(own(Column::RowVersion).sub(1)))
        .and_where(earlier(Column::OccurredAt).lt(own(Column::OccurredAt)))
        .order_by_expr(latest, Direction::Desc)
        .limit(1)
        .take();
    QueryTrait::query(&mut select).expr_as(Expr::from(image), BEFORE);
    select
}
