//! An identity as it is shown: without the hash.

use annals_entity::identities::{Column, Entity, Model};
use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::{
    database::{Executor, fetch_models},
    error::Result,
};

/// What a user logs in with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkedIdentity {
    /// The identity.
    pub id: Uuid,
    /// The user.
    pub user_id: Uuid,
    /// Who vouches for the user: `email`, `google`, `github` …
    pub provider: String,
    /// Whom the provider means; an e-mail address trimmed, composed and lowered.
    pub subject: String,
    /// Whether there is a password to log in with.
    pub has_password: bool,
    /// When the password was last set. `None`: never.
    pub password_changed_at: Option<DateTime<Utc>>,
    /// When somebody last logged in with it. `None`: never.
    pub last_used_at: Option<DateTime<Utc>>,
    /// When it was linked.
    pub created_at: DateTime<Utc>,
    /// How often it was written.
    pub row_version: i64,
}

impl From<Model> for LinkedIdentity {
    fn from(row: Model) -> Self {
        Self {
            id: row.id,
            user_id: row.user_id,
            provider: row.provider,
            subject: row.subject,
            has_password: row.password_hash.is_some(),
            password_changed_at: row.password_changed_at.map(Into::into),
            last_used_at: row.last_used_at.map(Into::into),
            created_at: row.created_at.into(),
            row_version: row.row_version,
        }
    }
}

/// By `idx_identities_id`.
pub(super) async fn find(executor: &impl Executor, id: Uuid) -> Result<Option<LinkedIdentity>> {
    let select = Entity::find().filter(Column::Id.eq(id));
    Ok(fetch_models(executor, select).await?.pop().map(Into::into))
}

/// By `idx_identities_user_id`.
pub(super) async fn of_user(
    executor: &impl Executor,
    user_id: Uuid,
) -> Result<Vec<LinkedIdentity>> {
    let select = Entity::find()
        .filter(Column::UserId.eq(user_id))
        .order_by_asc(Column::CreatedAt)
        .order_by_asc(Column::Id);
    Ok(fetch_models(executor, select).await?.into_iter().map(Into::into).collect())
}
