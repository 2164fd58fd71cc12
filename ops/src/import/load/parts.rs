//! A file in parts: each in a transaction of its own, and two at a time.

use std::sync::Mutex;

use annals_service::Transaction;
use futures_util::future::try_join_all;

use super::{
    super::record::SourceFile,
    file::{Loader, lock},
    lanes::Job,
    reader::{Batches, Reader},
    run::held,
    settle::Contents,
    sql::execute,
};
use crate::failure::Failure;

/// Parts that are written at the same time.
const SHARES: usize = 2;

/// Batches of one transaction: ten thousand records at most. The counters of a conversation are set once in
/// each that has messages of it.
const BATCHES: usize = 5;

/// The parts of a file.
struct Parts<'a> {
    job: &'a Job<'a>,
    /// Keeps other imports away while the file is written.
    guard: &'a Transaction<'a>,
    contents: Contents,
    /// How many records are committed.
    done: &'a Mutex<u64>,
}

/// Writes a file. `done`: how many of its records are committed, also if it fails.
pub(super) async fn load(
    job: &Job<'_>,
    file: &SourceFile,
    done: &Mutex<u64>,
) -> Result<(), Failure> {
    let guard = job.db.begin(&job.context()).await?;
    lock(job, &guard, file.kind).await?;
    let Reader { shares, rest } = Reader::start(job.source, file, SHARES)?;
    let parts = Parts { job, guard: &guard, contents: Contents::default(), done };
    try_join_all(shares.into_iter().map(|share| parts.write(share))).await?;
    parts.write(rest).await?;
    guard.rollback().await?;
    job.told.tally().balance(file.kind)
}

impl Parts<'_> {
    /// Writes batches, one after the other.
    async fn write(&self, mut batches: Batches) -> Result<(), Failure> {
        let job = self.job;
        while let Some(batch) = batches.next().await {
            let tx = job.db.begin(&job.context()).await?;
            let mut loader = Loader::new(job, &tx, None, &self.contents);
            let mut fates = loader.load(batch?).await?;
            for _ in 1..BATCHES {
                let Some(batch) = batches.next().await else { break };
                fates.extend(loader.load(batch?).await?);
            }
            loader.finish().await?;
            tx.commit().await?;
            *held(self.done) += fates.len() as u64;
            job.told.tell(&fates)?;
            job.told.keep()?;
            // The server ends a transaction that is idle for long.
            execute(self.guard, "SELECT", []).await?;
        }
        Ok(())
    }
}
