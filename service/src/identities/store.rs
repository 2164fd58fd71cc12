//! The identities in the database: the trait's operations on whatever executor they stand on.

use async_trait::async_trait;
use secrecy::SecretString;
use uuid::Uuid;

use super::{Identities, LinkedIdentity, NewIdentity, link, linked, password, unlink};
use crate::{
    database::{Executor, store},
    error::Result,
};

store! {
    /// The identities of the account's users.
    IdentityStore, identities
}

#[async_trait]
impl<X: Executor> Identities for IdentityStore<X> {
    async fn link(&self, new: NewIdentity) -> Result<LinkedIdentity> {
        self.0.run(|tx| Box::pin(link::link(tx, &new))).await
    }

    async fn find(&self, id: Uuid) -> Result<Option<LinkedIdentity>> {
        linked::find(&self.0, id).await
    }

    async fn of_user(&self, user_id: Uuid) -> Result<Vec<LinkedIdentity>> {
        linked::of_user(&self.0, user_id).await
    }

    async fn change_password(
        &self,
        id: Uuid,
        expected_version: i64,
        password_hash: SecretString,
    ) -> Result<LinkedIdentity> {
        self.0.run(|tx| Box::pin(password::change(tx, id, expected_version, &password_hash))).await
    }

    async fn unlink(&self, id: Uuid) -> Result<()> {
        self.0.run(|tx| Box::pin(unlink::unlink(tx, id))).await
    }
}
