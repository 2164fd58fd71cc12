//! What is known of the differences: counted by kind, and by entry until it is put right.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use uuid::Uuid;

use super::{
    difference::{Difference, DifferenceKind, Observed},
    stage::{Phase, Stage},
};
use crate::error::Error;

/// Entries that are remembered one by one; beyond them only how many.
const MOST_OPEN: usize = 10_000;
/// Of these, how many a report names.
const MOST_NAMED: usize = 100;

/// How two stores have agreed. It holds no content: ids, kinds and counts.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct MovingReport {
    /// The stage.
    pub stage: Stage,
    /// Whether all entries were compared, by [`reconcile`](super::DualStore::reconcile), since there are
    /// two stores.
    pub is_proven: bool,
    /// Reads that were compared.
    pub compared: u64,
    /// Differences that were found, by kind.
    pub differences: Vec<(DifferenceKind, u64)>,
    /// How often the following store did not do what it was to do.
    pub follower_failures: u64,
    /// Entries, and sums, that are known to differ, or that the following store did not take.
    pub open: u64,
    /// The first hundred of these entries.
    pub open_ids: Vec<Uuid>,
}

/// Why an entry is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reason {
    /// It is known, or likely, to differ.
    Differs,
    /// The leading store has deleted it, and the following one may not have.
    Deleted,
}

type Observer = Box<dyn Fn(&Observed<'_>) + Send + Sync>;

#[derive(Default)]
pub(super) struct Ledger {
    state: Mutex<State>,
    observer: Option<Observer>,
}

#[derive(Default)]
struct State {
    compared: u64,
    found: BTreeMap<DifferenceKind, u64>,
    failures: u64,
    open: BTreeMap<Uuid, Reason>,
    beyond: u64,
    sums_differ: bool,
}

impl Ledger {
    pub(super) fn observed_by(self, observer: Observer) -> Self {
        Self { observer: Some(observer), ..self }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn compared(&self) {
        self.state().compared += 1;
    }

    /// Remembers a difference and tells of it, unless it is known.
    pub(super) fn found(&self, difference: &Difference) {
        let is_new = match difference.id {
            Some(id) => self.state().open(id, Reason::Differs),
            None => !std::mem::replace(&mut self.state().sums_differ, true),
        };
        if !is_new {
            return;
        }
        *self.state().found.entry(difference.kind).or_default() += 1;
        tracing::warn!(
            kind = ?difference.kind,
            id = difference.id.map(tracing::field::display),
            fields = ?difference.fields,
            "the two stores differ"
        );
        self.tell(&Observed::Difference(difference));
    }

    /// The kind of the error is logged, not its text, which an application's own store may fill with
    /// anything.
    pub(super) fn failed(&self, operation: &'static str, id: Option<Uuid>, error: Option<&Error>) {
        self.state().failures += 1;
        let kind = error.map_or("no answer in time", kind_of);
        tracing::warn!(
            operation,
            id = id.map(tracing::field::display),
            kind,
            "the following store failed"
        );
        self.tell(&Observed::FollowerFailed { operation, id, error });
    }

    fn tell(&self, observed: &Observed<'_>) {
        if let Some(observer) = &self.observer {
            observer(observed);
        }
    }

    pub(super) fn open(&self, id: Uuid, reason: Reason) {
        self.state().open(id, reason);
    }

    pub(super) fn close(&self, id: Uuid) {
        self.state().open.remove(&id);
    }

    pub(super) fn reason(&self, id: Uuid) -> Option<Reason> {
        self.state().open.get(&id).copied()
    }

    pub(super) fn open_ids(&self) -> Vec<Uuid> {
        self.state().open.keys().copied().collect()
    }

    /// How many entries are open beyond those remembered.
    pub(super) fn beyond(&self) -> u64 {
        self.state().beyond
    }

    pub(super) fn number_open(&self) -> u64 {
        let state = self.state();
        state.open.len() as u64 + state.beyond + u64::from(state.sums_differ)
    }

    /// All entries were compared since so many were open beyond those remembered, and the sums agree.
    pub(super) fn agreed(&self, beyond: u64) {
        let mut state = self.state();
        state.beyond = state.beyond.saturating_sub(beyond);
        state.sums_differ = false;
    }

    /// Nothing is to be put right where there is one store.
    pub(super) fn forget_open(&self) {
        let mut state = self.state();
        state.open.clear();
        (state.beyond, state.sums_differ) = (0, false);
    }

    pub(super) fn report(&self, phase: &Phase) -> MovingReport {
        let open = self.number_open();
        let state = self.state();
        MovingReport {
            stage: phase.stage,
            is_proven: phase.is_proven,
            compared: state.compared,
            differences: state.found.iter().map(|(kind, number)| (*kind, *number)).collect(),
            follower_failures: state.failures,
            open,
            open_ids: state.open.keys().copied().take(MOST_NAMED).collect(),
        }
    }
}

impl State {
    /// Tells whether it was not open.
    fn open(&mut self, id: Uuid, reason: Reason) -> bool {
        if let Some(known) = self.open.get_mut(&id) {
            *known = reason;
            return false;
        }
        if self.open.len() < MOST_OPEN {
            self.open.insert(id, reason);
        } else {
            self.beyond += 1;
        }
        true
    }
}

const fn kind_of(error: &Error) -> &'static str {
    match error {
        Error::NotFound { .. } => "not found",
        Error::AlreadyExists { .. } => "already exists",
        Error::Invalid { .. } => "invalid",
        Error::Forbidden { .. } => "forbidden",
        Error::Conflict { .. } => "conflict",
        Error::Timeout { .. } => "timeout",
        Error::Unavailable { .. } => "unavailable",
        _ => "other",
    }
}
