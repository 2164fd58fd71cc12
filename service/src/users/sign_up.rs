//! Signing up: an account, its first user, the identity to log in with and a role, or none of them.

use annals_entity::accounts;
use sea_orm::{ActiveModelTrait, ActiveValue::Set};
use secrecy::SecretString;
use uuid::Uuid;

use super::{Identity, NewUser, User, new_user};
use crate::{
    context::Context,
    database::{Database, Transaction},
    error::Result,
    rules::Rules,
};

/// Who signs up.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// The account's name, at most 255 characters: the person's, or the team's.
    pub name: String,
    /// The user's e-mail address, at most 255 characters.
    pub email: String,
    /// The user's name, at most 255 characters. `None`: not said.
    pub user_name: Option<String>,
    /// What the user logs in with.
    pub identity: Identity,
    /// The hash of the password, made by the application; at most 255 characters. `None`: the
    /// provider vouches.
    pub password_hash: Option<SecretString>,
    /// The role the user gets, by name; by default `user`.
    pub role: String,
}

impl NewAccount {
    /// Somebody who logs in with an e-mail address and a password, whose hash the application made.
    #[must_use]
    pub fn with_password(name: &str, email: &str, password_hash: SecretString) -> Self {
        Self {
            password_hash: Some(password_hash),
            ..Self::with_identity(name, email, Identity::email(email))
        }
    }

    /// Somebody whom a provider vouches for.
    #[must_use]
    pub fn with_identity(name: &str, email: &str, identity: Identity) -> Self {
        Self {
            name: name.to_owned(),
            email: email.to_owned(),
            user_name: None,
            identity,
            password_hash: None,
            role: "user".to_owned(),
        }
    }

    fn check(&self) -> Result<()> {
        let mut rules = Rules::default();
        rules.required("name", &self.name, 255);
        if let Some(user_name) = &self.user_name {
            rules.text("user_name", user_name, 255);
        }
        let hash = self.password_hash.as_ref();
        new_user::check_login(&mut rules, &self.email, &self.identity, hash);
        rules.finish()
    }

    fn user(&self) -> NewUser {
        NewUser {
            name: self.user_name.clone(),
            password_hash: self.password_hash.clone(),
            role: self.role.clone(),
            ..NewUser::with_identity(&self.email, self.identity.clone())
        }
    }
}

/// What signing up made.
#[derive(Clone, Debug, PartialEq)]
pub struct SignedUp {
    /// The account's id.
    pub account_id: Uuid,
    /// The user.
    pub user: User,
}

impl SignedUp {
    /// The context in which the user acts.
    #[must_use]
    pub fn context(&self) -> Context {
        Context::new(self.account_id).actor(self.user.id)
    }
}

impl Database {
    /// Signs somebody up: account, user, identity and role in one transaction. Each is audited, with
    /// the new user as its actor.
    ///
    /// # Errors
    /// `Invalid` with every field at fault, a role that is not there among them, and `AlreadyExists`
    /// when the identity belongs to somebody.
    pub async fn sign_up(&self, new: NewAccount) -> Result<SignedUp> {
        new.check()?;
        let (account_id, user_id) = (Uuid::now_v7(), Uuid::now_v7());
        let context = Context::new(account_id).actor(user_id).operation("accounts.sign_up");
        self.transaction(&context, |tx| Box::pin(sign_up(tx, user_id, &new))).await
    }
}

async fn sign_up(tx: &Transaction<'_>, user_id: Uuid, new: &NewAccount) -> Result<SignedUp> {
    let account_id = tx.context().account_id;
    accounts::ActiveModel {
        id: Set(account_id),
        name: Set(new.name.clone()),
        ..Default::default()
    }
    .insert(tx.connection())
    .await?;
    let user = new_user::add(tx, user_id, &new.user()).await?;
    Ok(SignedUp { account_id, user })
}
