//! The background task: writes what has come together, an account at a time.

use std::{
    collections::BTreeMap,
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use annals_entity::values::ReadKind;
use chrono::Utc;
use sea_orm::{DatabaseConnection, DbErr};
use tokio::{
    sync::{mpsc, watch},
    time::{Instant, sleep, sleep_until},
};
use uuid::Uuid;

use super::{
    insert::insert,
    recorder::{Read, Shared},
    watched::Watched,
};
use crate::error::Error;

/// How many records one statement takes.
const BATCH: usize = 1_000;
/// How long a record may wait for company.
const LINGER: Duration = Duration::from_millis(200);
/// The pause after a failure; it doubles up to the longest.
const PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
pub(super) struct Writer {
    pub(super) pool: DatabaseConnection,
    pub(super) tables: Arc<Vec<Watched>>,
    pub(super) shared: Arc<Shared>,
    /// Until when to write, once the pool is to be closed.
    pub(super) closes: watch::Receiver<Option<Instant>>,
}

impl Writer {
    /// Until the recorder is closed or gone, and nothing waits any more.
    pub(super) async fn run(mut self, mut receiver: mpsc::Receiver<Read>, capacity: usize) {
        let most = capacity.min(BATCH);
        let mut batch = Vec::with_capacity(most);
        loop {
            tokio::select! {
                biased;
                _ = closed(&mut self.closes) => receiver.close(),
                count = receiver.recv_many(&mut batch, most) => if count == 0 { break },
            }
            if receiver.is_closed() {
                break;
            }
            self.write(&mut batch).await;
            if receiver.len() < most {
                tokio::select! {
                    _ = closed(&mut self.closes) => {}
                    () = sleep(LINGER) => {}
                }
            }
        }
        while let Ok(read) = receiver.try_recv() {
            batch.push(read);
            if batch.len() >= most {
                self.write(&mut batch).await;
            }
        }
        self.write(&mut batch).await;
    }

    /// Writes what is there, trying again while the database does not answer.
    async fn write(&mut self, batch: &mut Vec<Read>) {
        for (account, count) in self.shared.lost.take() {
            batch.push(dropped(account, count));
        }
        let mut accounts: BTreeMap<Uuid, Vec<Read>> = BTreeMap::new();
        for read in batch.drain(..) {
            accounts.entry(read.account_id).or_default().push(read);
        }
        for (account, reads) in accounts {
            self.write_account(account, reads).await;
        }
    }

    async fn write_account(&mut self, account: Uuid, reads: Vec<Read>) {
        let mut pause = PAUSE;
        loop {
            let work = insert(&self.pool, &self.tables, account, &reads);
            let done = tokio::select! {
                done = work => done,
                () = overdue(&mut self.closes) => Err(too_late()),
            };
            let closes = self.closes.borrow().is_some();
            match done {
                Ok(()) => {
                    let records =
                        reads.iter().filter(|read| read.kind != ReadKind::Dropped).count();
                    self.shared.written.fetch_add(records as u64, Ordering::Relaxed);
                    return;
                }
                Err(error) if closes || is_final(&error) => {
                    tracing::warn!(%error, %account, records = reads.len(), "reads are not recorded");
                    self.give_up(&reads);
                    return;
                }
                Err(error) => {
                    tracing::warn!(%error, ?pause, "reads are not recorded yet");
                    tokio::select! {
                        _ = closed(&mut self.closes) => {}
                        () = sleep(pause) => pause = (pause * 2).min(LONGEST_PAUSE),
                    }
                }
            }
        }
    }

    /// Counts what will never be written; there is nobody left to tell it to but the counters.
    fn give_up(&self, reads: &[Read]) {
        let records = reads.iter().filter(|read| read.kind != ReadKind::Dropped).count();
        self.shared.dropped.fetch_add(records as u64, Ordering::Relaxed);
    }
}

/// An account that is gone comes back no more.
const fn is_final(error: &Error) -> bool {
    matches!(error, Error::Conflict { .. })
}

/// The record that tells how many were dropped.
fn dropped(account: Uuid, count: u64) -> Read {
    Read {
        account_id: account,
        at: Utc::now().fixed_offset(),
        actor_id: None,
        operation: None,
        request_id: None,
        table: None,
        kind: ReadKind::Dropped,
        row_id: None,
        row_count: i64::try_from(count).unwrap_or(i64::MAX),
    }
}

fn too_late() -> Error {
    Error::Timeout { source: DbErr::Custom("the pool is closed".to_owned()) }
}

/// Ends when the recorder is closed, with when to give up; never, where it is dropped instead, for then
/// the channel ends.
async fn closed(closes: &mut watch::Receiver<Option<Instant>>) -> Instant {
    if let Ok(closing) = closes.wait_for(Option::is_some).await
        && let Some(deadline) = *closing
    {
        return deadline;
    }
    std::future::pending().await
}

/// Ends when the time of a closed recorder is over.
async fn overdue(closes: &mut watch::Receiver<Option<Instant>>) {
    let deadline = closed(closes).await;
    sleep_until(deadline).await;
}
