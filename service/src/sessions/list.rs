//! Reading sessions.

use annals_entity::sessions::{Column, Entity};
use sea_orm::{
    ColumnTrait, QueryFilter,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use super::Session;
use crate::{
    database::Executor,
    error::Result,
    query::{self, Order, Page, PageRequest, Selection},
};

/// By `idx_sessions_user_id_created_at`.
pub(super) async fn living(
    executor: &impl Executor,
    user_id: Uuid,
    page: &PageRequest,
) -> Result<Page<Session>> {
    let select = Selection::default()
        .select::<Entity>(&page.order)?
        .filter(Column::UserId.eq(user_id))
        .filter(Column::RevokedAt.is_null())
        .filter(Expr::col((Entity, Column::ExpiresAt)).gt(Expr::cust("now()")));
    let newest_first = Order::by("created_at").descending();
    let of_user = format!("living of {user_id}");
    let Page { items, next, previous } =
        query::list(executor, select, &newest_first, &of_user, page).await?;
    Ok(Page { items: items.into_iter().map(Into::into).collect(), next, previous })
}
