//! One at a time about a user.

use annals_entity::users::{Column, Entity};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, sea_query::LockType};
use uuid::Uuid;

use crate::{
    database::Transaction,
    error::{Error, Result},
    write::living,
};

/// Waits until nobody else decides about a living user, and keeps others waiting until the transaction
/// ends. Rows that refer to the user are not kept. By `pk_users`.
pub(crate) async fn lock(tx: &Transaction<'_>, id: Uuid) -> Result<()> {
    let found: Option<Uuid> = living(Entity::find())
        .select_only()
        .column(Column::Id)
        .filter(Column::AccountId.eq(tx.context().account_id))
        .filter(Column::Id.eq(id))
        .lock(LockType::NoKeyUpdate)
        .into_tuple()
        .one(tx.connection())
        .await?;
    found.map(drop).ok_or(Error::NotFound { entity: "users", id })
}
