//! Both stores at once, in stages that change while the service runs.

mod compare;
mod copy;
mod difference;
mod follow;
mod ledger;
mod locks;
mod operations;
mod reconcile;
mod stage;
mod switch;

use std::{
    collections::HashSet,
    num::NonZeroU32,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use tokio::sync::RwLock;
use uuid::Uuid;

pub use copy::Copied;
pub use difference::{Difference, DifferenceKind, Observed};
pub use ledger::MovingReport;
pub use reconcile::{Reconciled, Surplus};
pub use stage::Stage;

use super::Replica;
use ledger::Ledger;
use locks::Locks;
use stage::{Pair, Phase};

/// How often a read is compared with that of the other store, while there are two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparing {
    /// Never: writes are followed all the same.
    Off,
    /// Every so many reads one.
    Every(NonZeroU32),
    /// Each read.
    All,
}

/// A store over one in memory and one in Annals, which moves a service from the first to the second.
///
/// What is asked of it is answered by the store that its [`Stage`] says. While there are two, the leading
/// one decides each answer and each refusal; the following one is made to hold what the leading one
/// answered, and never makes a call fail. An id that it did not take is remembered, and reads are
/// compared: [`report`](Self::report) has it all, [`reconcile`](Self::reconcile) puts it right.
///
/// Writes of one entry go one after the other, reads of it do not wait. A read that seems to differ is
/// read again between two writes before it counts as a difference. No content is ever logged or
/// reported: ids and names of fields alone.
///
/// ```no_run
/// # use std::sync::Arc;
/// # use annals_service::prelude::*;
/// # async fn example(memory: Arc<MemoryStore>, annals: Arc<AnnalsStore>) -> annals_service::Result<()> {
/// let entries = DualStore::new(memory, annals);
/// entries.switch(Stage::MemoryLeads).await?;
/// entries.backfill(|so_far| println!("{} of {}", so_far.seen, so_far.total)).await?;
/// entries.reconcile(Surplus::Keep).await?;
/// entries.switch(Stage::AnnalsLeads).await?; // refused while a difference is open
/// # Ok(())
/// # }
/// ```
pub struct DualStore {
    memory: Arc<dyn Replica>,
    annals: Arc<dyn Replica>,
    /// Held for reading by each call, for writing by a switch: no call is in two stages.
    phase: RwLock<Phase>,
    locks: Locks,
    ledger: Ledger,
    comparing: Comparing,
    reads: AtomicU32,
    patience: Duration,
    /// One copies at a time.
    copying: tokio::sync::Mutex<()>,
    /// What a copy has added, or is adding, and has not looked at again.
    adding: Mutex<HashSet<Uuid>>,
    /// Where a backfill has come to, of which epoch.
    copied_to: Mutex<(u64, Option<Uuid>)>,
}

impl DualStore {
    /// Both stores, of which the one in memory is used alone, until [`switch`](Self::switch).
    #[must_use]
    pub fn new(memory: Arc<dyn Replica>, annals: Arc<dyn Replica>) -> Self {
        Self {
            memory,
            annals,
            phase: RwLock::new(Phase::at(Stage::MemoryOnly)),
            locks: Locks::default(),
            ledger: Ledger::default(),
            comparing: Comparing::All,
            reads: AtomicU32::new(0),
            patience: Duration::from_secs(5),
            copying: tokio::sync::Mutex::new(()),
            adding: Mutex::default(),
            copied_to: Mutex::new((0, None)),
        }
    }

    /// Begins in another stage, as after a restart of the service.
    #[must_use]
    pub fn at(self, stage: Stage) -> Self {
        Self { phase: RwLock::new(Phase::at(stage)), ..self }
    }

    /// Compares other reads than all.
    #[must_use]
    pub fn comparing(self, comparing: Comparing) -> Self {
        Self { comparing, ..self }
    }

    /// Waits for the following store so long and no longer than 5 seconds; then the call goes on, and
    /// what the following store was to do counts as failed.
    #[must_use]
    pub fn patience(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// Tells somebody of each difference that is found and each failure of the following store, beside
    /// the warnings of `tracing`. It is called in the middle of an operation: hand on, and do not wait.
    #[must_use]
    pub fn observed_by(self, observer: impl Fn(&Observed<'_>) + Send + Sync + 'static) -> Self {
        Self { ledger: self.ledger.observed_by(Box::new(observer)), ..self }
    }

    /// The stage that it is in.
    pub async fn stage(&self) -> Stage {
        self.phase.read().await.stage
    }

    /// How the two stores have agreed so far. The counts are of this `DualStore`'s whole life.
    pub async fn report(&self) -> MovingReport {
        let phase = self.phase.read().await;
        self.ledger.report(&phase)
    }

    /// The two stores by their parts. `None`: only one is used.
    fn pair(&self, stage: Stage) -> Option<Pair<'_>> {
        Pair::of(stage, &*self.memory, &*self.annals)
    }

    /// The store that answers.
    fn leader(&self, stage: Stage) -> &dyn Replica {
        if stage.is_led_by_annals() { &*self.annals } else { &*self.memory }
    }

    /// Whether the next read is one to compare.
    fn is_to_compare(&self) -> bool {
        match self.comparing {
            Comparing::Off => false,
            Comparing::All => true,
            Comparing::Every(number) => {
                self.reads.fetch_add(1, Ordering::Relaxed).is_multiple_of(number.get())
            }
        }
    }
}

impl std::fmt::Debug for DualStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DualStore").field("comparing", &self.comparing).finish_non_exhaustive()
    }
}
