//! Comparing what both stores read. A write may come between the two reads: so what seems to differ is
//! read again while no write of it can be under way.

use std::collections::HashMap;

use uuid::Uuid;

use super::{super::StoredEntry, DualStore, difference::Difference, stage::Pair};

/// Entries of one list that are read again: a list that differs in all of them must not take minutes.
const MOST_READ_AGAIN: usize = 100;

impl DualStore {
    /// Compares an entry as the leading store has it.
    pub(super) async fn compare_entry(
        &self,
        pair: &Pair<'_>,
        is_proven: bool,
        id: Uuid,
        leading: Option<&StoredEntry>,
    ) {
        if self.ledger.reason(id).is_some() {
            return; // it is known
        }
        let Some(followed) = self.ask("get", Some(id), pair.follower.get(id)).await else { return };
        self.ledger.compared();
        if Difference::between(id, leading, followed.as_ref(), pair.following).is_some() {
            self.confirm(pair, is_proven, id).await;
        }
    }

    /// Compares all entries as the leading store has them.
    pub(super) async fn compare_entries(
        &self,
        pair: &Pair<'_>,
        is_proven: bool,
        leading: &[StoredEntry],
    ) {
        let Some(followed) = self.ask("get_all", None, pair.follower.get_all()).await else {
            return;
        };
        self.ledger.compared();
        let mut others: HashMap<Uuid, &StoredEntry> =
            followed.iter().map(|entry| (entry.id, entry)).collect();
        let mut suspects: Vec<Uuid> = leading
            .iter()
            .filter(|entry| {
                let other = others.remove(&entry.id);
                (is_proven || other.is_some())
                    && Difference::between(entry.id, Some(entry), other, pair.following).is_some()
            })
            .map(|entry| entry.id)
            .collect();
        suspects.extend(others.into_keys());
        suspects.retain(|id| self.ledger.reason(*id).is_none());
        for id in suspects.into_iter().take(MOST_READ_AGAIN) {
            self.confirm(pair, is_proven, id).await;
        }
    }

    /// Reads an entry again, between two writes.
    ///
    /// Before all entries were compared, what the following store lacks was not copied yet.
    async fn confirm(&self, pair: &Pair<'_>, is_proven: bool, id: Uuid) {
        let _alone = self.locks.of(id).await;
        let Ok(leading) = pair.leader.get(id).await else { return };
        let Some(followed) = self.ask("get", Some(id), pair.follower.get(id)).await else { return };
        if (!is_proven && followed.is_none()) || self.is_being_added(id) {
            return;
        }
        let found = Difference::between(id, leading.as_ref(), followed.as_ref(), pair.following);
        if let Some(difference) = found {
            self.ledger.found(&difference);
        }
    }

    /// Sums differ anyway while entries are known to, or were not copied yet.
    pub(super) fn sums_are_to_compare(&self, is_proven: bool) -> bool {
        is_proven && self.ledger.number_open() == 0 && self.is_to_compare()
    }

    /// Compares the sums again, while no call is under way.
    pub(super) async fn confirm_sums(&self) {
        let phase = self.phase.write().await;
        let Some(pair) = self.pair(phase.stage) else { return };
        if !phase.is_proven || self.ledger.number_open() > 0 {
            return;
        }
        let Ok(leading) = pair.leader.statistics().await else { return };
        let followed = pair.follower.statistics();
        let Some(followed) = self.ask("statistics", None, followed).await else { return };
        if let Some(difference) = Difference::of_sums(leading.differing_fields(&followed)) {
            self.ledger.found(&difference);
        }
    }
}
