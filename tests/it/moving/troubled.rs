//! A store with troubles, where a test wants them.

use std::{
    future,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use annals::prelude::*;
use sea_orm::DbErr;
use tokio::sync::Notify;
use uuid::Uuid;

type Outcome<T> = Result<T, Error>;

const NEVER: i64 = i64::MAX;
const HANGING: i64 = -1;
const HELD: i64 = -2;

/// Does what another store does, so many times.
pub(super) struct Troubled {
    store: Arc<dyn Replica>,
    calls_left: AtomicI64,
    /// Somebody waits for an answer that never comes, or is held back.
    pub(super) is_waiting: Notify,
    is_released: Notify,
}

impl Troubled {
    pub(super) fn over(store: Arc<dyn Replica>) -> Arc<Self> {
        let calls_left = AtomicI64::new(NEVER);
        let (is_waiting, is_released) = (Notify::new(), Notify::new());
        Arc::new(Self { store, calls_left, is_waiting, is_released })
    }

    pub(super) fn fail_after(&self, calls: i64) {
        self.calls_left.store(calls, Ordering::SeqCst);
    }

    pub(super) fn hang(&self) {
        self.calls_left.store(HANGING, Ordering::SeqCst);
    }

    /// Each call waits until all may go on.
    pub(super) fn hold(&self) {
        self.calls_left.store(HELD, Ordering::SeqCst);
    }

    /// Ends all troubles; calls that were held back go on.
    pub(super) fn recover(&self) {
        self.calls_left.store(NEVER, Ordering::SeqCst);
        self.is_released.notify_waiters();
    }

    async fn trouble(&self) -> Outcome<()> {
        match self.calls_left.load(Ordering::SeqCst) {
            NEVER => Ok(()),
            HANGING => {
                self.is_waiting.notify_one();
                future::pending().await
            }
            HELD => {
                self.is_waiting.notify_one();
                self.is_released.notified().await;
                Ok(())
            }
            0 => {
                let source = DbErr::Custom("there is trouble".into());
                Err(Error::Unavailable { source })
            }
            _ => {
                self.calls_left.fetch_sub(1, Ordering::SeqCst);
                Ok(())
            }
        }
    }
}

#[async_trait::async_trait]
impl EntryStore for Troubled {
    async fn store(&self, entry: StoredEntry) -> Outcome<StoredEntry> {
        self.trouble().await?;
        self.store.store(entry).await
    }

    async fn get(&self, id: Uuid) -> Outcome<Option<StoredEntry>> {
        self.trouble().await?;
        self.store.get(id).await
    }

    async fn get_all(&self) -> Outcome<Vec<StoredEntry>> {
        self.trouble().await?;
        self.store.get_all().await
    }

    async fn update(&self, entry: StoredEntry) -> Outcome<StoredEntry> {
        self.trouble().await?;
        self.store.update(entry).await
    }

    async fn delete(&self, id: Uuid) -> Outcome<()> {
        self.trouble().await?;
        self.store.delete(id).await
    }

    async fn count(&self) -> Outcome<u64> {
        self.trouble().await?;
        self.store.count().await
    }

    async fn statistics(&self) -> Outcome<EntryStatistics> {
        self.trouble().await?;
        self.store.statistics().await
    }
}

#[async_trait::async_trait]
impl Replica for Troubled {
    async fn get_many(&self, ids: Vec<Uuid>) -> Outcome<Vec<StoredEntry>> {
        self.trouble().await?;
        self.store.get_many(ids).await
    }

    async fn list_after(&self, after: Option<Uuid>, most: u32) -> Outcome<Vec<StoredEntry>> {
        self.trouble().await?;
        self.store.list_after(after, most).await
    }

    async fn add_missing(&self, entries: Vec<StoredEntry>) -> Outcome<Vec<Uuid>> {
        self.trouble().await?;
        self.store.add_missing(entries).await
    }

    async fn put(&self, entry: StoredEntry) -> Outcome<()> {
        self.trouble().await?;
        self.store.put(entry).await
    }

    async fn remove(&self, id: Uuid) -> Outcome<()> {
        self.trouble().await?;
        self.store.remove(id).await
    }
}
