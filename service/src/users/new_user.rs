//! A new user: the identity to log in with and a role come with it.

use annals_entity::users;
use sea_orm::{ActiveModelTrait, ActiveValue::Set};
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

use super::{Identity, User, identity::check_email};
use crate::{
    database::Transaction,
    error::Result,
    identities::{self, NewIdentity},
    roles,
    rules::Rules,
};

/// Who comes into an account. `NewUser::with_password` and `NewUser::with_identity` have the defaults.
#[derive(Clone, Debug)]
pub struct NewUser {
    /// The e-mail address, at most 255 characters; one user of the account's alone.
    pub email: String,
    /// At most 50 characters, one user of the account's alone. `None`: has none.
    pub username: Option<String>,
    /// At most 255 characters. `None`: not said.
    pub name: Option<String>,
    /// What the user logs in with.
    pub identity: Identity,
    /// The hash of the password, made by the application; at most 255 characters. `None`: the provider
    /// vouches, or a password is set later.
    pub password_hash: Option<SecretString>,
    /// The role the user gets, by name; by default `user`.
    pub role: String,
}

impl NewUser {
    /// Somebody who logs in with an e-mail address and a password, whose hash the application made.
    #[must_use]
    pub fn with_password(email: &str, password_hash: SecretString) -> Self {
        Self {
            password_hash: Some(password_hash),
            ..Self::with_identity(email, Identity::email(email))
        }
    }

    /// Somebody whom a provider vouches for.
    #[must_use]
    pub fn with_identity(email: &str, identity: Identity) -> Self {
        Self {
            email: email.to_owned(),
            username: None,
            name: None,
            identity,
            password_hash: None,
            role: "user".to_owned(),
        }
    }

    pub(crate) fn check(&self) -> Result<()> {
        let mut rules = Rules::default();
        check_login(&mut rules, &self.email, &self.identity, self.password_hash.as_ref());
        if let Some(username) = &self.username {
            rules.required("username", username, 50);
        }
        if let Some(name) = &self.name {
            rules.text("name", name, 255);
        }
        rules.finish()
    }
}

/// What everybody gives who is to log in.
pub(super) fn check_login(
    rules: &mut Rules,
    email: &str,
    identity: &Identity,
    password_hash: Option<&SecretString>,
) {
    rules.required("email", email, 255);
    check_email(rules, "email", email);
    if let Some(hash) = password_hash {
        rules.required("password_hash", hash.expose_secret(), 255);
    }
    identity.check(rules);
}

/// Adds a user, checked before, with identity and role.
pub(crate) async fn add(tx: &Transaction<'_>, id: Uuid, new: &NewUser) -> Result<User> {
    let user = users::ActiveModel {
        account_id: Set(tx.context().account_id),
        id: Set(id),
        email: Set(new.email.trim().to_owned()),
        username: Set(new.username.clone()),
        name: Set(new.name.clone()),
        ..Default::default()
    }
    .insert(tx.connection())
    .await?;
    let identity = NewIdentity {
        user_id: id,
        identity: new.identity.clone(),
        password_hash: new.password_hash.clone(),
    };
    identities::add(tx, identity).await?;
    roles::give(tx, id, &new.role).await?;
    Ok(user)
}
