//! The users in the database: the trait's operations on whatever executor they stand on.

use async_trait::async_trait;
use uuid::Uuid;

use super::{TABLE, User, UserFilter, UserUpdate, Users, list, record, update};
use crate::{
    cascade::{self, Deletion, Preview},
    database::{Executor, store},
    error::Result,
    query::{OffsetPage, OffsetRequest, Page, PageRequest},
};

store! {
    /// The users of the account.
    UserStore, users
}

#[async_trait]
impl<X: Executor> Users for UserStore<X> {
    async fn find(&self, id: Uuid) -> Result<Option<User>> {
        list::find(&self.0, id).await
    }

    async fn find_by_username(&self, username: &str) -> Result<Option<User>> {
        list::by_username(&self.0, username).await
    }

    async fn find_by_email(&self, email: &str) -> Result<Option<User>> {
        list::by_email(&self.0, email).await
    }

    async fn list(&self, filter: UserFilter, page: PageRequest) -> Result<Page<User>> {
        list::page(&self.0, filter, &page).await
    }

    async fn list_by_offset(
        &self,
        filter: UserFilter,
        page: OffsetRequest,
    ) -> Result<OffsetPage<User>> {
        list::page_by_offset(&self.0, filter, &page).await
    }

    async fn count(&self, filter: UserFilter) -> Result<u64> {
        list::count(&self.0, filter).await
    }

    async fn update(&self, id: Uuid, expected_version: i64, change: UserUpdate) -> Result<User> {
        self.0.run(|tx| Box::pin(update::versioned(tx, id, expected_version, change.clone()))).await
    }

    async fn deactivate(&self, id: Uuid) -> Result<User> {
        self.0.run(|tx| Box::pin(update::set_active(tx, id, false))).await
    }

    async fn reactivate(&self, id: Uuid) -> Result<User> {
        self.0.run(|tx| Box::pin(update::set_active(tx, id, true))).await
    }

    async fn record_login(&self, identity_id: Uuid) -> Result<()> {
        self.0.run(|tx| Box::pin(record::login(tx, identity_id))).await
    }

    async fn preview_deletion(&self, id: Uuid) -> Result<Preview> {
        cascade::preview(&self.0, &TABLE, id).await
    }

    async fn delete(&self, id: Uuid) -> Result<Deletion> {
        self.0.run(|tx| Box::pin(cascade::soft(tx, &TABLE, id))).await
    }

    async fn restore(&self, deletion_id: Uuid) -> Result<Deletion> {
        self.0.run(|tx| Box::pin(cascade::restore(tx, deletion_id))).await
    }

    async fn delete_for_good(&self, id: Uuid) -> Result<()> {
        self.0.run(|tx| Box::pin(cascade::delete_user(tx, id))).await
    }
}
