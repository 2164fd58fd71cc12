//! Granting and revoking.

use annals_entity::user_roles::{ActiveModel, Column, Entity};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, ModelTrait, QueryFilter,
};
use uuid::Uuid;

use super::UserRole;
use crate::{
    database::{Transaction, query},
    error::{Error, Result},
    users,
    write::living,
};

/// The role, and who is said to have granted it: nobody, where the actor is no user of the account, or
/// the one who gets it, as in signing up. By `idx_roles_name` and `pk_users`.
const ROLE: &str = "
SELECT r.id AS role_id,
       (SELECT u.id FROM annals.users u WHERE u.account_id = $2 AND u.id = $3 AND u.id <> $4) AS granted_by
  FROM annals.roles r WHERE r.name = $1";

struct Named {
    id: Uuid,
    granted_by: Option<Uuid>,
}

async fn named(tx: &Transaction<'_>, role: &str, user_id: Uuid) -> Result<Named> {
    let unknown = || Error::invalid("role", format!("is {role:?}: there is no role of that name"));
    if role.contains('\0') {
        return Err(unknown());
    }
    let context = tx.context();
    let values = [role.into(), context.account_id.into(), context.actor_id.into(), user_id.into()];
    let found = query(tx, ROLE, values).await?;
    let row = found.first().ok_or_else(unknown)?;
    Ok(Named { id: row.try_get("", "role_id")?, granted_by: row.try_get("", "granted_by")? })
}

/// One at a time for a user, so that two who grant at once do not meet in the unique index.
pub(super) async fn grant(tx: &Transaction<'_>, user_id: Uuid, role: &str) -> Result<UserRole> {
    let role = named(tx, role, user_id).await?;
    users::lock(tx, user_id).await?;
    match held(tx, user_id, role.id).await? {
        Some(held) => Ok(held),
        None => insert(tx, user_id, role).await,
    }
}

/// Gives a new user a role.
pub(crate) async fn give(tx: &Transaction<'_>, user_id: Uuid, role: &str) -> Result<UserRole> {
    let role = named(tx, role, user_id).await?;
    insert(tx, user_id, role).await
}

async fn insert(tx: &Transaction<'_>, user_id: Uuid, role: Named) -> Result<UserRole> {
    let row = ActiveModel {
        account_id: Set(tx.context().account_id),
        id: Set(Uuid::now_v7()),
        user_id: Set(user_id),
        role_id: Set(role.id),
        granted_by: Set(role.granted_by),
        ..Default::default()
    };
    Ok(row.insert(tx.connection()).await?)
}

/// By `idx_user_roles_user_id_role_id`.
async fn held(tx: &Transaction<'_>, user_id: Uuid, role_id: Uuid) -> Result<Option<UserRole>> {
    let select = living(Entity::find())
        .filter(Column::AccountId.eq(tx.context().account_id))
        .filter(Column::UserId.eq(user_id))
        .filter(Column::RoleId.eq(role_id));
    Ok(select.one(tx.connection()).await?)
}

pub(super) async fn revoke(tx: &Transaction<'_>, user_id: Uuid, role: &str) -> Result<()> {
    let role = named(tx, role, user_id).await?;
    users::lock(tx, user_id).await?;
    let gone = || Error::NotFound { entity: "user_roles", id: user_id };
    let held = held(tx, user_id, role.id).await?.ok_or_else(gone)?;
    match held.delete(tx.connection()).await?.rows_affected {
        0 => Err(gone()), // somebody else has deleted it just now, without locking the user
        _ => Ok(()),
    }
}
