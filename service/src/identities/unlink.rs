//! One identity less.

use annals_entity::identities::{Column, Entity, Model};
use sea_orm::{ColumnTrait, EntityTrait, ModelTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::{
    database::Transaction,
    error::{Error, Result},
    users,
};

/// By `idx_identities_id` and `idx_identities_user_id`. What the user has is looked at with the user
/// locked, so that of two at once the second one sees what the first one left.
pub(super) async fn unlink(tx: &Transaction<'_>, id: Uuid) -> Result<()> {
    let gone = || Error::NotFound { entity: "identities", id };
    let user_id: Option<Uuid> = Entity::find()
        .select_only()
        .column(Column::UserId)
        .filter(Column::Id.eq(id))
        .into_tuple()
        .one(tx.connection())
        .await?;
    let user_id = user_id.ok_or_else(gone)?;
    users::lock(tx, user_id).await?;
    let mut linked: Vec<Model> =
        Entity::find().filter(Column::UserId.eq(user_id)).all(tx.connection()).await?;
    let place = linked.iter().position(|identity| identity.id == id).ok_or_else(gone)?;
    if linked.len() == 1 {
        let rule = "is the user's last identity: link another one first, or delete the user";
        return Err(Error::invalid("id", rule));
    }
    match linked.swap_remove(place).delete(tx.connection()).await?.rows_affected {
        0 => Err(gone()), // somebody else has deleted it just now, without locking the user
        _ => Ok(()),
    }
}
