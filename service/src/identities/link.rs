//! One more identity.

use annals_entity::{
    identities::{ActiveModel, Model},
    users,
    values::PasswordHash,
};
use chrono::Utc;
use sea_orm::{ActiveModelTrait, ActiveValue::Set};
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

use super::LinkedIdentity;
use crate::{
    database::Transaction, error::Result, rules::Rules, users::Identity, write::require_living,
};

/// What a user is to log in with.
#[derive(Clone, Debug)]
pub struct NewIdentity {
    /// The user.
    pub user_id: Uuid,
    /// What it is.
    pub identity: Identity,
    /// The hash of the password, made by the application; at most 255 characters. `None`: the provider
    /// vouches, or a password is set later.
    pub password_hash: Option<SecretString>,
}

impl NewIdentity {
    /// An identity without a password.
    #[must_use]
    pub fn of(user_id: Uuid, identity: Identity) -> Self {
        Self { user_id, identity, password_hash: None }
    }

    fn check(&self) -> Result<()> {
        let mut rules = Rules::default();
        self.identity.check(&mut rules);
        if let Some(hash) = &self.password_hash {
            check_hash(&mut rules, hash);
        }
        rules.finish()
    }
}

pub(super) fn check_hash(rules: &mut Rules, hash: &SecretString) {
    rules.required("password_hash", hash.expose_secret(), 255);
}

pub(super) async fn link(tx: &Transaction<'_>, new: &NewIdentity) -> Result<LinkedIdentity> {
    new.check()?;
    require_living::<users::Entity>(tx, new.user_id).await?;
    Ok(add(tx, new.clone()).await?.into())
}

/// Adds an identity, checked before, of a user who is there.
pub(crate) async fn add(tx: &Transaction<'_>, new: NewIdentity) -> Result<Model> {
    let (provider, subject) = new.identity.key();
    let hash: Option<PasswordHash> =
        new.password_hash.map(|hash| hash.expose_secret().to_owned().into());
    let row = ActiveModel {
        provider: Set(provider),
        subject: Set(subject),
        id: Set(Uuid::now_v7()),
        account_id: Set(tx.context().account_id),
        user_id: Set(new.user_id),
        password_changed_at: Set(hash.is_some().then(|| Utc::now().fixed_offset())),
        password_hash: Set(hash),
        ..Default::default()
    };
    Ok(row.insert(tx.connection()).await?)
}
