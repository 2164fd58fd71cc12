//! Users: signing up, finding who logs in, and what an account does with its users.

mod identity;
mod sign_up;
mod store;
mod update;

use annals_entity::users;
use async_trait::async_trait;
use uuid::Uuid;

pub use identity::{Identity, Login};
pub use sign_up::{NewAccount, SignedUp};
pub use store::UserStore;
pub use update::UserUpdate;

use crate::error::Result;

/// A user, as the table holds it.
pub type User = users::Model;

/// The users of an account.
///
/// Made by `tx.users()`, `db.scope(&context).users()` and `db.read(&context).users()`. Signing up and
/// logging in know no account yet: see [`Database::sign_up`](crate::Database::sign_up) and
/// [`Database::find_by_identity`](crate::Database::find_by_identity).
#[cfg_attr(feature = "mock", mockall::automock)]
#[async_trait]
pub trait Users: Send + Sync {
    /// The user. `None`: not there, not the account's, or deleted.
    ///
    /// # Errors
    /// Those of the database.
    async fn find(&self, id: Uuid) -> Result<Option<User>>;

    /// Changes a user that is at the version the caller knows. Audited as an update.
    ///
    /// # Errors
    /// `StaleVersion`, `NotFound`, `Invalid`, and `AlreadyExists` when another user of the account has
    /// the e-mail address or username.
    async fn update(&self, id: Uuid, expected_version: i64, change: UserUpdate) -> Result<User>;

    /// Marks a user as no longer active. The user is still found, and says so: it is the application
    /// that refuses the login. Audited as an update; doing it twice changes nothing more.
    ///
    /// # Errors
    /// `NotFound`.
    async fn deactivate(&self, id: Uuid) -> Result<User>;
}
