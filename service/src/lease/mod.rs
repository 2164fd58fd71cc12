//! Work that rows wait for: of any number of workers exactly one has a row, and for a time only.
//!
//! A row waits (`pending`) until a worker claims it for the length of a lease. The worker completes it,
//! or says that it failed; a worker that needs longer extends its claim. The row of a worker that
//! was never heard of again waits anew, once its lease has run out and somebody has looked for such rows.
//!
//! ```no_run
//! use annals_service::prelude::*;
//!
//! # fn analyse(entry: &Entry) -> Result<NewAnalysis, std::io::Error> {
//! #     Ok(NewAnalysis::of(entry, "words", serde_json::json!(entry.word_count).into()))
//! # }
//! # async fn work(db: Database, context: Context) -> annals_service::Result<()> {
//! let journal = db.scope(&context).journal();
//! journal.reclaim_expired(3).await?;
//! for Claimed { claim, row: entry } in journal.claim_next(ClaimRequest::by("worker-1")).await? {
//!     match analyse(&entry) {
//!         Err(error) => drop(journal.fail(claim, FailedAttempt::because(error.to_string())).await?),
//!         // What was found, and that it was found: both or neither.
//!         Ok(found) => {
//!             db.transaction(&context, |tx| {
//!                 let (found, claim) = (found.clone(), claim.clone());
//!                 Box::pin(async move {
//!                     tx.journal().record_analysis(found).await?;
//!                     tx.journal().complete(claim).await
//!                 })
//!             })
//!             .await?;
//!         }
//!     }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! - [`ClaimRequest`], [`Claim`], [`Claimed`]: asking for work, and having it
//! - [`FailedAttempt`], [`Reclaimed`]: what becomes of work that was not done
//!
//! A claim is known by its row, its worker and the number of its attempt, which only ever grows. So what
//! another worker has claimed meanwhile can't be completed by the one before: `ClaimLost`.

mod queue;
mod work;

use std::time::Duration;

use chrono::{DateTime, Utc};
use uuid::Uuid;

pub(crate) use queue::Queue;
pub(crate) use work::{claim, extend, fail, finish, reclaim};

use crate::{error::Result, rules::Rules};

/// How much work a worker asks for, and for how long.
///
/// ```
/// use std::time::Duration;
/// use annals_service::prelude::*;
///
/// let request = ClaimRequest::by("worker-1").lasting(Duration::from_mins(1)).up_to(20);
/// # assert_eq!(request.most, 20);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimRequest {
    /// Who asks, in the application's own words: 1 to 100 characters, unlike all other workers.
    pub worker: String,
    /// How long the claim holds: a second to a day; by default five minutes.
    pub lease: Duration,
    /// How many rows at most: 1 to 1,000; by default one.
    pub most: u64,
}

impl ClaimRequest {
    /// One row for five minutes.
    #[must_use]
    pub fn by(worker: impl Into<String>) -> Self {
        Self { worker: worker.into(), lease: Duration::from_mins(5), most: 1 }
    }

    /// For a time of one's own.
    #[must_use]
    pub fn lasting(self, lease: Duration) -> Self {
        Self { lease, ..self }
    }

    /// At most so many rows.
    #[must_use]
    pub fn up_to(self, most: u64) -> Self {
        Self { most, ..self }
    }

    fn check(&self) -> Result<()> {
        let mut rules = Rules::default();
        rules.required("worker", &self.worker, 100);
        check_lease(&mut rules, self.lease);
        if !(1..=1_000).contains(&self.most) {
            rules.fault("most", format!("is {}: 1 to 1000 rows are claimed at once", self.most));
        }
        rules.finish()
    }
}

fn check_lease(rules: &mut Rules, lease: Duration) {
    if !(Duration::from_secs(1)..=Duration::from_hours(24)).contains(&lease) {
        rules.fault("lease", format!("is {lease:?}: a claim holds for a second to a day"));
    }
}

/// A row that a worker has, until its lease runs out: what it completes the work by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The row.
    pub id: Uuid,
    /// Who has it.
    pub worker: String,
    /// How often the row was claimed, this time included.
    pub attempt: i32,
    /// When the lease runs out, by the clock of the database.
    pub until: DateTime<Utc>,
}

/// A row with the claim on it.
#[derive(Clone, Debug, PartialEq)]
pub struct Claimed<R> {
    /// By which the work is completed.
    pub claim: Claim,
    /// The row as it was claimed.
    pub row: R,
}

/// Why an attempt failed, and whether there is to be another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailedAttempt {
    /// Why: 1 to 10,000 characters, kept in `error_message` until the work is completed.
    pub reason: String,
    /// The row waits again while it was claimed less often than this; by default three times.
    pub most_attempts: u32,
}

impl FailedAttempt {
    /// One of three attempts.
    #[must_use]
    pub fn because(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), most_attempts: 3 }
    }

    /// One of so many attempts.
    #[must_use]
    pub fn of(self, most_attempts: u32) -> Self {
        Self { most_attempts, ..self }
    }

    /// The last one, for what no attempt can mend.
    #[must_use]
    pub fn for_good(self) -> Self {
        self.of(0)
    }

    fn check(&self) -> Result<()> {
        let mut rules = Rules::default();
        rules.required("reason", &self.reason, 10_000);
        rules.finish()
    }
}

/// What became of rows whose leases had run out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reclaimed {
    /// Rows that wait again.
    pub waiting: u64,
    /// Rows that were claimed often enough, and failed.
    pub failed: u64,
}
