//! What a read does: notes a record, and never waits.

use std::{
    fmt,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use annals_entity::values::ReadKind;
use chrono::{DateTime, FixedOffset, Utc};
use sea_orm::DatabaseConnection;
use tokio::{
    sync::{mpsc, watch},
    task::JoinHandle,
    time::Instant,
};
use uuid::Uuid;

use super::{
    ReadCounts,
    lost::Lost,
    watched::{Watched, is_read},
    writer,
};
use crate::context::Context;

/// A read, on its way to the log.
#[derive(Clone, Debug)]
pub(super) struct Read {
    pub(super) account_id: Uuid,
    pub(super) at: DateTime<FixedOffset>,
    pub(super) actor_id: Option<Uuid>,
    pub(super) operation: Option<String>,
    pub(super) request_id: Option<String>,
    /// Its place among the recorded tables. `None`: of none, for dropped records.
    pub(super) table: Option<usize>,
    pub(super) kind: ReadKind,
    pub(super) row_id: Option<Uuid>,
    pub(super) row_count: i64,
}

/// The recording of one pool's reads.
pub(crate) struct Recorder {
    tables: Arc<Vec<Watched>>,
    sender: mpsc::Sender<Read>,
    shared: Arc<Shared>,
    closing: watch::Sender<Option<Instant>>,
    worker: Mutex<Option<JoinHandle<()>>>,
}

/// How long the last writing may take, once the pool is to be closed.
const PATIENCE: Duration = Duration::from_secs(5);

impl fmt::Debug for Recorder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recorder").field("tables", &self.tables).finish_non_exhaustive()
    }
}

/// What the reads and the background task both count.
pub(super) struct Shared {
    pub(super) lost: Lost,
    pub(super) written: AtomicU64,
    pub(super) dropped: AtomicU64,
}

impl Shared {
    /// Notes that a record is not written.
    pub(super) fn drop_of(&self, account: Uuid, count: u64) {
        self.dropped.fetch_add(count, Ordering::Relaxed);
        self.lost.add(account, count);
    }
}

impl Recorder {
    pub(super) fn start(pool: DatabaseConnection, tables: Vec<String>, capacity: usize) -> Self {
        let tables = Arc::new(tables.into_iter().map(Watched::new).collect::<Vec<_>>());
        let (sender, receiver) = mpsc::channel(capacity);
        let (closing, closes) = watch::channel(None);
        let shared = Arc::new(Shared {
            lost: Lost::new(capacity),
            written: AtomicU64::default(),
            dropped: AtomicU64::default(),
        });
        let writer =
            writer::Writer { pool, tables: tables.clone(), shared: shared.clone(), closes };
        let worker = Mutex::new(Some(tokio::spawn(writer.run(receiver, capacity))));
        Self { tables, sender, shared, closing, worker }
    }

    /// Notes a read: a record for each recorded table that the statement reads.
    pub(crate) fn note(&self, context: &Context, sql: &str, by_id: Option<Uuid>, rows: usize) {
        if !is_read(sql) {
            return;
        }
        for (place, _) in self.tables.iter().enumerate().filter(|(_, table)| table.is_in(sql)) {
            let read = Read {
                account_id: context.account_id,
                at: Utc::now().fixed_offset(),
                actor_id: context.actor_id,
                operation: context.operation.as_deref().map(storable),
                request_id: context.request_id.as_deref().map(storable),
                table: Some(place),
                kind: kind_of(sql, by_id),
                row_id: by_id,
                row_count: i64::try_from(rows).unwrap_or(i64::MAX),
            };
            if self.sender.try_send(read).is_err() {
                self.shared.drop_of(context.account_id, 1);
            }
        }
    }

    pub(super) fn counts(&self) -> ReadCounts {
        ReadCounts {
            written: self.shared.written.load(Ordering::Relaxed),
            dropped: self.shared.dropped.load(Ordering::Relaxed),
        }
    }

    /// Waits until what was noted is written, or given up.
    pub(crate) async fn close(&self) {
        self.closing.send_replace(Some(Instant::now() + PATIENCE));
        let worker = self.worker.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(worker) = worker
            && let Err(error) = worker.await
        {
            tracing::error!(%error, "the recording of reads broke off");
        }
    }
}

fn kind_of(sql: &str, by_id: Option<Uuid>) -> ReadKind {
    match by_id {
        Some(_) => ReadKind::ById,
        None if sql.contains("@@") => ReadKind::Search,
        None => ReadKind::Query,
    }
}

/// A text that the database can hold, and no longer than a name is.
fn storable(text: &str) -> String {
    const LONGEST: usize = 100;
    text.chars().take(LONGEST).map(|it| if it == '\0' { '\u{fffd}' } else { it }).collect()
}
