//! Making the two stores equal, and proving that they are.

use std::collections::HashSet;

use uuid::Uuid;

use super::{DualStore, copy::Copied, difference::Difference, ledger::Reason, stage::Pair};
use crate::error::Result;

/// Entries of the following store that are looked at once.
const CHUNK: u32 = 500;

/// What becomes of an entry that the following store has and the leading one does not, though it was not
/// deleted while there were two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Surplus {
    /// It stays, and is an open difference.
    Keep,
    /// It is removed from the following store: from Annals softly, from memory for good.
    Remove,
}

/// What [`DualStore::reconcile`] found and did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reconciled {
    /// Entries that were compared, of both stores.
    pub compared: u64,
    /// Those that the following store lacked or had otherwise, and has now.
    pub copied: u64,
    /// Those that were removed from the following store.
    pub removed: u64,
    /// Those that only the following store has, and that were kept.
    pub kept: u64,
}

/// What was done about an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Settled {
    Equal,
    Copied,
    Removed,
    Kept,
}

impl DualStore {
    /// Compares all entries of both stores, some hundred at a time, and makes the following one equal:
    /// it is given what it lacks and what differs, and loses what was deleted. Writes and reads go on
    /// meanwhile; at the end, for as long as the statistics of both take, calls wait. Called again, it
    /// finds nothing to do.
    ///
    /// What only the following store has, and nobody is known to have deleted, is kept unless it is said
    /// to be [surplus to remove](Surplus::Remove).
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(entries: &DualStore) -> annals_service::Result<()> {
    /// let done = entries.reconcile(Surplus::Keep).await?;
    /// println!("{} compared, {} copied, {} removed", done.compared, done.copied, done.removed);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`backfill`](Self::backfill).
    pub async fn reconcile(&self, surplus: Surplus) -> Result<Reconciled> {
        let _alone = self.copying.lock().await;
        let (epoch, beyond) = (self.epoch().await, self.ledger.beyond());
        let mut done = Reconciled::default();
        self.reconcile_leading(epoch, &mut done).await?;
        self.reconcile_following(epoch, surplus, &mut done).await?;
        for id in self.ledger.open_ids() {
            let phase = self.phase.read().await;
            let pair = self.pair_of(phase.epoch, phase.stage, epoch)?;
            let settled = self.settle(&pair, id, surplus).await?;
            if settled != Settled::Kept {
                done.count(settled); // what is kept was counted where it was found
            }
        }
        self.prove(epoch, beyond).await?;
        Ok(done)
    }

    async fn reconcile_leading(&self, epoch: u64, done: &mut Reconciled) -> Result<()> {
        let (mut after, mut copied) = (None, Copied::default());
        while let Some(last) = self.copy_next(epoch, after, &mut copied).await? {
            after = Some(last);
        }
        done.compared += copied.seen;
        done.copied += copied.copied;
        Ok(())
    }

    async fn reconcile_following(
        &self,
        epoch: u64,
        surplus: Surplus,
        done: &mut Reconciled,
    ) -> Result<()> {
        let mut after = None;
        loop {
            let phase = self.phase.read().await;
            let pair = self.pair_of(phase.epoch, phase.stage, epoch)?;
            let chunk = pair.follower.list_after(after, CHUNK).await?;
            let ids: Vec<Uuid> = chunk.iter().map(|entry| entry.id).collect();
            let Some(last) = ids.last() else { return Ok(()) };
            after = Some(*last);
            let leading = pair.leader.get_many(ids.clone()).await?;
            let leading: HashSet<Uuid> = leading.iter().map(|entry| entry.id).collect();
            for id in ids.into_iter().filter(|id| !leading.contains(id)) {
                done.compared += 1;
                done.count(self.settle(&pair, id, surplus).await?);
            }
        }
    }

    /// Makes an entry equal, between two writes of it.
    pub(super) async fn settle(
        &self,
        pair: &Pair<'_>,
        id: Uuid,
        surplus: Surplus,
    ) -> Result<Settled> {
        let _alone = self.locks.of(id).await;
        let (leading, followed) = (pair.leader.get(id).await?, pair.follower.get(id).await?);
        let found = Difference::between(id, leading.as_ref(), followed.as_ref(), pair.following);
        let settled = match (found, leading) {
            (None, _) => Settled::Equal,
            (Some(_), Some(leading)) => {
                pair.follower.put(leading).await?;
                Settled::Copied
            }
            (Some(difference), None) => {
                let is_deleted = self.ledger.reason(id) == Some(Reason::Deleted);
                if surplus == Surplus::Keep && !is_deleted {
                    self.ledger.found(&difference);
                    return Ok(Settled::Kept);
                }
                pair.follower.remove(id).await?;
                Settled::Removed
            }
        };
        self.ledger.close(id);
        Ok(settled)
    }

    /// While no call is under way: what is left to differ is in the sums, or nothing is.
    async fn prove(&self, epoch: u64, beyond: u64) -> Result<()> {
        let mut phase = self.phase.write().await;
        let pair = self.pair_of(phase.epoch, phase.stage, epoch)?;
        if self.ledger.open_ids().is_empty() {
            let leading = pair.leader.statistics().await?;
            let followed = pair.follower.statistics().await?;
            if let Some(difference) = Difference::of_sums(leading.differing_fields(&followed)) {
                self.ledger.found(&difference);
                return Ok(());
            }
            self.ledger.agreed(beyond);
        }
        phase.is_proven = true;
        Ok(())
    }
}

impl Reconciled {
    fn count(&mut self, settled: Settled) {
        match settled {
            Settled::Equal => {}
            Settled::Copied => self.copied += 1,
            Settled::Removed => self.removed += 1,
            Settled::Kept => self.kept += 1,
        }
    }
}
