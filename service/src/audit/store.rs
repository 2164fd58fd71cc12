//! The audit trail in the database, on whatever executor it stands on.

use async_trait::async_trait;
use uuid::Uuid;

use super::{AuditEntry, AuditTrail, Verified, history, verify};
use crate::{
    database::{Executor, Scope, Transaction},
    error::Result,
};

/// The audit trail of an account, on a transaction or a scope.
#[derive(Clone, Copy, Debug)]
pub struct AuditStore<X>(X);

impl<'env> Transaction<'env> {
    /// The audit trail of the account, this transaction's own entries included.
    #[must_use]
    pub fn audit(&self) -> AuditStore<&Transaction<'env>> {
        AuditStore(self)
    }
}

impl<'a> Scope<'a> {
    /// The audit trail of the account.
    #[must_use]
    pub fn audit(&self) -> AuditStore<Scope<'a>> {
        AuditStore(*self)
    }
}

#[async_trait]
impl<X: Executor> AuditTrail for AuditStore<X> {
    async fn history(&self, table: &str, row_id: Uuid) -> Result<Vec<AuditEntry>> {
        history::of_row(&self.0, table, row_id).await
    }

    async fn verify(&self) -> Result<Verified> {
        self.0.run(|tx| Box::pin(verify::account(tx))).await
    }
}
