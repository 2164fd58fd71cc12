//! What a user logs in with.

use annals_entity::{
    users,
    values::{AccountStatus, UnknownValue},
};
use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbErr, FromQueryResult, Statement};
use secrecy::SecretString;
use unicode_normalization::UnicodeNormalization;
use uuid::Uuid;

use super::User;
use crate::{context::Context, database::Database, error::Result, rules::Rules};

/// One statement, by the primary key of `identities`. The function looks across accounts, and finds
/// exactly one user or none.
const FIND: &str = r#"
SELECT f.identity_id, f.identity_version, f.password_hash, f.password_changed_at, f.account_status, (f."user").*
  FROM annals.find_identity($1, $2) f"#;

/// How a user is known to whoever vouches for the login.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Identity {
    /// An e-mail address, with a password that the application checks.
    Email {
        /// The address, in any spelling: it is trimmed, composed (NFKC) and lowered.
        address: String,
    },
    /// An account at a provider.
    Provider {
        /// The provider: `google`, `github` …, at most 50 characters.
        provider: String,
        /// Whom the provider means, as it says: at most 255 characters.
        subject: String,
    },
}

impl Identity {
    /// By e-mail address.
    #[must_use]
    pub fn email(address: impl Into<String>) -> Self {
        Self::Email { address: address.into() }
    }

    /// By a provider's subject.
    #[must_use]
    pub fn provider(provider: impl Into<String>, subject: impl Into<String>) -> Self {
        Self::Provider { provider: provider.into(), subject: subject.into() }
    }

    /// As the table holds it: provider and subject.
    pub(crate) fn key(&self) -> (String, String) {
        match self {
            Self::Email { address } => ("email".to_owned(), normalised(address)),
            Self::Provider { provider, subject } => (provider.clone(), subject.clone()),
        }
    }

    pub(crate) fn check(&self, rules: &mut Rules) {
        let (provider, subject) = self.key();
        rules.required("identity.provider", &provider, 50);
        rules.required("identity.subject", &subject, 255);
        match self {
            Self::Email { .. } => check_email(rules, "identity.address", &subject),
            Self::Provider { provider, .. } if provider == "email" => rules.fault(
                "identity.provider",
                "is email: use Identity::email, which normalises the address".to_owned(),
            ),
            Self::Provider { .. } => {}
        }
    }
}

/// An address has one `@` with something on either side and no white space; whether it can be
/// delivered to, only a message tells.
pub(super) fn check_email(rules: &mut Rules, field: &str, address: &str) {
    let parts = address.trim().rsplit_once('@');
    let plausible = parts.is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty());
    if !plausible || address.trim().contains(char::is_whitespace) {
        rules.fault(field, "is no e-mail address: it reads name@domain".to_owned());
    }
}

fn normalised(address: &str) -> String {
    address.trim().nfkc().collect::<String>().to_lowercase()
}

/// Who logs in, found by an identity.
#[derive(Clone, Debug)]
pub struct Login {
    /// The identity.
    pub identity_id: Uuid,
    /// The identity's version: what [`Identities::change_password`] asks for.
    ///
    /// [`Identities::change_password`]: crate::identities::Identities::change_password
    pub identity_version: i64,
    /// The hash of the password, to be checked by the application. `None`: the provider vouches.
    pub password_hash: Option<SecretString>,
    /// When the password was last set. `None`: never.
    pub password_changed_at: Option<DateTime<Utc>>,
    /// Where the account stands.
    pub account_status: AccountStatus,
    /// The user, who may have been deactivated.
    pub user: User,
}

impl Login {
    /// Whether to let the user in once the password is right: the user is active, and so is the account.
    #[must_use]
    pub fn may_enter(&self) -> bool {
        self.user.is_active && self.account_status == AccountStatus::Active
    }

    /// The context in which the user acts.
    #[must_use]
    pub fn context(&self) -> Context {
        Context::new(self.user.account_id).actor(self.user.id)
    }
}

impl Database {
    /// The user whom an identity belongs to, in one round trip. `None`: there is none, or the user was
    /// deleted. It needs no context, for a login knows no account yet.
    ///
    /// A user who was deactivated, and one of an account that is suspended or closed, is found, so that
    /// the application can say why nobody gets in: ask [`Login::may_enter`].
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(db: Database) -> annals_service::Result<()> {
    /// # fn is_right(_: &Login) -> bool { true }
    /// let login = db.find_by_identity(&Identity::email("Ada@example.org")).await?;
    /// let Some(login) = login.filter(is_right) else { return Ok(()) };
    /// if login.may_enter() {
    ///     let context = login.context().operation("users.log_in");
    ///     db.scope(&context).users().record_login(login.identity_id).await?;
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// Those of the database.
    pub async fn find_by_identity(&self, identity: &Identity) -> Result<Option<Login>> {
        let (provider, subject) = identity.key();
        if subject.contains('\0') || provider.contains('\0') {
            return Ok(None); // no text of the database holds it, so nobody has it
        }
        let backend = self.pool().get_database_backend();
        let values = [provider.into(), subject.into()];
        let statement = Statement::from_sql_and_values(backend, FIND, values);
        let Some(row) = self.pool().query_one_raw(statement).await? else {
            return Ok(None);
        };
        let hash: Option<String> = row.try_get("", "password_hash")?;
        let status: String = row.try_get("", "account_status")?;
        let status =
            status.parse().map_err(|unknown: UnknownValue| DbErr::Type(unknown.to_string()))?;
        Ok(Some(Login {
            identity_id: row.try_get("", "identity_id")?,
            identity_version: row.try_get("", "identity_version")?,
            password_changed_at: row.try_get("", "password_changed_at")?,
            account_status: status,
            password_hash: hash.map(SecretString::from),
            user: users::Model::from_query_result(&row, "")?,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::Identity;

    #[test]
    fn spellings_of_one_address_are_one_identity() {
        let key = Identity::email("ada@example.org").key();
        for spelling in [" Ada@Example.ORG ", "ＡＤＡ@example.org"] {
            assert_eq!(Identity::email(spelling).key(), key);
        }
    }
}
