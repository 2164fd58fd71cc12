//! Identities: what a user logs in with. One user may have several; one identity is one user's, in
//! whatever account.

mod link;
mod linked;
mod password;
mod store;
mod unlink;

use async_trait::async_trait;
use uuid::Uuid;

pub use link::NewIdentity;
pub(crate) use link::add;
pub use linked::LinkedIdentity;
pub use store::IdentityStore;

use crate::error::Result;

/// The identities of an account's users, without the hashes of their passwords.
///
/// Made by `tx.identities()`, `db.scope(&context).identities()` and `db.read(&context).identities()`.
/// Whom an identity logs in is found without a context:
/// [`Database::find_by_identity`](crate::Database::find_by_identity).
#[cfg_attr(feature = "mock", mockall::automock)]
#[async_trait]
pub trait Identities: Send + Sync {
    /// Gives a user one more identity to log in with. Audited as an insert, without the hash. An identity
    /// of somebody who was deleted is claimed anew: its end is audited in the account where it was.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(identities: &dyn Identities, ada: User) -> annals_service::Result<()> {
    /// let github = Identity::provider("github", "583231");
    /// let linked = identities.link(NewIdentity::of(ada.id, github)).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// `Invalid` with every field at fault; `NotFound` when the user is not there, or was deleted;
    /// `AlreadyExists` when somebody has the identity, in whatever account.
    async fn link(&self, new: NewIdentity) -> Result<LinkedIdentity>;

    /// The identity. `None`: it is not there, or not the account's.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(identities: &dyn Identities, id: uuid::Uuid) -> annals_service::Result<()> {
    /// let Some(linked) = identities.find(id).await? else { return Ok(()) };
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// Those of the database.
    async fn find(&self, id: Uuid) -> Result<Option<LinkedIdentity>>;

    /// What a user can log in with, oldest first. Empty: the user is not there, or not the account's.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(identities: &dyn Identities, ada: User) -> annals_service::Result<()> {
    /// for linked in identities.of_user(ada.id).await? {
    ///     println!("{}, last used {:?}", linked.provider, linked.last_used_at);
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// Those of the database.
    async fn of_user(&self, user_id: Uuid) -> Result<Vec<LinkedIdentity>>;

    /// Sets the hash of a password, at the version of the identity that the caller knows: of two who
    /// reset it at once, one does. Audited as an update of `password_changed_at`; the hash is never in the
    /// log. Sessions stay: [`Sessions::revoke_others`](crate::sessions::Sessions::revoke_others) ends
    /// them.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(identities: &dyn Identities, login: Login) -> annals_service::Result<()> {
    /// let hash = "$argon2id$v=19$…".to_owned().into();
    /// identities.change_password(login.identity_id, login.identity_version, hash).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// `StaleVersion` when it was changed meanwhile; `NotFound`, also when the user was deleted; `Invalid`
    /// for an empty or a long hash, and for an identity that a provider vouches for.
    async fn change_password(
        &self,
        id: Uuid,
        expected_version: i64,
        password_hash: secrecy::SecretString,
    ) -> Result<LinkedIdentity>;

    /// Takes an identity from its user, for good. Audited as a deletion. Of two at once that would leave
    /// none, one is refused.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(identities: &dyn Identities, github: LinkedIdentity) -> annals_service::Result<()> {
    /// identities.unlink(github.id).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// `Invalid` for the user's last one; `NotFound`, also when the user was deleted.
    async fn unlink(&self, id: Uuid) -> Result<()>;
}
