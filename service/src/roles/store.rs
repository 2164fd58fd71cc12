//! The roles in the database: the trait's operations on whatever executor they stand on.

use async_trait::async_trait;
use uuid::Uuid;

use super::{Role, Roles, UserRole, grant, list};
use crate::{
    database::{Executor, store},
    error::Result,
    query::{Page, PageRequest},
    users::User,
};

store! {
    /// The roles of the account's users.
    RoleStore, roles
}

#[async_trait]
impl<X: Executor> Roles for RoleStore<X> {
    async fn all(&self) -> Result<Vec<Role>> {
        list::all(&self.0).await
    }

    async fn of_user(&self, user_id: Uuid) -> Result<Vec<Role>> {
        list::of_user(&self.0, user_id).await
    }

    async fn has(&self, user_id: Uuid, role: &str) -> Result<bool> {
        list::has(&self.0, user_id, role).await
    }

    async fn list_users(&self, role: &str, page: PageRequest) -> Result<Page<User>> {
        list::users(&self.0, role, &page).await
    }

    async fn grant(&self, user_id: Uuid, role: &str) -> Result<UserRole> {
        self.0.run(|tx| Box::pin(grant::grant(tx, user_id, role))).await
    }

    async fn revoke(&self, user_id: Uuid, role: &str) -> Result<()> {
        self.0.run(|tx| Box::pin(grant::revoke(tx, user_id, role))).await
    }
}
