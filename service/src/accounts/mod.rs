//! The account itself, and who belongs to it.
//!
//! An account begins with a sign-up ([`Database::sign_up`](crate::Database::sign_up)); its operations are
//! those of whoever acts for it.

mod people;
mod status;
mod store;
mod update;

use annals_entity::accounts;
use async_trait::async_trait;
use uuid::Uuid;

pub use store::AccountStore;
pub use update::AccountUpdate;

use crate::{
    cascade::Deletion,
    error::Result,
    users::{NewUser, User},
};

/// An account, as the table holds it.
pub type Account = accounts::Model;

/// The account of the context.
///
/// Made by `tx.accounts()`, `db.scope(&context).accounts()` and `db.read(&context).accounts()`. None of
/// it takes an account's id: a context knows one account alone.
#[cfg_attr(feature = "mock", mockall::automock)]
#[async_trait]
pub trait Accounts: Send + Sync {
    /// The account. `None`: the context names one that is not there.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(accounts: &dyn Accounts) -> annals_service::Result<()> {
    /// let account = accounts.find().await?;
    /// let is_open = account.is_some_and(|account| account.status == "active");
    /// # assert!(is_open); Ok(()) }
    /// ```
    ///
    /// # Errors
    /// Those of the database.
    async fn find(&self) -> Result<Option<Account>>;

    /// Changes the account, if it is at the version the caller knows. Audited as an update; one that
    /// changes nothing makes no version and no audit entry.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(accounts: &dyn Accounts, known: Account) -> annals_service::Result<()> {
    /// let change = AccountUpdate { name: Some("Lovelace & Sons".into()) };
    /// let account = accounts.update(known.row_version, change).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// `StaleVersion` when somebody else was first, `NotFound`, `Invalid`.
    async fn update(&self, expected_version: i64, change: AccountUpdate) -> Result<Account>;

    /// Closes an active account to its users for a time: sessions are not found, and
    /// [`Login::may_enter`](crate::users::Login::may_enter) says no, until it is
    /// [reopened](Self::reopen). Audited as an update.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(db: Database, account_id: uuid::Uuid) -> annals_service::Result<()> {
    /// let context = Context::new(account_id).operation("billing.overdue").reason("invoice 4711");
    /// let account = db.scope(&context).accounts().suspend().await?;
    /// # assert_eq!(account.status, "suspended"); Ok(()) }
    /// ```
    ///
    /// # Errors
    /// `Invalid` when it is suspended already, or closed; `NotFound`.
    async fn suspend(&self) -> Result<Account>;

    /// Gives an active or suspended account up: as [`suspend`](Self::suspend), but nobody waits for it.
    /// Its rows stay until it is erased. Audited as an update.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(accounts: &dyn Accounts) -> annals_service::Result<()> {
    /// let account = accounts.close().await?;
    /// # assert_eq!(account.status, "closed"); Ok(()) }
    /// ```
    ///
    /// # Errors
    /// `Invalid` when it is closed already; `NotFound`.
    async fn close(&self) -> Result<Account>;

    /// Opens a suspended or closed account again, with the users and the sessions it had. Audited as an
    /// update.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(accounts: &dyn Accounts) -> annals_service::Result<()> {
    /// let account = accounts.reopen().await?;
    /// # assert_eq!(account.status, "active"); Ok(()) }
    /// ```
    ///
    /// # Errors
    /// `Invalid` when it is active; `NotFound`.
    async fn reopen(&self) -> Result<Account>;

    /// Takes somebody into the account: a user, the identity to log in with and a role, or none of them.
    /// Each is audited as an insert; the role says who granted it. The identity of somebody who was
    /// deleted can be claimed anew.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(accounts: &dyn Accounts) -> annals_service::Result<()> {
    /// let google = Identity::provider("google", "1098-bob");
    /// let bob = accounts.invite_user(NewUser::with_identity("bob@example.org", google)).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// `Invalid` with every field at fault, a role that is not there among them; `AlreadyExists` when the
    /// identity belongs to somebody, in whatever account, or the e-mail address or the username to a
    /// user of this one; `Conflict` when the account is not there.
    async fn invite_user(&self, new: NewUser) -> Result<User>;

    /// Takes a user out of the account: softly, with all that is the user's (roles, sessions, entries,
    /// conversations …), so that [`Users::restore`](crate::users::Users::restore) can bring it all back.
    /// Nobody logs in as the user any more, and the identities can be claimed anew. Each row is audited
    /// as an update. What must not stay is removed by
    /// [`Users::delete_for_good`](crate::users::Users::delete_for_good).
    ///
    /// Of two users who remove each other at once, one stays.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(accounts: &dyn Accounts, bob: User) -> annals_service::Result<()> {
    /// let deletion = accounts.remove_user(bob.id).await?;
    /// println!("{} rows went with him", deletion.total() - 1);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// `NotFound`, also for a user who was removed already; `Invalid` for the last user, without whom
    /// nobody could act for the account.
    async fn remove_user(&self, user_id: Uuid) -> Result<Deletion>;
}
