//! What the following store is asked to do: it never makes a call fail.

use std::future::Future;

use tokio::time::timeout;
use uuid::Uuid;

use super::{
    DualStore,
    ledger::{Ledger, Reason},
};
use crate::error::{Error, Result};

/// A write of an entry that the following store has not done yet. One that ends without it, be it that
/// the caller went away, leaves the entry open.
pub(super) struct Unfollowed<'a> {
    ledger: &'a Ledger,
    id: Uuid,
    reason: Option<Reason>,
}

impl<'a> Unfollowed<'a> {
    pub(super) const fn new(ledger: &'a Ledger, id: Uuid, reason: Reason) -> Self {
        Self { ledger, id, reason: Some(reason) }
    }

    /// The answer of the leading store. One that refuses has written nothing, unless it does not know.
    pub(super) fn answered<T>(&mut self, answer: Result<T>) -> Result<T> {
        if let Err(error) = &answer
            && !matches!(error, Error::Unavailable { .. })
        {
            self.reason = None;
        }
        answer
    }

    /// Both stores have the entry alike.
    fn done(mut self) {
        self.reason = None;
        self.ledger.close(self.id);
    }
}

impl Drop for Unfollowed<'_> {
    fn drop(&mut self) {
        if let Some(reason) = self.reason {
            self.ledger.open(self.id, reason);
        }
    }
}

impl DualStore {
    /// Has the following store write what the leading one has written.
    pub(super) async fn follow(
        &self,
        unfollowed: Unfollowed<'_>,
        operation: &'static str,
        write: impl Future<Output = Result<()>>,
    ) {
        if self.ask(operation, Some(unfollowed.id), write).await.is_some() {
            unfollowed.done();
        }
    }

    /// The answer of the following store. `None`: it failed, or took too long.
    pub(super) async fn ask<T>(
        &self,
        operation: &'static str,
        id: Option<Uuid>,
        answer: impl Future<Output = Result<T>>,
    ) -> Option<T> {
        match timeout(self.patience, answer).await {
            Ok(Ok(answer)) => Some(answer),
            Ok(Err(error)) => {
                self.ledger.failed(operation, id, Some(&error));
                None
            }
            Err(_) => {
                self.ledger.failed(operation, id, None);
                None
            }
        }
    }
}
