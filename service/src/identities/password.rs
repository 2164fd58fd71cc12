//! A new password.

use annals_entity::{
    identities::{ActiveModel, Column, Entity},
    users,
};
use chrono::Utc;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

use super::{LinkedIdentity, link::check_hash};
use crate::{
    database::Transaction,
    error::{Error, Result},
    rules::Rules,
    write::{require_living, update_versioned},
};

/// By `idx_identities_id`, then by `pk_identities`, whose columns the hooks need.
pub(super) async fn change(
    tx: &Transaction<'_>,
    id: Uuid,
    expected: i64,
    hash: &SecretString,
) -> Result<LinkedIdentity> {
    let mut rules = Rules::default();
    check_hash(&mut rules, hash);
    rules.finish()?;
    let found = Entity::find().filter(Column::Id.eq(id)).one(tx.connection()).await?;
    let row = found.ok_or(Error::NotFound { entity: "identities", id })?;
    require_living::<users::Entity>(tx, row.user_id).await?;
    if row.provider != "email" && row.password_hash.is_none() {
        let rule = format!("is an identity that {} vouches for: it has no password", row.provider);
        return Err(Error::invalid("id", rule));
    }
    let row = ActiveModel {
        provider: Set(row.provider),
        subject: Set(row.subject),
        password_hash: Set(Some(hash.expose_secret().to_owned().into())),
        password_changed_at: Set(Some(Utc::now().fixed_offset())),
        ..Default::default()
    };
    Ok(update_versioned(tx, row, id, expected).await?.into())
}
