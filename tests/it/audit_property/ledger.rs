//! What the writers themselves know of their writes.

use std::collections::BTreeMap;

/// How a transaction ended, as its writer saw it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    /// All of it is there: so many tracked changes. `None`: nobody counted.
    Committed(Option<u64>),
    /// Nothing of it is there.
    Undone,
}

/// The transactions of a writer by request id, and how often each way to write was taken.
#[derive(Default)]
pub(super) struct Ledger {
    pub(super) endings: BTreeMap<String, Ending>,
    /// What was done in the transaction at hand.
    pub(super) steps: Vec<String>,
    /// What was done in each transaction.
    pub(super) stories: BTreeMap<String, Vec<String>>,
    /// Done, and refused.
    pub(super) tally: BTreeMap<String, (u64, u64)>,
    pub(super) operations: usize,
}

impl Ledger {
    pub(super) fn count(&mut self, way: &str, is_done: bool) {
        self.steps.push(if is_done { way.to_owned() } else { format!("{way}, refused") });
        let (done, refused) = self.tally.entry(way.to_owned()).or_default();
        if is_done {
            *done += 1;
        } else {
            *refused += 1;
        }
        self.operations += 1;
    }

    pub(super) fn end(&mut self, request_id: String, ending: Ending) {
        self.stories.insert(request_id.clone(), std::mem::take(&mut self.steps));
        self.endings.insert(request_id, ending);
    }

    pub(super) fn merge(&mut self, other: Self) {
        self.endings.extend(other.endings);
        self.stories.extend(other.stories);
        self.operations += other.operations;
        for (way, (done, refused)) in other.tally {
            let sum = self.tally.entry(way).or_default();
            *sum = (sum.0 + done, sum.1 + refused);
        }
    }
}
