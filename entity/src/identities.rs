//! What a user logs in with: a provider and the subject it knows the user by.
//!
//! Written by hand because it holds a secret: `Debug` hides the password's hash, in the row as in its
//! `ActiveModel`, and neither can be serialized. Audited under its account; `password_hash` and `last_used_at` are untracked, so that
//! no hash ever stands in the log.

use sea_orm::entity::prelude::*;

use crate::values::PasswordHash;

/// An identity. One (provider, subject) belongs to one user of one account.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(schema_name = "annals", table_name = "identities")]
pub struct Model {
    /// Who vouches for the user: `email`, `google`, `github` …
    #[sea_orm(primary_key, auto_increment = false)]
    pub provider: String,
    /// Whom the provider means. An e-mail address is normalised: trimmed, NFKC, lower case.
    #[sea_orm(primary_key, auto_increment = false)]
    pub subject: String,
    /// The id under which the audit log knows the row.
    pub id: Uuid,
    /// The account of the user.
    pub account_id: Uuid,
    /// The user.
    pub user_id: Uuid,
    /// When it was linked.
    pub created_at: DateTimeWithTimeZone,
    /// When it last changed.
    pub updated_at: DateTimeWithTimeZone,
    /// The password as a hash that the application made. `None`: the provider checks the login.
    pub password_hash: Option<PasswordHash>,
    /// When the password was last set. `None`: never.
    pub password_changed_at: Option<DateTimeWithTimeZone>,
    /// When somebody last logged in with it. `None`: never.
    pub last_used_at: Option<DateTimeWithTimeZone>,
    /// How often it was written; starts at 1.
    pub row_version: i64,
    /// The signature of the hook that wrote it last. `None`: no hook did.
    pub audit_id: Option<Uuid>,
}

/// How an identity refers to other tables.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// The user it belongs to.
    #[sea_orm(
        belongs_to = "super::users::Entity",
        from = "(Column::AccountId, Column::UserId)",
        to = "(super::users::Column::AccountId, super::users::Column::Id)"
    )]
    User,
}

impl Related<super::users::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::User.def()
    }
}
