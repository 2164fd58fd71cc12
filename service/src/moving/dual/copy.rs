//! Copying what the following store lacks, while writes go on.

use std::{
    collections::{HashMap, HashSet},
    sync::{Mutex, PoisonError},
};

use uuid::Uuid;

use super::{super::StoredEntry, DualStore, Surplus, reconcile::Settled, stage::Pair};
use crate::error::{Error, Result};

/// Entries that are read, compared and written at once.
const CHUNK: u32 = 500;

/// How far a copy has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Copied {
    /// Entries of the leading store that were looked at.
    pub seen: u64,
    /// Of these, those that the following store lacked or had otherwise, and has now.
    pub copied: u64,
    /// How many the leading store had at the beginning.
    pub total: u64,
}

impl DualStore {
    /// Copies what the leading store holds into the following one: all that the latter lacks, some
    /// hundred in one statement, and what it has otherwise. Writes and reads go on meanwhile. Tells how
    /// far it has come after each statement.
    ///
    /// After an error, call it again: it goes on from where it was, in the same stage. What is there
    /// already is left alone. In Annals each entry is audited as an insert.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(entries: &DualStore) -> annals_service::Result<()> {
    /// let done = entries.backfill(|so_far| println!("{} of {}", so_far.seen, so_far.total)).await?;
    /// println!("{} copied", done.copied);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `Invalid` of the field `stage` when there are not two stores, or the stage changes meanwhile;
    /// those of the stores.
    pub async fn backfill(&self, mut progress: impl FnMut(Copied) + Send) -> Result<Copied> {
        let _alone = self.copying.lock().await;
        let epoch = self.epoch().await;
        let mut done = Copied { total: self.number_leading(epoch).await?, ..Copied::default() };
        let mut after = self.resume_at(epoch);
        while let Some(last) = self.copy_next(epoch, after, &mut done).await? {
            after = Some(last);
            self.remember_place(epoch, after);
            progress(done);
        }
        self.remember_place(epoch, None);
        Ok(done)
    }

    /// Copies a chunk. Returns its last id; `None`: there was none.
    pub(super) async fn copy_next(
        &self,
        epoch: u64,
        after: Option<Uuid>,
        done: &mut Copied,
    ) -> Result<Option<Uuid>> {
        let phase = self.phase.read().await;
        let pair = self.pair_of(phase.epoch, phase.stage, epoch)?;
        let chunk = pair.leader.list_after(after, CHUNK).await?;
        let Some(last) = chunk.last().map(|entry| entry.id) else { return Ok(None) };
        done.seen += chunk.len() as u64;
        done.copied += self.copy_chunk(&pair, chunk).await?;
        Ok(Some(last))
    }

    /// What is missing goes in at once, without a lock. So an entry that was changed or deleted since it
    /// was read is settled by itself: whoever changes it later writes to both stores after this.
    async fn copy_chunk(&self, pair: &Pair<'_>, chunk: Vec<StoredEntry>) -> Result<u64> {
        let followed = pair.follower.get_many(ids(&chunk)).await?;
        let followed: HashMap<Uuid, &StoredEntry> =
            followed.iter().map(|entry| (entry.id, entry)).collect();
        let (missing, present): (Vec<_>, Vec<_>) =
            chunk.into_iter().partition(|entry| !followed.contains_key(&entry.id));
        let differing = present.iter().filter(|entry| {
            followed.get(&entry.id).is_none_or(|it| !entry.differing_fields(it).is_empty())
        });
        let mut suspects: Vec<_> = differing.map(|entry| (entry.id, Surplus::Keep)).collect();
        let _unsettled = self.adding(&missing);
        let mut copied = self.add(pair, missing, &mut suspects).await?;
        for (id, surplus) in suspects {
            copied += u64::from(self.settle(pair, id, surplus).await? == Settled::Copied);
        }
        Ok(copied)
    }

    /// Returns how many went in and need no second look. What went in and was deleted meanwhile is to be
    /// removed: who deleted it could not see it yet in the following store.
    async fn add(
        &self,
        pair: &Pair<'_>,
        missing: Vec<StoredEntry>,
        suspects: &mut Vec<(Uuid, Surplus)>,
    ) -> Result<u64> {
        if missing.is_empty() {
            return Ok(0);
        }
        let added: HashSet<Uuid> =
            pair.follower.add_missing(missing.clone()).await?.into_iter().collect();
        let now = pair.leader.get_many(ids(&missing)).await?;
        let now: HashMap<Uuid, &StoredEntry> = now.iter().map(|entry| (entry.id, entry)).collect();
        let mut settled = 0;
        for entry in &missing {
            match (added.contains(&entry.id), now.get(&entry.id) == Some(&entry)) {
                (true, true) => settled += 1,
                (true, false) => suspects.push((entry.id, Surplus::Remove)),
                (false, _) => suspects.push((entry.id, Surplus::Keep)),
            }
        }
        Ok(settled)
    }

    /// Whether an entry may be there too early or too long for a moment, since it is being copied.
    pub(super) fn is_being_added(&self, id: Uuid) -> bool {
        self.adding.lock().unwrap_or_else(PoisonError::into_inner).contains(&id)
    }

    fn adding(&self, entries: &[StoredEntry]) -> Adding<'_> {
        let mut adding = self.adding.lock().unwrap_or_else(PoisonError::into_inner);
        adding.extend(entries.iter().map(|entry| entry.id));
        Adding(&self.adding)
    }

    pub(super) async fn epoch(&self) -> u64 {
        self.phase.read().await.epoch
    }

    /// The pair of an epoch, which is over where the stage has changed.
    pub(super) fn pair_of(
        &self,
        present: u64,
        stage: super::Stage,
        epoch: u64,
    ) -> Result<Pair<'_>> {
        let pair = self.pair(stage).ok_or_else(|| {
            let rule = format!("is \"{stage}\": there is one store. Switch to a stage of two");
            Error::invalid("stage", rule)
        })?;
        if present == epoch {
            return Ok(pair);
        }
        Err(Error::invalid("stage", format!("has become \"{stage}\" meanwhile: begin anew")))
    }

    async fn number_leading(&self, epoch: u64) -> Result<u64> {
        let phase = self.phase.read().await;
        self.pair_of(phase.epoch, phase.stage, epoch)?.leader.count().await
    }

    fn resume_at(&self, epoch: u64) -> Option<Uuid> {
        let (of, place) = *self.copied_to.lock().unwrap_or_else(PoisonError::into_inner);
        place.filter(|_| of == epoch)
    }

    fn remember_place(&self, epoch: u64, place: Option<Uuid>) {
        *self.copied_to.lock().unwrap_or_else(PoisonError::into_inner) = (epoch, place);
    }
}

/// The entries that the one copy under way adds, until each was looked at again.
struct Adding<'a>(&'a Mutex<HashSet<Uuid>>);

impl Drop for Adding<'_> {
    fn drop(&mut self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

fn ids(entries: &[StoredEntry]) -> Vec<Uuid> {
    entries.iter().map(|entry| entry.id).collect()
}
