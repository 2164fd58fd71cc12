//! The users in the database: the trait's operations on whatever executor they stand on.

use std::sync::LazyLock;

use annals_entity::users::Entity;
use async_trait::async_trait;
use sea_orm::DbErr;
use uuid::Uuid;

use super::{User, UserUpdate, Users, update};
use crate::{
    database::{ById, Executor, Scope, Transaction},
    error::Result,
};

/// By `pk_users`.
static BY_ID: LazyLock<Result<ById<Entity>, DbErr>> = LazyLock::new(ById::living);

/// The users of an account, on a transaction or a scope.
#[derive(Clone, Copy, Debug)]
pub struct UserStore<X>(X);

impl<'env> Transaction<'env> {
    /// The users of the account, as a part of this transaction.
    #[must_use]
    pub fn users(&self) -> UserStore<&Transaction<'env>> {
        UserStore(self)
    }
}

impl<'a> Scope<'a> {
    /// The users of the account, each operation on its own.
    #[must_use]
    pub fn users(&self) -> UserStore<Scope<'a>> {
        UserStore(*self)
    }
}

#[async_trait]
impl<X: Executor> Users for UserStore<X> {
    async fn find(&self, id: Uuid) -> Result<Option<User>> {
        BY_ID.as_ref().map_err(Clone::clone)?.find(&self.0, id).await
    }

    async fn update(&self, id: Uuid, expected_version: i64, change: UserUpdate) -> Result<User> {
        self.0.run(|tx| Box::pin(update::versioned(tx, id, expected_version, change.clone()))).await
    }

    async fn deactivate(&self, id: Uuid) -> Result<User> {
        self.0.run(|tx| Box::pin(update::deactivate(tx, id))).await
    }
}
