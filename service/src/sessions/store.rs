//! The sessions in the database: the trait's operations on whatever executor they stand on.

use std::time::Duration;

use async_trait::async_trait;
use uuid::Uuid;

use super::{IssuedSession, NewSession, Session, Sessions, issue, list, purge, revoke};
use crate::{
    database::{Executor, store},
    error::Result,
    query::{Page, PageRequest},
};

store! {
    /// The sessions of the account's users.
    SessionStore, sessions
}

#[async_trait]
impl<X: Executor> Sessions for SessionStore<X> {
    async fn issue(&self, new: NewSession) -> Result<IssuedSession> {
        self.0.run(|tx| Box::pin(issue::issue(tx, &new))).await
    }

    async fn list(&self, user_id: Uuid, page: PageRequest) -> Result<Page<Session>> {
        list::living(&self.0, user_id, &page).await
    }

    async fn touch(&self, id: Uuid, lifetime: Duration) -> Result<Session> {
        self.0.run(|tx| Box::pin(issue::touch(tx, id, lifetime))).await
    }

    async fn revoke(&self, id: Uuid) -> Result<()> {
        self.0.run(|tx| Box::pin(revoke::one(tx, id))).await
    }

    async fn revoke_all(&self, user_id: Uuid) -> Result<u64> {
        self.0.run(|tx| Box::pin(revoke::all(tx, user_id, None))).await
    }

    async fn revoke_others(&self, user_id: Uuid, kept: Uuid) -> Result<u64> {
        self.0.run(|tx| Box::pin(revoke::all(tx, user_id, Some(kept)))).await
    }

    async fn purge_expired(&self) -> Result<u64> {
        purge::expired(&self.0).await
    }
}
