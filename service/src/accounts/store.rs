//! The account in the database: the trait's operations on whatever executor they stand on.

use annals_entity::{accounts::Entity, values::AccountStatus};
use async_trait::async_trait;
use sea_orm::EntityTrait;
use uuid::Uuid;

use super::{Account, AccountUpdate, Accounts, people, status, update};
use crate::{
    cascade::Deletion,
    database::{Executor, fetch_models, store},
    error::Result,
    users::{NewUser, User},
};

store! {
    /// The account itself.
    AccountStore, accounts
}

#[async_trait]
impl<X: Executor> Accounts for AccountStore<X> {
    /// By `pk_accounts`: its policy shows one row.
    async fn find(&self) -> Result<Option<Account>> {
        Ok(fetch_models(&self.0, Entity::find()).await?.pop())
    }

    async fn update(&self, expected_version: i64, change: AccountUpdate) -> Result<Account> {
        self.0.run(|tx| Box::pin(update::versioned(tx, expected_version, change.clone()))).await
    }

    async fn suspend(&self) -> Result<Account> {
        self.0.run(|tx| Box::pin(status::set(tx, AccountStatus::Suspended))).await
    }

    async fn close(&self) -> Result<Account> {
        self.0.run(|tx| Box::pin(status::set(tx, AccountStatus::Closed))).await
    }

    async fn reopen(&self) -> Result<Account> {
        self.0.run(|tx| Box::pin(status::set(tx, AccountStatus::Active))).await
    }

    async fn invite_user(&self, new: NewUser) -> Result<User> {
        self.0.run(|tx| Box::pin(people::invite(tx, &new))).await
    }

    async fn remove_user(&self, user_id: Uuid) -> Result<Deletion> {
        self.0.run(|tx| Box::pin(people::remove(tx, user_id))).await
    }
}
