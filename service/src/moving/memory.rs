//! The store in memory.

use std::{
    collections::BTreeMap,
    ops::Bound,
    sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard},
};

use async_trait::async_trait;
use uuid::Uuid;

use super::{ENTITY, EntryStatistics, EntryStore, Replica, StoredEntry};
use crate::error::{Error, Result};

/// Entries in memory, for any number of threads. They are gone when it is.
#[derive(Debug, Default)]
pub struct MemoryStore {
    entries: RwLock<BTreeMap<Uuid, StoredEntry>>,
}

impl MemoryStore {
    /// An empty store.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A store that holds entries, such as those of a dump.
    ///
    /// ```
    /// # use annals_service::prelude::*;
    /// # fn example(dump: &str) -> Result<(), Box<dyn std::error::Error>> {
    /// let entries = MemoryStore::holding(serde_json::from_str(dump)?)?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `Invalid` with every field at fault, named by position: `[3].content`; `AlreadyExists` when two
    /// have one id.
    pub fn holding(entries: Vec<StoredEntry>) -> Result<Self> {
        let number = entries.len();
        let entries: BTreeMap<_, _> = StoredEntry::accepted_all(entries)?
            .into_iter()
            .map(|entry| (entry.id, entry))
            .collect();
        if entries.len() < number {
            return Err(already_there());
        }
        Ok(Self { entries: RwLock::new(entries) })
    }

    fn read(&self) -> RwLockReadGuard<'_, BTreeMap<Uuid, StoredEntry>> {
        self.entries.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, BTreeMap<Uuid, StoredEntry>> {
        self.entries.write().unwrap_or_else(PoisonError::into_inner)
    }
}

/// As Annals says it.
fn already_there() -> Error {
    Error::AlreadyExists {
        entity: ENTITY.to_owned(),
        constraint: format!("pk_{ENTITY}"),
        fields: vec!["id".to_owned()],
    }
}

#[async_trait]
impl EntryStore for MemoryStore {
    async fn store(&self, entry: StoredEntry) -> Result<StoredEntry> {
        let entry = entry.accepted()?;
        let mut entries = self.write();
        if entries.contains_key(&entry.id) {
            return Err(already_there());
        }
        entries.insert(entry.id, entry.clone());
        Ok(entry)
    }

    async fn get(&self, id: Uuid) -> Result<Option<StoredEntry>> {
        Ok(self.read().get(&id).cloned())
    }

    async fn get_all(&self) -> Result<Vec<StoredEntry>> {
        let mut entries: Vec<_> = self.read().values().cloned().collect();
        entries.sort_by_key(|entry| std::cmp::Reverse((entry.created_at, entry.id)));
        Ok(entries)
    }

    async fn update(&self, entry: StoredEntry) -> Result<StoredEntry> {
        let entry = entry.accepted()?;
        let mut entries = self.write();
        let Some(present) = entries.get_mut(&entry.id) else {
            return Err(Error::NotFound { entity: ENTITY, id: entry.id });
        };
        if let Some(next) = present.revised(entry) {
            *present = next;
        }
        Ok(present.clone())
    }

    async fn delete(&self, id: Uuid) -> Result<()> {
        let gone = self.write().remove(&id);
        gone.map(drop).ok_or(Error::NotFound { entity: ENTITY, id })
    }

    async fn count(&self) -> Result<u64> {
        Ok(self.read().len() as u64)
    }

    async fn statistics(&self) -> Result<EntryStatistics> {
        Ok(EntryStatistics::of(self.read().values()))
    }
}

#[async_trait]
impl Replica for MemoryStore {
    async fn get_many(&self, ids: Vec<Uuid>) -> Result<Vec<StoredEntry>> {
        let entries = self.read();
        Ok(ids.iter().filter_map(|id| entries.get(id).cloned()).collect())
    }

    async fn list_after(&self, after: Option<Uuid>, most: u32) -> Result<Vec<StoredEntry>> {
        let from = after.map_or(Bound::Unbounded, Bound::Excluded);
        let entries = self.read();
        let next = entries.range((from, Bound::Unbounded)).take(most as usize);
        Ok(next.map(|(_, entry)| entry.clone()).collect())
    }

    async fn add_missing(&self, new: Vec<StoredEntry>) -> Result<Vec<Uuid>> {
        let new = StoredEntry::accepted_all(new)?;
        let mut entries = self.write();
        let mut added = Vec::new();
        for entry in new {
            let id = entry.id;
            entries.entry(id).or_insert_with(|| {
                added.push(id);
                entry
            });
        }
        Ok(added)
    }

    async fn put(&self, entry: StoredEntry) -> Result<()> {
        let entry = entry.accepted()?;
        self.write().insert(entry.id, entry);
        Ok(())
    }

    async fn remove(&self, id: Uuid) -> Result<()> {
        self.write().remove(&id);
        Ok(())
    }
}
