//! The users in the database: the trait's operations on whatever executor they stand on.

use annals_entity::users::{Column, Entity};
use async_trait::async_trait;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{User, UserUpdate, Users, update};
use crate::{
    database::{Executor, Scope, Transaction, fetch_models},
    error::Result,
};

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
        let select = Entity::find().filter(Column::Id.eq(id)).filter(Column::DeletedAt.is_null());
        Ok(fetch_models(&self.0, select).await?.pop())
    }

    async fn update(&self, id: Uuid, expected_version: i64, change: UserUpdate) -> Result<User> {
        self.0.run(|tx| Box::pin(update::versioned(tx, id, expected_version, change.clone()))).await
    }

    async fn deactivate(&self, id: Uuid) -> Result<User> {
        self.0.run(|tx| Box::pin(update::deactivate(tx, id))).await
    }
}
