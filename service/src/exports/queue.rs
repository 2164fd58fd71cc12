//! Exports that wait for a file, and the workers that write it.

use std::time::Duration;

use annals_entity::exports;
use async_trait::async_trait;

use super::{Export, ExportedFile};
use crate::{
    error::Result,
    lease::{Claim, ClaimRequest, Claimed, FailedAttempt, Queue, Reclaimed},
};

impl Queue for exports::Entity {
    const STATUS: &'static str = "status";
    const WORKING: &'static str = "running";
}

/// The queue of the exports. [`lease`](crate::lease) shows a worker.
#[cfg_attr(feature = "mock", mockall::automock)]
#[async_trait]
pub trait ExportQueue: Send + Sync {
    /// Claims the oldest exports that wait, each for one worker alone, and counts the attempt. Empty: none
    /// waits. `pending` becomes `running`, audited as updates.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(exports: &dyn ExportQueue) -> annals_service::Result<()> {
    /// for Claimed { claim, row } in exports.claim_next(ClaimRequest::by("worker-1")).await? {
    ///     println!("attempt {} at {} as {}", claim.attempt, row.project_id, row.format);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `Invalid` with every field of the request at fault.
    async fn claim_next(&self, request: ClaimRequest) -> Result<Vec<Claimed<Export>>>;

    /// Gives a claim another lease, from now on, and returns it with its new end. Not audited.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(exports: &dyn ExportQueue, claim: Claim) -> annals_service::Result<()> {
    /// let claim = exports.extend_claim(claim, std::time::Duration::from_mins(1)).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `ClaimLost` when the export is no longer the claim's; `NotFound`; `Invalid`.
    async fn extend_claim(&self, claim: Claim, lease: Duration) -> Result<Claim>;

    /// Says that the file of a claimed export is there. `running` becomes `completed`, audited as an update.
    /// A lease that has run out does no harm, as long as nobody has taken the export.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(exports: &dyn ExportQueue, claim: Claim) -> annals_service::Result<()> {
    /// let file = ExportedFile::at("exports/garden.md");
    /// let export = exports.complete(claim, file).await?;
    /// assert!(export.completed_at.is_some());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `ClaimLost` with what the export is now, when it is no longer the claim's: remove the file;
    /// `NotFound`; `Invalid` with every field at fault.
    async fn complete(&self, claim: Claim, file: ExportedFile) -> Result<Export>;

    /// Says that a claimed export failed, and keeps the reason in `error_message`. `running` becomes
    /// `pending`, or `failed` after as many attempts as there may be. Audited as an update.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(exports: &dyn ExportQueue, claim: Claim) -> annals_service::Result<()> {
    /// let export = exports.fail(claim, FailedAttempt::because("disk full").for_good()).await?;
    /// assert_eq!(export.status, "failed");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `ClaimLost`, `NotFound` as [`complete`](Self::complete); `Invalid` on the `reason`.
    async fn fail(&self, claim: Claim, failed: FailedAttempt) -> Result<Export>;

    /// Takes the exports of workers whose leases have run out: they wait again, or failed where they were
    /// claimed as often as that. One statement; audited as updates.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(exports: &dyn ExportQueue) -> annals_service::Result<()> {
    /// let Reclaimed { waiting, failed } = exports.reclaim_expired(3).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Those of the database.
    async fn reclaim_expired(&self, most_attempts: u32) -> Result<Reclaimed>;
}
