//! What keeps the log in order: its seals, its months, its erasures. For a job, or a person at a prompt.

use async_trait::async_trait;
use uuid::Uuid;

use super::{Certificate, Finding, OldMonth, Seal, Verified};
use crate::{context::Context, error::Result};

/// The upkeep of the audit log, over all accounts.
///
/// Made by `db.maintenance()`, of a database that is connected as a member of `annals_operator` (it may
/// seal and verify) or of `annals_owner` (it may do all). The application's own role is refused all of
/// these but `verify_triggers`. No statement timeout holds for them.
#[cfg_attr(feature = "mock", mockall::automock)]
#[async_trait]
pub trait Maintenance: Send + Sync {
    /// Seals what is closed of an account's log: the entries of transactions that had ended when every
    /// one now running began. Returns the new seals, one for each month of entries and for each hundred
    /// thousand or so; none, where nothing is new. Of two at once the second waits, and finds nothing
    /// left. Not audited: the seals are the proof of the log, and it never changes by them.
    ///
    /// ```no_run
    /// # use annals_service::{audit::Maintenance, prelude::*};
    /// # async fn example(db: Database, account: uuid::Uuid) -> annals_service::Result<()> {
    /// let seals = db.maintenance().seal(account).await?;
    /// if let Some(newest) = seals.last() {
    ///     println!("{} {:02x?}", newest.number, newest.digest); // and keep it elsewhere
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `Forbidden` to the application's role.
    async fn seal(&self, account_id: Uuid) -> Result<Vec<Seal>>;

    /// Seals the logs of all accounts, one after the other, each in a transaction of its own: for a job
    /// that runs every hour or day. Returns the new seals. The nil account is that of the entries
    /// without one.
    ///
    /// ```no_run
    /// # use annals_service::{audit::Maintenance, prelude::*};
    /// # async fn example(db: Database) -> annals_service::Result<()> {
    /// let seals = db.maintenance().seal_all().await?;
    /// println!("{} seals", seals.len());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `Forbidden` to the application's role. Accounts sealed before the error stay so.
    async fn seal_all(&self) -> Result<Vec<Seal>>;

    /// The accounts that there is something to prove of: those that are there, those that the log or its
    /// seals know, and the nil one, by id. To go over them one by one, with progress to be seen.
    ///
    /// ```no_run
    /// # use annals_service::{audit::Maintenance, prelude::*};
    /// # async fn example(db: Database) -> annals_service::Result<()> {
    /// for account in db.maintenance().list_accounts().await? {
    ///     println!("{account}: {} findings", db.maintenance().verify(account).await?.findings.len());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `Forbidden` to the application's role.
    async fn list_accounts(&self) -> Result<Vec<Uuid>>;

    /// Proves the log of an account, as [`verify`](super::AuditTrail::verify) does. The triggers, which
    /// concern all accounts alike, are looked at with the nil one. Changes nothing.
    ///
    /// ```no_run
    /// # use annals_service::{audit::Maintenance, prelude::*};
    /// # async fn example(db: Database, account: uuid::Uuid) -> annals_service::Result<()> {
    /// assert!(db.maintenance().verify(account).await?.is_complete());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `Forbidden` to the application's role. What is wrong with a log is no error but a finding.
    async fn verify(&self, account_id: Uuid) -> Result<Verified>;

    /// Proves the logs of all accounts, as [`verify`](super::AuditTrail::verify) does for one; each
    /// finding names its account. Changes nothing.
    ///
    /// ```no_run
    /// # use annals_service::{audit::Maintenance, prelude::*};
    /// # async fn example(db: Database) -> annals_service::Result<()> {
    /// for finding in db.maintenance().verify_all().await?.findings {
    ///     println!("{} {finding}", finding.account_id);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `Forbidden` to the application's role. What is wrong with a log is no error but a finding.
    async fn verify_all(&self) -> Result<Verified>;

    /// Holds the triggers of the protocol against what they should be, on every tracked table. It reads
    /// the catalogue alone, so any role may, the application's included. Empty: all is as it should be.
    ///
    /// ```no_run
    /// # use annals_service::{audit::Maintenance, prelude::*};
    /// # async fn example(db: Database) -> annals_service::Result<()> {
    /// assert!(db.maintenance().verify_triggers().await?.is_empty());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Those of the database.
    async fn verify_triggers(&self) -> Result<Vec<Finding>>;

    /// Makes the log's partitions for this month and the ones after it, so many in all, where they are
    /// missing; entries of such a month that wait in the default partition move into it. Returns how
    /// many were made. For a job that runs once a day. Not audited: no entry changes by it.
    ///
    /// ```no_run
    /// # use annals_service::{audit::Maintenance, prelude::*};
    /// # async fn example(db: Database) -> annals_service::Result<()> {
    /// let made = db.maintenance().make_months(3).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `Invalid` for none, or more than 1,200; `Forbidden` to anyone but the owner.
    async fn make_months(&self, months: u32) -> Result<u32>;

    /// Drops the months of the log that are over for longer than the `keep` months before the present
    /// one: whole partitions, of all accounts. They are sealed first, and the seals stay, so the chain
    /// can still be checked. A month that holds other than what was sealed is left, and said so. What is
    /// younger is never touched. Audited under the nil account: one insert into `audit_retentions` for
    /// each month dropped.
    ///
    /// ```no_run
    /// # use annals_service::{audit::Maintenance, prelude::*};
    /// # async fn example(db: Database) -> annals_service::Result<()> {
    /// for old in db.maintenance().drop_months(24).await?.iter().filter(|old| !old.is_dropped) {
    ///     println!("{} is not as it was sealed", old.month);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `Invalid` for none, or more than 1,200; `Forbidden` to anyone but the owner.
    async fn drop_months(&self, keep: u32) -> Result<Vec<OldMonth>>;

    /// Erases the context's account: deletes it with all that belongs to it, and takes images and
    /// contexts out of its entries, so that what happened is still told, and the seals hold, but nothing
    /// of what the rows held is left. The context's actor and reason go into the certificate. Audited as
    /// the deletions, whose images go too, and the insert of the certificate.
    ///
    /// ```no_run
    /// # use annals_service::{audit::Maintenance, prelude::*};
    /// # async fn example(db: Database, account: uuid::Uuid) -> annals_service::Result<()> {
    /// let context = Context::new(account).reason("closed, request 17");
    /// let certificate = db.maintenance().erase_account(&context).await?;
    /// println!("{} of {:?}", certificate.id, certificate.rows_taken);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `NotFound` where there is neither such an account nor an entry of it with content; `Conflict` when
    /// a table of an application's refers to the account without a cascade; `Forbidden` to anyone but the
    /// owner.
    async fn erase_account(&self, context: &Context) -> Result<Certificate>;

    /// Erases a user of the context's account: deletes the user for good with all that hangs on them by
    /// a cascading key, takes them off the rows that merely name them, and takes images and contexts
    /// out of the entries of what went, now or earlier. Entries of other rows that name them by id, or as
    /// the actor, stay. Audited as [`erase_account`](Self::erase_account); the rows that named them as
    /// updates.
    ///
    /// ```no_run
    /// # use annals_service::{audit::Maintenance, prelude::*};
    /// # async fn example(db: Database, account: uuid::Uuid, user: uuid::Uuid) -> annals_service::Result<()> {
    /// let context = Context::new(account).reason("asked for on 3 May");
    /// let certificate = db.maintenance().erase_user(&context, user).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `NotFound` where the account has neither such a user nor an entry of one with content; `Conflict`
    /// when a row that stays must name them; `Forbidden` to anyone but the owner.
    async fn erase_user(&self, context: &Context, user_id: Uuid) -> Result<Certificate>;
}
