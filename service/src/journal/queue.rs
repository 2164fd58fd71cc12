//! Entries that wait for an analysis, and the workers that make it.

use std::time::Duration;

use annals_entity::journal_entries;
use async_trait::async_trait;

use super::Entry;
use crate::{
    error::Result,
    lease::{Claim, ClaimRequest, Claimed, FailedAttempt, Queue, Reclaimed},
};

impl Queue for journal_entries::Entity {
    const STATUS: &'static str = "processing_status";
    const WORKING: &'static str = "processing";
}

/// The queue of the journal's entries.
///
/// `pending` → `processing` → `completed` or `failed`; back to `pending` when an attempt failed, when its
/// worker was never heard of again, or by [`EntryUpdate`](super::EntryUpdate). [`lease`](crate::lease)
/// shows a worker.
#[cfg_attr(feature = "mock", mockall::automock)]
#[async_trait]
pub trait JournalQueue: Send + Sync {
    /// Claims the oldest entries that wait for an analysis, each for one worker alone, and counts the
    /// attempt. Empty: none waits. `pending` becomes `processing`, audited as updates.
    ///
    /// ```no_run
    /// # use std::time::Duration;
    /// # use annals_service::prelude::*;
    /// # async fn example(journal: &dyn JournalQueue) -> annals_service::Result<()> {
    /// let request = ClaimRequest::by("worker-1").lasting(Duration::from_mins(1)).up_to(20);
    /// for Claimed { claim, row } in journal.claim_next(request).await? {
    ///     println!("attempt {} at {:?}, until {}", claim.attempt, row.title, claim.until);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `Invalid` with every field of the request at fault.
    async fn claim_next(&self, request: ClaimRequest) -> Result<Vec<Claimed<Entry>>>;

    /// Gives a claim another lease, from now on, and returns it with its new end. Not audited.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(journal: &dyn JournalQueue, claim: Claim) -> annals_service::Result<()> {
    /// let claim = journal.extend_claim(claim, std::time::Duration::from_mins(1)).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `ClaimLost` when the entry is no longer the claim's; `NotFound`; `Invalid`.
    async fn extend_claim(&self, claim: Claim, lease: Duration) -> Result<Claim>;

    /// Says that the analysis of a claimed entry is done. `processing` becomes `completed`, audited as an
    /// update. A lease that has run out does no harm, as long as nobody has taken the entry.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(journal: &dyn JournalQueue, claim: Claim) -> annals_service::Result<()> {
    /// let entry = journal.complete(claim).await?;
    /// assert_eq!((entry.processing_status.as_str(), entry.claimed_by), ("completed", None));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `ClaimLost` with what the entry is now, when it is no longer the claim's; `NotFound`.
    async fn complete(&self, claim: Claim) -> Result<Entry>;

    /// Says that the analysis of a claimed entry failed, and keeps the reason in `error_message`.
    /// `processing` becomes `pending`, or `failed` after as many attempts as there may be. Audited as an
    /// update.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(journal: &dyn JournalQueue, claim: Claim) -> annals_service::Result<()> {
    /// let entry = journal.fail(claim, FailedAttempt::because("no answer").of(5)).await?;
    /// println!("{} after {} attempts", entry.processing_status, entry.attempts);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`complete`](Self::complete); `Invalid` on the `reason`.
    async fn fail(&self, claim: Claim, failed: FailedAttempt) -> Result<Entry>;

    /// Takes the entries of workers whose leases have run out: they wait again, or failed where they were
    /// claimed as often as that. One statement; audited as updates. Call it now and then, of any number of
    /// workers: two at a time do not wait for each other.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(journal: &dyn JournalQueue) -> annals_service::Result<()> {
    /// let Reclaimed { waiting, failed } = journal.reclaim_expired(3).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Those of the database.
    async fn reclaim_expired(&self, most_attempts: u32) -> Result<Reclaimed>;
}
