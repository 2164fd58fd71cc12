//! Work on rows that can be drawn only once, under a transaction that may run again.

use std::sync::{Mutex, PoisonError};

use sea_orm::DbErr;

use crate::error::{Error, Result};

/// The rows, until the work takes them; and why it failed, until the caller hears of it.
pub(super) struct Once<I> {
    rows: Mutex<Option<I>>,
    failure: Mutex<Option<Error>>,
}

impl<I> Once<I> {
    pub(super) fn of(rows: I) -> Self {
        Self { rows: Mutex::new(Some(rows)), failure: Mutex::new(None) }
    }

    /// Does the work. Its error is kept back and another one given, after which nothing runs again.
    pub(super) async fn run<T, F>(&self, work: impl FnOnce(I) -> F) -> Result<T>
    where
        F: Future<Output = Result<T>>,
    {
        let rows = self.rows.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(rows) = rows else {
            return Err(drawn()); // the commit failed, after the work was done
        };
        work(rows).await.map_err(|error| {
            *self.failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
            drawn()
        })
    }

    /// The outcome, with the error that was kept back.
    pub(super) fn outcome<T>(self, done: Result<T>) -> Result<T> {
        let failure = self.failure.into_inner().unwrap_or_else(PoisonError::into_inner);
        done.map_err(|error| failure.unwrap_or(error))
    }
}

fn drawn() -> Error {
    let said =
        "the commit met another transaction, and the rows are drawn already: give them again";
    Error::Database(DbErr::Custom(said.to_owned()))
}
