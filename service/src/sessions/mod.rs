//! Sessions: logins that last. Not audited: they come and go with every visit.
//!
//! What the browser keeps is a token, `<account_id>.<random>`, whose second part are 256 random bits. It
//! is handed out once; the table holds its SHA-256 alone, so that who reads the table can't log in.

mod find;
mod issue;
mod list;
mod new_session;
mod purge;
mod revoke;
mod session;
mod store;
mod token;

use std::time::Duration;

use async_trait::async_trait;
use uuid::Uuid;

pub use find::ActiveSession;
pub use new_session::NewSession;
pub use session::{IssuedSession, Session};
pub use store::SessionStore;
pub(crate) use token::is_token;

use crate::{
    error::Result,
    query::{Page, PageRequest},
};

/// The sessions of an account's users.
///
/// Made by `tx.sessions()`, `db.scope(&context).sessions()` and `db.read(&context).sessions()`. Whose
/// session a token is, is found without a context:
/// [`Database::find_session`](crate::Database::find_session). Nothing here is audited.
#[cfg_attr(feature = "mock", mockall::automock)]
#[async_trait]
pub trait Sessions: Send + Sync {
    /// Begins a session of a user. Its token is returned here and never again.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # use std::time::Duration;
    /// # async fn example(sessions: &dyn Sessions, login: Login) -> annals_service::Result<()> {
    /// let week = Duration::from_hours(7 * 24);
    /// let issued = sessions.issue(NewSession::of(login.user.id, week)).await?;
    /// let cookie = issued.token.expose_secret();
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// `Invalid` with every field at fault, and for a user who is not active or whose account is not;
    /// `NotFound` when the user is not there, or was deleted.
    async fn issue(&self, new: NewSession) -> Result<IssuedSession>;

    /// The living sessions of a user, newest first unless the page names another order: neither expired
    /// nor revoked. One statement.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(sessions: &dyn Sessions, ada: User) -> annals_service::Result<()> {
    /// for session in sessions.list(ada.id, PageRequest::of(20)).await?.items {
    ///     println!("since {} from {:?}", session.created_at, session.ip);
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// `Invalid` with every fault of the size, the order or the cursor.
    async fn list(&self, user_id: Uuid, page: PageRequest) -> Result<Page<Session>>;

    /// Lets a living session last from now on as long as this, or as long as it would anyway. It is a
    /// write: once an hour, or a day, will do.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # use std::time::Duration;
    /// # async fn example(sessions: &dyn Sessions, id: uuid::Uuid) -> annals_service::Result<()> {
    /// let session = sessions.touch(id, Duration::from_hours(7 * 24)).await?;
    /// println!("until {}", session.expires_at);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// `NotFound`, also for a session that has expired or was revoked; `Invalid` for a lifetime that is
    /// none.
    async fn touch(&self, id: Uuid, lifetime: Duration) -> Result<Session>;

    /// Ends a session. Doing it twice changes nothing more.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(sessions: &dyn Sessions, id: uuid::Uuid) -> annals_service::Result<()> {
    /// sessions.revoke(id).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// `NotFound`.
    async fn revoke(&self, id: Uuid) -> Result<()>;

    /// Ends all living sessions of a user; returns how many there were. None, for a user who is not
    /// there.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(sessions: &dyn Sessions, bob: User) -> annals_service::Result<()> {
    /// let ended = sessions.revoke_all(bob.id).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// Those of the database.
    async fn revoke_all(&self, user_id: Uuid) -> Result<u64>;

    /// Ends all living sessions of a user but one; returns how many there were. For whoever has just
    /// changed the password.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(sessions: &dyn Sessions, mine: ActiveSession) -> annals_service::Result<()> {
    /// let ended = sessions.revoke_others(mine.user.id, mine.session.id).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// Those of the database.
    async fn revoke_others(&self, user_id: Uuid, kept: Uuid) -> Result<u64>;

    /// Removes the account's sessions that have expired, those of deleted users too; returns how many.
    /// In batches, on a scope each a transaction of its own, so that it stands in nobody's way; two at
    /// once share the work.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(sessions: &dyn Sessions) -> annals_service::Result<()> {
    /// let removed = sessions.purge_expired().await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// Those of the database; what was removed before stays removed.
    async fn purge_expired(&self) -> Result<u64>;
}
