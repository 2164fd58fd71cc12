//! Reading users.

use std::sync::LazyLock;

use annals_entity::users::{Column, Entity};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use super::{User, UserFilter};
use crate::{
    database::{ById, Executor, fetch_models},
    error::Result,
    query::{self, OffsetPage, OffsetRequest, Order, Page, PageRequest},
    repository,
    write::living,
};

static BY_ID: LazyLock<Result<ById<Entity>, DbErr>> = LazyLock::new(ById::living);

/// The address as the table's generated column has it, which `idx_users_email_key` is over.
const HAS_EMAIL: &str = "users.email_key = lower(normalize(btrim($1), NFKC))";

/// By `pk_users`.
pub(super) async fn find(executor: &impl Executor, id: Uuid) -> Result<Option<User>> {
    BY_ID.as_ref().map_err(Clone::clone)?.find(executor, id).await
}

/// By `idx_users_username`.
pub(super) async fn by_username(executor: &impl Executor, username: &str) -> Result<Option<User>> {
    if username.contains('\0') {
        return Ok(None); // no text of the database holds it, so nobody has it
    }
    let select = living(Entity::find()).filter(Column::Username.eq(username));
    Ok(fetch_models(executor, select).await?.pop())
}

/// By `idx_users_email_key`.
pub(super) async fn by_email(executor: &impl Executor, email: &str) -> Result<Option<User>> {
    if email.contains('\0') {
        return Ok(None);
    }
    let select = living(Entity::find()).filter(Expr::cust_with_values(HAS_EMAIL, [email]));
    Ok(fetch_models(executor, select).await?.pop())
}

/// By `idx_users_created_at`.
pub(super) async fn page(
    executor: &impl Executor,
    filter: UserFilter,
    page: &PageRequest,
) -> Result<Page<User>> {
    let selection = filter.into_selection();
    let select = selection.select::<Entity>(&page.order)?;
    query::list(executor, select, &newest_first(), &selection.text(), page).await
}

/// By the index of [`page`].
pub(super) async fn page_by_offset(
    executor: &impl Executor,
    filter: UserFilter,
    page: &OffsetRequest,
) -> Result<OffsetPage<User>> {
    let select = filter.into_selection().select::<Entity>(&page.order)?;
    query::list_by_offset(executor, select, &newest_first(), page).await
}

pub(super) async fn count(executor: &impl Executor, filter: UserFilter) -> Result<u64> {
    repository::count::<Entity, _>(executor, &filter.into_selection()).await
}

pub(crate) fn newest_first() -> Order {
    Order::by("created_at").descending()
}
