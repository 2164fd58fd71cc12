//! A transaction of an account.

use std::{marker::PhantomData, sync::Arc};

use sea_orm::{
    AccessMode, ConnectionTrait, DatabaseTransaction, DbErr, IsolationLevel, Statement,
    TransactionOptions, TransactionTrait,
};
use uuid::Uuid;

use super::{Database, Work, retry};
use crate::{
    context::Context,
    error::{Error, Result, Retryable},
    reads::Recorder,
};

/// The context of a transaction, in one round trip, for this transaction only. A timeout of the
/// connection is not enough: PgBouncer gives each transaction another one.
const SET_CONTEXT: &str = "SELECT set_config('annals.account_id', $1, true), \
     set_config('annals.actor_id', $2, true), set_config('annals.context', $3, true), \
     set_config('statement_timeout', $4, true)";

/// A transaction that carries the context of an account: its reads see the account's rows, its writes
/// are audited with its actor and context.
///
/// One that is dropped without [`commit`](Self::commit) is rolled back. Use it from one task at a
/// time: a connection runs one statement after another.
#[derive(Debug)]
pub struct Transaction<'env> {
    connection: DatabaseTransaction,
    context: Context,
    recorder: Option<Arc<Recorder>>,
    /// What the closure that works with it may borrow.
    environment: PhantomData<&'env ()>,
}

impl Transaction<'_> {
    /// Whom it works for.
    #[must_use]
    pub fn context(&self) -> &Context {
        &self.context
    }

    /// The transaction as `SeaORM` knows it: for savepoints and streams. For an application's own
    /// entities and statements the transaction itself is a `ConnectionTrait`.
    #[must_use]
    pub fn connection(&self) -> &DatabaseTransaction {
        &self.connection
    }

    /// Whether reads are to be noted.
    pub(super) fn notes_reads(&self) -> bool {
        self.recorder.is_some()
    }

    /// Notes a read, where reads are noted.
    pub(super) fn note(&self, sql: &str, by_id: Option<Uuid>, rows: usize) {
        if let Some(recorder) = &self.recorder {
            recorder.note(&self.context, sql, by_id, rows);
        }
    }

    /// Makes all of it happen.
    ///
    /// # Errors
    /// What the database finds at the end, such as a serialization failure; and
    /// [`Error::Unavailable`] when the connection breaks: whether it happened is then unknown.
    pub async fn commit(self) -> Result<()> {
        Ok(self.connection.commit().await?)
    }

    /// Makes nothing of it happen.
    ///
    /// # Errors
    /// When the connection breaks; nothing happened then either.
    pub async fn rollback(self) -> Result<()> {
        Ok(self.connection.rollback().await?)
    }
}

impl Database {
    pub(super) async fn open<'env>(
        &self,
        context: &Context,
        access: AccessMode,
    ) -> Result<Transaction<'env>> {
        self.open_with(context, access, None).await
    }

    pub(super) async fn open_with<'env>(
        &self,
        context: &Context,
        access: AccessMode,
        isolation_level: Option<IsolationLevel>,
    ) -> Result<Transaction<'env>> {
        let options = TransactionOptions {
            access_mode: matches!(access, AccessMode::ReadOnly).then_some(access),
            isolation_level,
            ..TransactionOptions::default()
        };
        let connection = self.pool().begin_with_options(options).await?;
        let timeout = self.config().statement_timeout().unwrap_or_default(); // 0: none
        let settings = Statement::from_sql_and_values(
            connection.get_database_backend(),
            SET_CONTEXT,
            [
                context.account_id.to_string().into(),
                context.actor_setting().into(),
                context.context_setting().into(),
                timeout.as_millis().to_string().into(),
            ],
        );
        connection.execute_raw(settings).await?;
        let (context, recorder) = (context.clone(), self.recorder().cloned());
        Ok(Transaction { connection, context, recorder, environment: PhantomData })
    }

    pub(super) async fn transaction_with<'env, T, E, F>(
        &self,
        context: &Context,
        access: AccessMode,
        work: F,
    ) -> Result<T, E>
    where
        F: for<'t> Fn(&'t Transaction<'env>) -> Work<'t, T, E> + Send + Sync,
        T: Send,
        E: Retryable,
    {
        let mut pauses = self.inner.retry.pauses();
        loop {
            let error = match self.attempt(context, access, &work).await {
                Ok(done) => return Ok(done),
                Err(error) => error,
            };
            match pauses.next().filter(|_| error.is_transient()) {
                Some(pause) => retry::wait(pause).await,
                None => return Err(error),
            }
        }
    }

    async fn attempt<'env, T, E, F>(
        &self,
        context: &Context,
        access: AccessMode,
        work: &F,
    ) -> Result<T, E>
    where
        F: for<'t> Fn(&'t Transaction<'env>) -> Work<'t, T, E> + Send + Sync,
        T: Send,
        E: Retryable,
    {
        let transaction = self.open(context, access).await?;
        match work(&transaction).await {
            Ok(done) => {
                transaction.commit().await?;
                Ok(done)
            }
            Err(error) => {
                if let Err(rollback) = transaction.rollback().await {
                    report_rollback(&rollback);
                }
                Err(error)
            }
        }
    }
}

/// The closure's error is the one to hand on; a broken connection rolls back by itself.
fn report_rollback(error: &Error) {
    tracing::warn!(%error, "a transaction that failed could not be rolled back by statement");
}

/// Runs a statement of the transaction's connection, with the error classified.
pub(crate) async fn execute(
    transaction: &Transaction<'_>,
    sql: &str,
    values: impl IntoIterator<Item = sea_orm::Value>,
) -> Result<u64> {
    let connection = transaction.connection();
    let statement = Statement::from_sql_and_values(connection.get_database_backend(), sql, values);
    let result = connection.execute_raw(statement).await.map_err(Error::from)?;
    Ok(result.rows_affected())
}

/// Runs a query of the transaction's connection, with the error classified.
pub(crate) async fn query(
    transaction: &Transaction<'_>,
    sql: &str,
    values: impl IntoIterator<Item = sea_orm::Value>,
) -> Result<Vec<sea_orm::QueryResult>, DbErr> {
    let connection = transaction.connection();
    let statement = Statement::from_sql_and_values(connection.get_database_backend(), sql, values);
    let rows = connection.query_all_raw(statement).await?;
    transaction.note(sql, None, rows.len());
    Ok(rows)
}
