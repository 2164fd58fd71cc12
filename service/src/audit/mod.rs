//! The audit trail: what happened to a row, how it was, the way back, and the proof that nothing is
//! missing.

mod as_of;
mod diff;
mod erasure;
mod history;
mod keeper;
mod maintenance;
mod retain;
mod seal;
mod store;
mod undo;
mod verify;

use annals_entity::audit_log;
use async_trait::async_trait;
use uuid::Uuid;

pub use as_of::{AsOf, Moment};
pub use diff::{Change, ChangePath, Step};
pub use erasure::Certificate;
pub use history::{ChangedEntry, HistoryFilter};
pub use keeper::Keeper;
pub use maintenance::Maintenance;
#[cfg(feature = "mock")]
pub use maintenance::MockMaintenance;
pub use retain::OldMonth;
pub use seal::{BrokenExport, CheckedExport, Flaw, Seal, SealedExport};
pub use store::AuditStore;
pub use undo::{
    IfChanged, Revert, UndoConflict, UndoEffect, UndoPreview, Undoing, Undone, UndoneRows,
};
pub use verify::{Fault, Finding, Verified};

use crate::{
    error::Result,
    query::{Page, PageRequest},
};

/// An entry of the audit log: one change of one row, with the row as it was after the change (for a
/// deletion: before it).
pub type AuditEntry = audit_log::Model;

/// The audit trail of an account.
///
/// Made by `tx.audit()`, `db.scope(&context).audit()` and `db.read(&context).audit()`, whose
/// [`as_of`](AuditStore::as_of) reads rows as they were. A table of Annals' is named bare
/// (`journal_entries`), an application's with its schema (`public.notes`).
#[cfg_attr(feature = "mock", mockall::automock)]
#[async_trait]
pub trait AuditTrail: Send + Sync {
    /// All that happened to a row, oldest first. Empty: nothing is known of such a row.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(audit: &dyn AuditTrail, id: uuid::Uuid) -> annals_service::Result<()> {
    /// for entry in audit.history("journal_entries", id).await? {
    ///     println!("{} {}: {}", entry.row_version, entry.operation, entry.image);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `Invalid` for a table that is not tracked.
    async fn history(&self, table: &str, row_id: Uuid) -> Result<Vec<AuditEntry>>;

    /// A page of the entries that meet a filter, newest first; oldest first, if the page asks for
    /// `Order::by("occurred_at")`. One statement.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(audit: &dyn AuditTrail, user: uuid::Uuid) -> annals_service::Result<()> {
    /// let by_user = HistoryFilter { actor_id: Some(user), ..HistoryFilter::default() };
    /// let page = audit.trail(by_user.clone(), PageRequest::of(50)).await?;
    /// if let Some(next) = page.next {
    ///     audit.trail(by_user, PageRequest::of(50).after(next)).await?;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `Invalid` with every fault of the filter, the size, the order or the cursor.
    async fn trail(&self, filter: HistoryFilter, page: PageRequest) -> Result<Page<AuditEntry>>;

    /// The same page, each entry with what it changed: paths into JSON, unified diffs of long texts.
    /// One statement.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(audit: &dyn AuditTrail, id: uuid::Uuid) -> annals_service::Result<()> {
    /// let of_row = HistoryFilter::row("journal_entries", id);
    /// for changed in audit.changes(of_row, PageRequest::default()).await?.items {
    ///     for change in changed.changes {
    ///         println!("{change}"); // mood_score: 5.50 → 8.00
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`trail`](Self::trail).
    async fn changes(&self, filter: HistoryFilter, page: PageRequest)
    -> Result<Page<ChangedEntry>>;

    /// How many entries meet a filter.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(audit: &dyn AuditTrail) -> annals_service::Result<()> {
    /// let written = audit.count_entries(HistoryFilter::request("req-17")).await?;
    /// # let _ = written;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `Invalid` with every fault of the filter.
    async fn count_entries(&self, filter: HistoryFilter) -> Result<u64>;

    /// Sets a row back to what it was at an earlier version; a deleted row comes back, its versions go
    /// on. Returns the row's newest entry. Audited as an update or an insert, whose context tells what
    /// it `undoes`; what is so already makes no entry. Untracked and bulky columns of a row that is
    /// there stay as they are.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(audit: &dyn AuditTrail, entry: Entry) -> annals_service::Result<()> {
    /// let back = Revert::of("journal_entries", entry.id).to(1).expecting(entry.row_version);
    /// let now = audit.revert(back).await?;
    /// assert_eq!(now.row_version, entry.row_version + 1);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `StaleVersion` when the row is at another version than expected; `NotFound` when the log knows
    /// no such row; `Invalid` when it has no such version or that is a deletion, when the table is not
    /// tracked, or keeps its rows as they were written; `Conflict` when what the row referred to is
    /// gone; `AlreadyExists` when another row has its unique values by now.
    async fn revert(&self, revert: Revert) -> Result<AuditEntry>;

    /// What undoing a transaction or a request would do, and what stands against it. One statement.
    /// Empty: nothing is left to be undone, or the log knows of no such operation.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(audit: &dyn AuditTrail) -> annals_service::Result<()> {
    /// let preview = audit.preview_undo(Undoing::Request("req-17".into())).await?;
    /// for conflict in preview.conflicts {
    ///     println!("{conflict}");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Those of the database.
    async fn preview_undo(&self, undoing: Undoing) -> Result<UndoPreview>;

    /// Undoes all that a transaction or a request did, in whatever tables: what it inserted goes, what
    /// it changed is changed back, what it deleted comes back with its contents. All or nothing. Each
    /// row is audited, in a context that tells what it `undoes`; so an undo can be undone.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(audit: &dyn AuditTrail, mistaken: AuditEntry) -> annals_service::Result<()> {
    /// let operation = Undoing::Transaction(mistaken.transaction_id);
    /// match audit.undo(operation, IfChanged::Refuse).await {
    ///     Ok(undone) => println!("{} rows are as they were", undone.total()),
    ///     Err(Error::UndoConflicts { conflicts, .. }) => println!("{}", conflicts[0]),
    ///     Err(error) => return Err(error),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `UndoConflicts` with what stands against it: nothing is changed then. `Invalid` when the log
    /// knows of no such operation. `Conflict` when a row refers to one that is gone, `AlreadyExists`
    /// when another row has the unique values of one that would come back.
    async fn undo(&self, undoing: Undoing, if_changed: IfChanged) -> Result<Undone>;

    /// Proves the log of the account whole, over every tracked table:
    ///
    /// - each life of a row is versions 1, 2, 3 … without hole or duplicate (an undo that brings a row
    ///   back continues its count), each image is that of its row and version, the newest one equals the
    ///   row by typed value, and what is deleted ends in a deletion;
    /// - what was sealed is as it was: no entry changed, added, removed or moved, no seal missing before
    ///   the last one;
    /// - an entry without content was erased by an erasure that left a certificate;
    /// - every trigger of the protocol is there, on, and the one it should be.
    ///
    /// Rows that are older than what retention has dropped may begin late. It reads the account's whole
    /// log. Each table is one statement, so one snapshot: others may write meanwhile.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(audit: &dyn AuditTrail) -> annals_service::Result<()> {
    /// for finding in audit.verify().await?.findings {
    ///     println!("{finding}");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Those of the database. A gap is no error but a [`Finding`].
    async fn verify(&self) -> Result<Verified>;

    /// Proves the entries of one row, as [`verify`](Self::verify) does; the seals, which are about all
    /// rows, are left out.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(audit: &dyn AuditTrail, id: uuid::Uuid) -> annals_service::Result<()> {
    /// let verified = audit.verify_row("journal_entries", id).await?;
    /// assert!(verified.is_complete(), "{:?}", verified.findings);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `Invalid` for a table that is not tracked.
    async fn verify_row(&self, table: &str, row_id: Uuid) -> Result<Verified>;

    /// A seal of the account by its number, which counts from one. `None`: there is none.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(audit: &dyn AuditTrail, kept: &[u8]) -> annals_service::Result<()> {
    /// let is_as_kept = audit.find_seal(17).await?.is_some_and(|seal| seal.digest == kept);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Those of the database.
    async fn find_seal(&self, number: i64) -> Result<Option<Seal>>;

    /// The newest seal of the account: its number and digest, kept elsewhere, find a tail that was cut
    /// off. `None`: nothing is sealed yet.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(audit: &dyn AuditTrail) -> annals_service::Result<()> {
    /// if let Some(seal) = audit.find_newest_seal().await? {
    ///     println!("{} {:02x?}", seal.number, seal.digest);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Those of the database.
    async fn find_newest_seal(&self) -> Result<Option<Seal>>;

    /// A seal with the entries that it covers, to be kept and checked outside of the database. `None`:
    /// there is no such seal. Of a month that retention dropped it is the seal alone.
    ///
    /// ```no_run
    /// # use annals_service::{audit::SealedExport, prelude::*};
    /// # async fn example(audit: &dyn AuditTrail) -> Result<(), Box<dyn std::error::Error>> {
    /// let mut all = SealedExport::default();
    /// for number in 1.. {
    ///     let Some(sealed) = audit.export_seal(number).await? else { break };
    ///     all.append(&sealed);
    /// }
    /// let checked = all.check(None)?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Those of the database.
    async fn export_seal(&self, number: i64) -> Result<Option<SealedExport>>;

    /// The certificates of all erasures in the account, oldest first.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(audit: &dyn AuditTrail) -> annals_service::Result<()> {
    /// let certificates = audit.list_erasures().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Those of the database.
    async fn list_erasures(&self) -> Result<Vec<Certificate>>;
}
