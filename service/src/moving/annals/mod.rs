//! The store in Annals: a user's entries that have a content, in the journal of an account.
//!
//! | of a record | in Annals |
//! |---|---|
//! | `id`, `content`, `metadata`, `processing_status`, `created_at`, `updated_at` | the columns of the entry |
//! | `timestamp`, and of `processing_result` all but the sentiment | `raw_data`, under these names |
//! | `sentiment_result` | an analysis of the kind `sentiment_analysis` |

mod bulk;
mod read;
mod statistics;
mod write;

use async_trait::async_trait;
use uuid::Uuid;

use super::{ENTITY, EntryStatistics, EntryStore, Replica, StoredEntry};
use crate::{
    context::Context,
    database::Database,
    error::{Error, Result},
};

/// The kind of the analysis that a sentiment is kept as.
const SENTIMENT: &str = "sentiment_analysis";

/// The entries of one user in Annals. A read is one statement, a write one transaction, audited with the
/// context.
///
/// What else the journal keeps of an entry (title, tags, other fields of `raw_data`, other analyses)
/// stays as it is.
#[derive(Clone, Debug)]
pub struct AnnalsStore {
    database: Database,
    context: Context,
    user_id: Uuid,
}

impl AnnalsStore {
    /// The entries of a user of the context's account.
    #[must_use]
    pub fn new(database: Database, context: Context, user_id: Uuid) -> Self {
        Self { database, context, user_id }
    }

    /// The entry of an id that was deleted comes back as this one.
    async fn revive(&self, entry: &StoredEntry) -> Result<bool> {
        let user = self.user_id;
        let work = self.database.transaction(&self.context, |tx| {
            Box::pin(async move { write::revive(tx, user, entry).await })
        });
        work.await
    }
}

#[async_trait]
impl EntryStore for AnnalsStore {
    async fn store(&self, entry: StoredEntry) -> Result<StoredEntry> {
        let (user, entry) = (self.user_id, &entry.accepted()?);
        let stored = self.database.transaction(&self.context, |tx| {
            Box::pin(async move { write::insert(tx, user, entry).await })
        });
        match stored.await {
            Ok(()) => Ok(entry.clone()),
            Err(error @ Error::AlreadyExists { .. }) => {
                if self.revive(entry).await? {
                    Ok(entry.clone())
                } else {
                    Err(error)
                }
            }
            Err(error) => Err(error),
        }
    }

    async fn get(&self, id: Uuid) -> Result<Option<StoredEntry>> {
        read::one(&self.database.read(&self.context), self.user_id, id).await
    }

    async fn get_all(&self) -> Result<Vec<StoredEntry>> {
        read::all(&self.database.read(&self.context), self.user_id).await
    }

    async fn update(&self, entry: StoredEntry) -> Result<StoredEntry> {
        let (user, entry) = (self.user_id, &entry.accepted()?);
        let updated = self.database.transaction(&self.context, |tx| {
            Box::pin(async move { write::update(tx, user, entry).await })
        });
        updated.await
    }

    async fn delete(&self, id: Uuid) -> Result<()> {
        if self.delete_present(id).await? {
            return Ok(());
        }
        Err(Error::NotFound { entity: ENTITY, id })
    }

    async fn count(&self) -> Result<u64> {
        read::count(&self.database.read(&self.context), self.user_id).await
    }

    async fn statistics(&self) -> Result<EntryStatistics> {
        statistics::of(&self.database.read(&self.context), self.user_id).await
    }
}

impl AnnalsStore {
    async fn put_once(&self, entry: &StoredEntry) -> Result<()> {
        let user = self.user_id;
        let put = self.database.transaction(&self.context, |tx| {
            Box::pin(async move { write::put(tx, user, entry).await })
        });
        put.await
    }

    /// Tells whether it was there.
    async fn delete_present(&self, id: Uuid) -> Result<bool> {
        let user = self.user_id;
        let deleted = self.database.transaction(&self.context, |tx| {
            Box::pin(async move { write::delete(tx, user, id).await })
        });
        deleted.await
    }
}

#[async_trait]
impl Replica for AnnalsStore {
    async fn get_many(&self, ids: Vec<Uuid>) -> Result<Vec<StoredEntry>> {
        read::many(&self.database.read(&self.context), self.user_id, &ids).await
    }

    async fn list_after(&self, after: Option<Uuid>, most: u32) -> Result<Vec<StoredEntry>> {
        read::after(&self.database.read(&self.context), self.user_id, after, most).await
    }

    async fn add_missing(&self, entries: Vec<StoredEntry>) -> Result<Vec<Uuid>> {
        let (user, entries) = (self.user_id, &StoredEntry::accepted_all(entries)?);
        let added = self.database.transaction(&self.context, |tx| {
            Box::pin(async move { bulk::add_missing(tx, user, entries).await })
        });
        added.await
    }

    async fn put(&self, entry: StoredEntry) -> Result<()> {
        let entry = &entry.accepted()?;
        match self.put_once(entry).await {
            // Somebody else's insert of it was under way, and not to be seen: a copy's, of many.
            Err(Error::AlreadyExists { .. }) => self.put_once(entry).await,
            done => done,
        }
    }

    async fn remove(&self, id: Uuid) -> Result<()> {
        self.delete_present(id).await.map(drop)
    }
}
