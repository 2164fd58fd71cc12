//! Roles, and who holds them.
//!
//! The roles themselves are the same for all accounts: `admin` and `user`, and what an operator or a
//! migration of the application adds. What a role allows is the application's to say.

mod grant;
mod list;
mod store;

use annals_entity::{roles, user_roles};
use async_trait::async_trait;
use uuid::Uuid;

pub(crate) use grant::give;
pub use store::RoleStore;

use crate::{
    error::Result,
    query::{Page, PageRequest},
    users::User,
};

/// A role, as the table holds it.
pub type Role = roles::Model;

/// That a user holds a role, as the table holds it.
pub type UserRole = user_roles::Model;

/// The roles of an account's users.
///
/// Made by `tx.roles()`, `db.scope(&context).roles()` and `db.read(&context).roles()`.
#[cfg_attr(feature = "mock", mockall::automock)]
#[async_trait]
pub trait Roles: Send + Sync {
    /// All roles that there are, by name.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(roles: &dyn Roles) -> annals_service::Result<()> {
    /// let names: Vec<String> = roles.all().await?.into_iter().map(|role| role.name).collect();
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// Those of the database.
    async fn all(&self) -> Result<Vec<Role>>;

    /// The roles that a user holds, by name. Empty: none, or the user is not there.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(roles: &dyn Roles, ada: User) -> annals_service::Result<()> {
    /// for role in roles.of_user(ada.id).await? {
    ///     println!("{}: {}", role.name, role.description);
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// Those of the database.
    async fn of_user(&self, user_id: Uuid) -> Result<Vec<Role>>;

    /// Whether a user holds a role. It looks at nothing else: a user who was deactivated holds it still,
    /// one who was deleted does not. A role that is not there nobody holds.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(roles: &dyn Roles, ada: User) -> annals_service::Result<()> {
    /// if !roles.has(ada.id, "admin").await? {
    ///     println!("for admins alone");
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// Those of the database.
    async fn has(&self, user_id: Uuid, role: &str) -> Result<bool>;

    /// The users who hold a role, newest first unless the page names another order. Empty for a role that
    /// is not there. One statement.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(roles: &dyn Roles) -> annals_service::Result<()> {
    /// let admins = roles.list_users("admin", PageRequest::of(50)).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// `Invalid` with every fault of the size, the order or the cursor.
    async fn list_users(&self, role: &str, page: PageRequest) -> Result<Page<User>>;

    /// Gives a user a role. Who holds it already keeps it as it was granted first: nothing is written
    /// then. `granted_by` is the actor of the context, if that is another user of the account. Audited as
    /// an insert.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(roles: &dyn Roles, bob: User) -> annals_service::Result<()> {
    /// let granted = roles.grant(bob.id, "admin").await?;
    /// println!("since {}, by {:?}", granted.created_at, granted.granted_by);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// `Invalid` for a role that is not there; `NotFound` when the user is not there, or was deleted.
    async fn grant(&self, user_id: Uuid, role: &str) -> Result<UserRole>;

    /// Takes a role from a user. Audited as a deletion.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(roles: &dyn Roles, bob: User) -> annals_service::Result<()> {
    /// roles.revoke(bob.id, "admin").await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// `Invalid` for a role that is not there; `NotFound` when the user is not there, was deleted, or does
    /// not hold it.
    async fn revoke(&self, user_id: Uuid, role: &str) -> Result<()>;
}
