//! What tests start from: a database of one's own, and accounts in it.

use std::{
    error::Error,
    sync::atomic::{AtomicU32, Ordering},
};

use annals::prelude::*;
use annals_sandbox::SandboxDatabase;
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement, Value};
use tokio::task::JoinHandle;

use crate::catalogue::one;

pub(crate) type TestResult<T = ()> = Result<T, Box<dyn Error>>;

/// A migrated database, and a pool on it as a member of `annals_app`.
pub(crate) struct Fixture {
    pub(crate) db: Database,
    pub(crate) sandbox: SandboxDatabase,
}

pub(crate) async fn fixture() -> TestResult<Fixture> {
    let sandbox = annals_sandbox::database().await?;
    let db = Database::connect(DatabaseConfig::new(sandbox.url())?).await?;
    Ok(Fixture { db, sandbox })
}

impl Fixture {
    /// Somebody who has signed up, unlike all others.
    pub(crate) async fn sign_up(&self) -> TestResult<SignedUp> {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let identity = Identity::provider("test", format!("subject-{number}"));
        let email = format!("user-{number}@example.org");
        Ok(self.db.sign_up(NewAccount::with_identity("Test", &email, identity)).await?)
    }

    /// A plain connection as a member of `annals_app`: what an application could do by itself.
    pub(crate) async fn app(&self) -> TestResult<DatabaseConnection> {
        Ok(sea_orm::Database::connect(self.sandbox.url()).await?)
    }

    /// A connection as the owner of the tables.
    pub(crate) async fn owner(&self) -> TestResult<DatabaseConnection> {
        Ok(sea_orm::Database::connect(self.sandbox.owner_url()).await?)
    }

    /// A connection that may do everything.
    pub(crate) async fn admin(&self) -> TestResult<DatabaseConnection> {
        Ok(sea_orm::Database::connect(self.sandbox.admin_url()).await?)
    }
}

/// The rows of a query, as tuples.
/// Sessions of the database that wait for a lock.
const WAITING: &str = "SELECT count(*) FROM pg_stat_activity
  WHERE datname = current_database() AND wait_event_type = 'Lock'";

impl Fixture {
    /// Returns when a task waits for a lock, which it must.
    pub(crate) async fn waits<T>(&self, task: &JoinHandle<T>) -> TestResult {
        let admin = self.admin().await?;
        while one::<i64>(&admin, WAITING).await? == 0 {
            assert!(!task.is_finished(), "it did not wait");
            tokio::task::yield_now().await;
        }
        Ok(())
    }
}

pub(crate) async fn rows<T: sea_orm::TryGetableMany>(
    connection: &impl ConnectionTrait,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> TestResult<Vec<T>> {
    let statement = Statement::from_sql_and_values(connection.get_database_backend(), sql, values);
    let rows = connection.query_all_raw(statement).await?;
    let tuples: Result<Vec<T>, _> = rows.iter().map(T::try_get_many_by_index).collect();
    tuples.map_err(|error| sea_orm::DbErr::from(error).into())
}

/// A history, briefly: version, operation and who recorded it.
pub(crate) fn log_of(history: &[AuditEntry]) -> Vec<String> {
    history
        .iter()
        .map(|entry| format!("{} {} {}", entry.row_version, entry.operation, entry.recorded_by))
        .collect()
}

/// What an environment variable asks of a test, such as the seed of a run to repeat.
pub(crate) fn variable<T>(name: &str) -> TestResult<Option<T>>
where
    T: std::str::FromStr<Err: Error + 'static>,
{
    Ok(std::env::var(name).ok().map(|value| value.parse()).transpose()?)
}
