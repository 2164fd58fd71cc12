//! The operations: answered by the leading store, followed or compared by the other.

use async_trait::async_trait;
use uuid::Uuid;

use super::{
    super::{EntryStatistics, EntryStore, StoredEntry},
    DualStore,
    follow::Unfollowed,
    ledger::Reason,
};
use crate::error::Result;

#[async_trait]
impl EntryStore for DualStore {
    async fn store(&self, entry: StoredEntry) -> Result<StoredEntry> {
        let phase = self.phase.read().await;
        let Some(pair) = self.pair(phase.stage) else {
            return self.leader(phase.stage).store(entry).await;
        };
        let _alone = self.locks.of(entry.id).await;
        let mut unfollowed = Unfollowed::new(&self.ledger, entry.id, Reason::Differs);
        let stored = unfollowed.answered(pair.leader.store(entry).await)?;
        self.follow(unfollowed, "store", pair.follower.put(stored.clone())).await;
        Ok(stored)
    }

    async fn get(&self, id: Uuid) -> Result<Option<StoredEntry>> {
        let phase = self.phase.read().await;
        let found = self.leader(phase.stage).get(id).await?;
        if let Some(pair) = self.pair(phase.stage)
            && self.is_to_compare()
        {
            self.compare_entry(&pair, phase.is_proven, id, found.as_ref()).await;
        }
        Ok(found)
    }

    async fn get_all(&self) -> Result<Vec<StoredEntry>> {
        let phase = self.phase.read().await;
        let found = self.leader(phase.stage).get_all().await?;
        if let Some(pair) = self.pair(phase.stage)
            && self.is_to_compare()
        {
            self.compare_entries(&pair, phase.is_proven, &found).await;
        }
        Ok(found)
    }

    async fn update(&self, entry: StoredEntry) -> Result<StoredEntry> {
        let phase = self.phase.read().await;
        let Some(pair) = self.pair(phase.stage) else {
            return self.leader(phase.stage).update(entry).await;
        };
        let _alone = self.locks.of(entry.id).await;
        let mut unfollowed = Unfollowed::new(&self.ledger, entry.id, Reason::Differs);
        let updated = unfollowed.answered(pair.leader.update(entry).await)?;
        self.follow(unfollowed, "update", pair.follower.put(updated.clone())).await;
        Ok(updated)
    }

    async fn delete(&self, id: Uuid) -> Result<()> {
        let phase = self.phase.read().await;
        let Some(pair) = self.pair(phase.stage) else {
            return self.leader(phase.stage).delete(id).await;
        };
        let _alone = self.locks.of(id).await;
        let mut unfollowed = Unfollowed::new(&self.ledger, id, Reason::Deleted);
        unfollowed.answered(pair.leader.delete(id).await)?;
        self.follow(unfollowed, "delete", pair.follower.remove(id)).await;
        Ok(())
    }

    async fn count(&self) -> Result<u64> {
        let phase = self.phase.read().await;
        let number = self.leader(phase.stage).count().await?;
        let Some(pair) = self.pair(phase.stage) else { return Ok(number) };
        if self.sums_are_to_compare(phase.is_proven)
            && let Some(other) = self.ask("count", None, pair.follower.count()).await
        {
            self.ledger.compared();
            drop(phase);
            if other != number {
                self.confirm_sums().await;
            }
        }
        Ok(number)
    }

    async fn statistics(&self) -> Result<EntryStatistics> {
        let phase = self.phase.read().await;
        let sums = self.leader(phase.stage).statistics().await?;
        let Some(pair) = self.pair(phase.stage) else { return Ok(sums) };
        if self.sums_are_to_compare(phase.is_proven)
            && let Some(other) = self.ask("statistics", None, pair.follower.statistics()).await
        {
            self.ledger.compared();
            drop(phase);
            if !sums.differing_fields(&other).is_empty() {
                self.confirm_sums().await;
            }
        }
        Ok(sums)
    }
}
