//! Users: signing up, finding who logs in, and what an account does with its users.

mod filter;
mod identity;
mod list;
mod lock;
mod new_user;
mod record;
mod sign_up;
mod store;
mod update;

use annals_entity::users;
use async_trait::async_trait;
use uuid::Uuid;

pub use filter::UserFilter;
pub use identity::{Identity, Login};
pub(crate) use list::newest_first;
pub(crate) use lock::lock;
pub use new_user::NewUser;
pub(crate) use new_user::add;
pub use sign_up::{NewAccount, SignedUp};
pub use store::UserStore;
pub use update::UserUpdate;

use crate::{
    cascade::{Deletion, Preview, Table},
    error::Result,
    query::{OffsetPage, OffsetRequest, Page, PageRequest},
};

/// A user, as the table holds it.
pub type User = users::Model;

/// What a deletion of a user begins with.
pub(crate) static TABLE: Table = Table::annals("users");

/// The users of an account.
///
/// Made by `tx.users()`, `db.scope(&context).users()` and `db.read(&context).users()`. Signing up and
/// logging in know no account yet: see [`Database::sign_up`](crate::Database::sign_up) and
/// [`Database::find_by_identity`](crate::Database::find_by_identity). Further users come into an account
/// by [`Accounts::invite_user`](crate::accounts::Accounts::invite_user).
#[cfg_attr(feature = "mock", mockall::automock)]
#[async_trait]
pub trait Users: Send + Sync {
    /// The user. `None`: not there, not the account's, or deleted.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(users: &dyn Users, id: uuid::Uuid) -> annals_service::Result<()> {
    /// let Some(user) = users.find(id).await? else { return Ok(()) };
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// Those of the database.
    async fn find(&self, id: Uuid) -> Result<Option<User>>;

    /// The user who has a username, as it is spelt. `None`: no living user of the account has it.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(users: &dyn Users) -> annals_service::Result<()> {
    /// let is_free = users.find_by_username("ada").await?.is_none();
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// Those of the database.
    async fn find_by_username(&self, username: &str) -> Result<Option<User>>;

    /// The user who has an e-mail address, in any spelling: it is trimmed, composed (NFKC) and lowered.
    /// `None`: no living user of the account has it. Whom it logs in, an identity says.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(users: &dyn Users) -> annals_service::Result<()> {
    /// let ada = users.find_by_email(" Ada@Example.org").await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// Those of the database.
    async fn find_by_email(&self, email: &str) -> Result<Option<User>>;

    /// The users that meet a filter, newest first unless the page names another order. One statement.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(users: &dyn Users) -> annals_service::Result<()> {
    /// let inactive = UserFilter { is_active: Some(false), ..UserFilter::default() };
    /// let page = users.list(inactive, PageRequest::of(50)).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// `Invalid` with every fault of the filter, the size, the order or the cursor.
    async fn list(&self, filter: UserFilter, page: PageRequest) -> Result<Page<User>>;

    /// A page of them by its number, with the count of all. Its cost grows with the depth, which that
    /// of [`list`](Self::list) does not.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(users: &dyn Users) -> annals_service::Result<()> {
    /// let page = users.list_by_offset(UserFilter::default(), OffsetRequest::page(3)).await?;
    /// println!("{} of {}", page.page, page.pages);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// `Invalid` as [`list`](Self::list), and for a page too deep.
    async fn list_by_offset(
        &self,
        filter: UserFilter,
        page: OffsetRequest,
    ) -> Result<OffsetPage<User>>;

    /// How many users meet a filter.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(users: &dyn Users) -> annals_service::Result<()> {
    /// let seats = users.count(UserFilter { is_active: Some(true), ..UserFilter::default() }).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// `Invalid` with every fault of the filter.
    async fn count(&self, filter: UserFilter) -> Result<u64>;

    /// Changes a user who is at the version the caller knows. Audited as an update; one that changes
    /// nothing makes no version and no audit entry.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(users: &dyn Users, ada: User) -> annals_service::Result<()> {
    /// let change = UserUpdate { username: Some(Some("ada".into())), ..UserUpdate::default() };
    /// let ada = users.update(ada.id, ada.row_version, change).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// `StaleVersion`, `NotFound`, `Invalid`, and `AlreadyExists` when another user of the account has
    /// the e-mail address or username.
    async fn update(&self, id: Uuid, expected_version: i64, change: UserUpdate) -> Result<User>;

    /// Marks a user as no longer active. The user is still found, and says so:
    /// [`Login::may_enter`] says no, and no session of the user is found. Audited as an update; doing it
    /// twice changes nothing more.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(users: &dyn Users, bob: User) -> annals_service::Result<()> {
    /// let bob = users.deactivate(bob.id).await?;
    /// # assert!(!bob.is_active); Ok(()) }
    /// ```
    ///
    /// # Errors
    /// `NotFound`.
    async fn deactivate(&self, id: Uuid) -> Result<User>;

    /// Marks a user as active again, with the sessions that have not ended meanwhile. Audited as an
    /// update; doing it twice changes nothing more.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(users: &dyn Users, bob: User) -> annals_service::Result<()> {
    /// let bob = users.reactivate(bob.id).await?;
    /// # assert!(bob.is_active); Ok(()) }
    /// ```
    ///
    /// # Errors
    /// `NotFound`.
    async fn reactivate(&self, id: Uuid) -> Result<User>;

    /// Notes that somebody logged in just now: `last_login_at` of the user, `last_used_at` of the
    /// identity. One statement. Not audited: neither makes a version.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(users: &dyn Users, login: Login) -> annals_service::Result<()> {
    /// users.record_login(login.identity_id).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// `NotFound` for an identity that is not there, or whose user was deleted.
    async fn record_login(&self, identity_id: Uuid) -> Result<()>;

    /// What hangs on a user, by table, an application's own tables included. [`delete`](Self::delete)
    /// takes the living ones of these rows in tables that have `deleted_at` and `deletion_id`.
    /// `blocked_by` names what the user wrote and others keep, too: from these
    /// [`delete_for_good`](Self::delete_for_good) takes the author away.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(users: &dyn Users, bob: User) -> annals_service::Result<()> {
    /// for (table, rows) in users.preview_deletion(bob.id).await?.rows {
    ///     println!("{rows} of {table}");
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// `NotFound`.
    async fn preview_deletion(&self, id: Uuid) -> Result<Preview>;

    /// Marks a user, and all that hangs on the user in tables with `deleted_at` and `deletion_id`, as
    /// deleted. Nobody logs in as the user any more; the identities stay, find nobody, and can be
    /// claimed anew. Audited as updates. It takes an account's last user too, which
    /// [`Accounts::remove_user`](crate::accounts::Accounts::remove_user) refuses.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(users: &dyn Users, bob: User) -> annals_service::Result<()> {
    /// let deletion = users.delete(bob.id).await?;
    /// println!("can be restored by {}", deletion.deletion_id);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// `NotFound`, also for a user who is deleted already.
    async fn delete(&self, id: Uuid) -> Result<Deletion>;

    /// Brings back exactly what one deletion took, but for sessions that were purged since. Identities
    /// that somebody else claimed meanwhile stay theirs. Audited as updates.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(users: &dyn Users, deletion: Deletion) -> annals_service::Result<()> {
    /// let restored = users.restore(deletion.deletion_id).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// `NotFound` when no row bears that deletion; `RestoreConflicts` with the rows that can't come
    /// back, such as a user whose e-mail address another one has now: nothing is changed then.
    async fn restore(&self, deletion_id: Uuid) -> Result<Deletion>;

    /// Removes a user, deleted or not, and all that hangs on the user. What the user wrote and others
    /// keep stays, without its author: every column by which a table refers to users and is not
    /// deleted with them (`created_by`, `granted_by`, an application's own) becomes NULL. All in one
    /// transaction; each row is audited, as an update or a deletion, and the log keeps the last images.
    /// It takes an account's last user too.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(users: &dyn Users, bob: User) -> annals_service::Result<()> {
    /// users.delete_for_good(bob.id).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// `NotFound`; `Blocked` with the rows that refer to the user by a column that must not be NULL, or
    /// to something that would go along: nothing is changed then, and a transaction can go on.
    async fn delete_for_good(&self, id: Uuid) -> Result<()>;
}
