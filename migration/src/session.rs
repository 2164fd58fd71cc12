//! Two connections for the time of a migration: one to work on, one to hold the lock.
//!
//! SeaORM's migrator takes no lock, so of two that start together one fails. The lock stands on a
//! connection of its own and is polled for: a session that blocks on a lock holds a snapshot, for
//! which `CREATE INDEX CONCURRENTLY` would wait for ever.

use std::time::Duration;

use sea_orm_migration::sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseExecutor, DatabaseTransaction, DbErr, RuntimeErr,
    SqlxPostgresConnector, Statement, TransactionTrait,
};
use sqlx::{
    ConnectOptions, Executor,
    postgres::{PgConnectOptions, PgPoolOptions},
};

use crate::roles;

/// The lock's key, the same for every migrator of Annals: "annals" in ASCII.
const LOCK: i64 = 0x61_6e_6e_61_6c_73;
const POLL_EVERY: Duration = Duration::from_millis(50);

/// The exclusive right to change the schema of one database.
pub(crate) struct Session {
    connection: DatabaseConnection,
    lock: DatabaseTransaction,
}

impl Session {
    /// Waits for the lock, then makes sure that the roles and the schema are there.
    pub(crate) async fn begin(executor: DatabaseExecutor<'_>) -> Result<Self, DbErr> {
        let DatabaseExecutor::Connection(given) = executor else {
            return Err(DbErr::Migration(
                "Annals' Migrator was given a transaction, and each of its migrations is one: \
                 give it the connection"
                    .to_owned(),
            ));
        };
        let options = (*given.get_postgres_connection_pool().connect_options()).clone();
        let preparation = pool(options.clone(), "SET search_path = annals, public").await?;
        let lock = acquire_lock(&preparation).await?;
        roles::create_roles(&preparation).await?;
        roles::create_schema(&preparation).await?;
        let connection = pool(options, roles::BECOME_OWNER).await?;
        Ok(Self { connection, lock })
    }

    /// The connection on which migrations run.
    pub(crate) fn connection(&self) -> &DatabaseConnection {
        &self.connection
    }

    /// Gives the lock back and hands on how the work went.
    pub(crate) async fn end(self, done: Result<(), DbErr>) -> Result<(), DbErr> {
        let released = self.lock.commit().await;
        self.connection.close().await?;
        done.and(released)
    }
}

/// A small pool, each of whose connections starts with a statement.
async fn pool(options: PgConnectOptions, first: &'static str) -> Result<DatabaseConnection, DbErr> {
    let pool = PgPoolOptions::new()
        .max_connections(2)
        .after_connect(move |connection, _| {
            Box::pin(async move { connection.execute(first).await.map(drop) })
        })
        .connect_with(options.disable_statement_logging())
        .await
        .map_err(|error| DbErr::Conn(RuntimeErr::SqlxError(error.into())))?;
    Ok(SqlxPostgresConnector::from_sqlx_postgres_pool(pool))
}

async fn acquire_lock(connection: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    let lock = connection.begin().await?;
    lock.execute_unprepared("SET LOCAL idle_in_transaction_session_timeout = 0").await?;
    let attempt = Statement::from_sql_and_values(
        lock.get_database_backend(),
        "SELECT pg_try_advisory_xact_lock($1)",
        [LOCK.into()],
    );
    let mut announced = false;
    loop {
        let row = lock.query_one_raw(attempt.clone()).await?;
        if row.map_or(Ok(false), |row| row.try_get_by_index(0))? {
            return Ok(lock);
        }
        if !announced {
            tracing::info!("Another migrator is at work on this database: waiting for it");
            announced = true;
        }
        tokio::time::sleep(POLL_EVERY).await;
    }
}
