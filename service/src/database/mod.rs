//! The way to the database: connect, open transactions and scopes, ask for its health, close.

mod by_id;
mod by_sql;
mod connect;
mod connection;
mod executor;
mod gate;
mod health;
mod retry;
mod scope;
mod store;
mod transaction;

pub(crate) use by_id::ById;
pub(crate) use by_sql::Sql;
pub(crate) use executor::fetch_models;
pub(crate) use store::store;
pub(crate) use transaction::{execute, query};

use std::{future::Future, pin::Pin, sync::Arc};

use sea_orm::{AccessMode, DatabaseConnection, IsolationLevel};

pub use executor::Executor;
pub use health::Health;
pub use retry::RetryPolicy;
pub use scope::Scope;
pub use transaction::Transaction;

use crate::{
    config::DatabaseConfig,
    context::Context,
    error::{Error, Result, Retryable},
    reads::Recorder,
};

/// The future that a transaction's closure returns.
pub type Work<'t, T, E = Error> = Pin<Box<dyn Future<Output = Result<T, E>> + Send + 't>>;

/// A pool of connections to a `PostgreSQL` that holds Annals' schema. Cheap to clone; all clones
/// share the pool.
///
/// It hands out no connection that could write on its own: every write is in a transaction that
/// carries a [`Context`].
#[derive(Clone)]
pub struct Database {
    inner: Arc<Inner>,
}

struct Inner {
    pool: DatabaseConnection,
    config: DatabaseConfig,
    retry: RetryPolicy,
    recorder: Option<Arc<Recorder>>,
}

impl std::fmt::Debug for Database {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Database").field("config", &self.inner.config).finish_non_exhaustive()
    }
}

impl Database {
    /// Connects, trying again with growing, jittered pauses while the server does not answer.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when it still does not after five attempts.
    pub async fn connect(config: DatabaseConfig) -> Result<Self> {
        let pool = connect::connect(&config).await?;
        let inner = Inner { pool, config, retry: RetryPolicy::default(), recorder: None };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// The same pool with another policy after serialization failures and deadlocks.
    #[must_use]
    pub fn with_retry(&self, retry: RetryPolicy) -> Self {
        let Inner { pool, config, recorder, .. } = &*self.inner;
        let (pool, config, recorder) = (pool.clone(), config.clone(), recorder.clone());
        Self { inner: Arc::new(Inner { pool, config, retry, recorder }) }
    }

    /// The same pool with its reads recorded.
    pub(crate) fn with_recorder(&self, recorder: Recorder) -> Self {
        let Inner { pool, config, retry, .. } = &*self.inner;
        let (pool, config, recorder) = (pool.clone(), config.clone(), Some(Arc::new(recorder)));
        Self { inner: Arc::new(Inner { pool, config, retry: *retry, recorder }) }
    }

    /// Where reads are noted. `None`: nowhere.
    pub(crate) fn recorder(&self) -> Option<&Arc<Recorder>> {
        self.inner.recorder.as_ref()
    }

    /// Runs a closure in a transaction of an account: all that it does through the transaction
    /// happens, or nothing. After a serialization failure or a deadlock it runs again, from the
    /// start, up to three times ([`with_retry`](Self::with_retry)); it never does when the outcome of COMMIT is unknown.
    ///
    /// ```no_run
    /// # use annals_service::{Context, Database, Error, journal::{Journal, NewEntry}};
    /// # use uuid::Uuid;
    /// # async fn example(db: Database, context: Context, user: Uuid) -> Result<(), Error> {
    /// let title = "First day";
    /// let entry = db
    ///     .transaction(&context, |tx| {
    ///         Box::pin(async move {
    ///             tx.journal()
    ///                 .create(NewEntry { title: Some(title.into()), ..NewEntry::by(user) })
    ///                 .await
    ///         })
    ///     })
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Those of the closure, in the application's own type; those of opening and committing.
    pub async fn transaction<'env, T, E, F>(&self, context: &Context, work: F) -> Result<T, E>
    where
        F: for<'t> Fn(&'t Transaction<'env>) -> Work<'t, T, E> + Send + Sync,
        T: Send,
        E: Retryable,
    {
        self.transaction_with(context, AccessMode::ReadWrite, work).await
    }

    /// Opens a transaction that the caller commits or rolls back. One that is dropped is rolled back.
    /// Nothing runs it again; [`transaction`](Self::transaction) does.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when no connection is to be had.
    pub async fn begin(&self, context: &Context) -> Result<Transaction<'static>> {
        self.open(context, AccessMode::ReadWrite).await
    }

    /// Opens a transaction that reads alone, and sees all rows as they were when it first looked: for an
    /// export, whose statements must agree with each other. A write in it is [`Error::Forbidden`].
    ///
    /// # Errors
    /// [`Error::Unavailable`] when no connection is to be had.
    pub async fn snapshot(&self, context: &Context) -> Result<Transaction<'static>> {
        self.open_with(context, AccessMode::ReadOnly, Some(IsolationLevel::RepeatableRead)).await
    }

    /// The operations of an account, each a transaction of its own, run again as a whole where
    /// [`transaction`](Self::transaction) would be. Each read is one statement.
    #[must_use]
    pub fn scope<'a>(&'a self, context: &'a Context) -> Scope<'a> {
        Scope::new(self, context, AccessMode::ReadWrite)
    }

    /// As [`scope`](Self::scope), for reading alone: the database refuses a write
    /// ([`Error::Forbidden`]).
    #[must_use]
    pub fn read<'a>(&'a self, context: &'a Context) -> Scope<'a> {
        Scope::new(self, context, AccessMode::ReadOnly)
    }

    /// Waits for the connections in use to come back, and closes all. Recorded reads are written first,
    /// or given up after five seconds.
    ///
    /// # Errors
    /// When the pool can't be closed.
    pub async fn close(self) -> Result<()> {
        if let Some(recorder) = self.recorder() {
            recorder.close().await;
        }
        Ok(self.inner.pool.close_by_ref().await?)
    }

    /// The pool, for statements that need no context. It is not public: a hook on a bare connection
    /// is not atomic with its row.
    pub(crate) fn pool(&self) -> &DatabaseConnection {
        &self.inner.pool
    }

    pub(crate) fn config(&self) -> &DatabaseConfig {
        &self.inner.config
    }
}
