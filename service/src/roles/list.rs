//! Reading roles, and who holds them.

use annals_entity::{roles, user_roles, users};
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
    sea_query::{Expr, SelectStatement},
};
use uuid::Uuid;

use super::Role;
use crate::{
    database::{Executor, fetch_models},
    error::Result,
    query::{self, Page, PageRequest, Selection},
    users::{User, newest_first},
    write::living,
};

/// A handful: read as a whole.
pub(super) async fn all(executor: &impl Executor) -> Result<Vec<Role>> {
    fetch_models(executor, roles::Entity::find().order_by_asc(roles::Column::Name)).await
}

/// By `idx_user_roles_user_id`.
pub(super) async fn of_user(executor: &impl Executor, user_id: Uuid) -> Result<Vec<Role>> {
    let held = grants()
        .select_only()
        .column(user_roles::Column::RoleId)
        .filter(user_roles::Column::UserId.eq(user_id))
        .into_query();
    let select = roles::Entity::find()
        .filter(roles::Column::Id.in_subquery(held))
        .order_by_asc(roles::Column::Name);
    fetch_models(executor, select).await
}

/// By `idx_user_roles_user_id_role_id`.
pub(super) async fn has(executor: &impl Executor, user_id: Uuid, role: &str) -> Result<bool> {
    if role.contains('\0') {
        return Ok(false); // no role of the database is called so
    }
    let select = grants()
        .select_only()
        .expr_as(Expr::val(true), "found")
        .filter(user_roles::Column::UserId.eq(user_id))
        .filter(user_roles::Column::RoleId.in_subquery(named(role)));
    Ok(!executor.fetch(select.into_query()).await?.is_empty())
}

/// By `idx_users_created_at` and `idx_user_roles_user_id_role_id` where many hold the role, by
/// `idx_user_roles_role_id` where few do.
pub(super) async fn users(
    executor: &impl Executor,
    role: &str,
    page: &PageRequest,
) -> Result<Page<User>> {
    let role = role.replace('\0', "\u{fffd}"); // nobody holds a role that is called so
    let holders = grants()
        .select_only()
        .column(user_roles::Column::UserId)
        .filter(user_roles::Column::RoleId.in_subquery(named(&role)))
        .into_query();
    let select = Selection::default()
        .select::<users::Entity>(&page.order)?
        .filter(users::Column::Id.in_subquery(holders));
    query::list(executor, select, &newest_first(), &format!("role {role:?}"), page).await
}

fn grants() -> Select<user_roles::Entity> {
    living(user_roles::Entity::find())
}

/// By `idx_roles_name`.
fn named(role: &str) -> SelectStatement {
    roles::Entity::find()
        .select_only()
        .column(roles::Column::Id)
        .filter(roles::Column::Name.eq(role))
        .into_query()
}
