//! Who has read what: reads of chosen tables, recorded beside the way of the read.
//!
//! ```no_run
//! use annals_service::prelude::*;
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let db = Database::connect(DatabaseConfig::from_env()?).await?;
//! let db = db.recording_reads(ReadRecording::of(["journal_entries", "messages"]))?;
//! // … reads are noted, and written by a background task …
//! db.close().await?; // which is waited for
//! # Ok(())
//! # }
//! ```
//!
//! A read notes a small record in a channel of bounded size and goes on: it never waits. Where the channel
//! is full the record is dropped, and counted; the count is written like a record. The background task
//! writes what has come together, one statement for each account, into `annals.read_log`.
//!
//! - `recorder`: what a read does; `watched`: which tables a statement reads
//! - `lost`: what was dropped; `writer`: the background task; `insert`: its statement

mod insert;
mod lost;
mod recorder;
mod watched;
mod writer;

use annals_entity::personal::{Class, columns};
use chrono::{DateTime, FixedOffset};
use sea_orm::{ConnectionTrait, Statement};

pub(crate) use recorder::Recorder;

use crate::{
    database::Database,
    error::{Error, Result},
};

/// Which reads are recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadRecording {
    tables: Vec<String>,
    capacity: usize,
}

impl ReadRecording {
    /// Reads of these tables. An application's own are called with their schema: `public.notes`.
    #[must_use]
    pub fn of<S: Into<String>>(tables: impl IntoIterator<Item = S>) -> Self {
        Self { tables: tables.into_iter().map(Into::into).collect(), capacity: 10_000 }
    }

    /// Reads of every table of Annals' that has a column of class
    /// [`Sensitive`](annals_entity::personal::Class::Sensitive), the audit log among them.
    #[must_use]
    pub fn sensitive() -> Self {
        let sensitive = columns().filter(|(.., class)| *class == Class::Sensitive);
        let mut tables: Vec<&str> = sensitive.map(|(table, ..)| table).collect();
        tables.dedup();
        Self::of(tables)
    }

    /// How many records may wait to be written; 10,000 where nothing is said. It bounds the memory: one
    /// takes half a kilobyte at most, and usually much less.
    #[must_use]
    pub const fn capacity(mut self, records: usize) -> Self {
        self.capacity = records;
        self
    }
}

/// How the recording of reads goes, since it began.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReadCounts {
    /// Records that were written.
    pub written: u64,
    /// Records that were dropped, for more came than could be written, or their account was gone.
    pub dropped: u64,
}

impl Database {
    /// The same pool, recording reads: those of the operations that give rows, on a scope and in a
    /// transaction, and an application's own statements through a
    /// [`Transaction`](crate::Transaction). Not those that a write makes for itself, nor what goes
    /// through [`Transaction::connection`](crate::Transaction::connection).
    ///
    /// A record says who (account and actor), when, for which operation and request, which table, and
    /// which row or how many. It is called with the roles of an application, and from within tokio.
    /// [`close`](Self::close) writes what still waits; so does the background task when the last clone is
    /// dropped, if the runtime lives on.
    ///
    /// # Errors
    /// `Invalid` where no table is named, or nothing may wait.
    pub fn recording_reads(&self, recording: ReadRecording) -> Result<Self> {
        if recording.tables.is_empty() {
            return Err(Error::invalid("tables", "is empty: name the tables whose reads count"));
        }
        if recording.capacity == 0 {
            return Err(Error::invalid("capacity", "is 0: one record at least must be let wait"));
        }
        let ReadRecording { tables, capacity } = recording;
        Ok(self.with_recorder(Recorder::start(self.pool().clone(), tables, capacity)))
    }

    /// How many reads were recorded and dropped. `None`: none are recorded.
    #[must_use]
    pub fn read_counts(&self) -> Option<ReadCounts> {
        self.recorder().map(|recorder| recorder.counts())
    }

    /// Forgets the reads of all accounts from before a moment, and returns how many. For a job, on a
    /// connection as a member of `annals_owner`.
    ///
    /// # Errors
    /// `Forbidden` to anyone but the owner.
    pub async fn forget_reads(&self, before: DateTime<FixedOffset>) -> Result<u64> {
        let statement = Statement::from_sql_and_values(
            self.pool().get_database_backend(),
            "SELECT annals.forget_reads($1)",
            [before.into()],
        );
        let row = self.pool().query_one_raw(statement).await?;
        let forgotten: i64 = row.map_or(Ok(0), |row| row.try_get_by_index(0))?;
        Ok(forgotten.unsigned_abs())
    }
}
