//! The audit trail: what happened to a row, and the proof that nothing is missing.

mod history;
mod store;
mod verify;

use annals_entity::audit_log;
use async_trait::async_trait;
use uuid::Uuid;

pub use store::AuditStore;
pub use verify::{Fault, Finding, Verified};

use crate::error::Result;

/// An entry of the audit log: one change of one row, with the row as it was after the change (for a
/// deletion: before it).
pub type AuditEntry = audit_log::Model;

/// The audit trail of an account.
///
/// Made by `tx.audit()`, `db.scope(&context).audit()` and `db.read(&context).audit()`.
#[cfg_attr(feature = "mock", mockall::automock)]
#[async_trait]
pub trait AuditTrail: Send + Sync {
    /// All that happened to a row, oldest first. Empty: nothing is known of such a row. A table of
    /// Annals' is named bare (`journal_entries`), an application's with its schema (`public.notes`).
    ///
    /// # Errors
    /// Those of the database.
    async fn history(&self, table: &str, row_id: Uuid) -> Result<Vec<AuditEntry>>;

    /// Proves the log of the account complete, over every tracked table: each life of a row is
    /// versions 1, 2, 3 … without hole or duplicate (an undo that brings a row back continues its
    /// count), the newest image equals the row by typed value, and what is deleted ends in a deletion.
    ///
    /// It reads the account's whole log, and is to be run where nothing writes at the same time, or in
    /// a transaction whose isolation is repeatable read.
    ///
    /// # Errors
    /// Those of the database. A gap is no error but a [`Finding`].
    async fn verify(&self) -> Result<Verified>;
}
