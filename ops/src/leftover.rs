//! What the server is still at for a command that was interrupted: a statement goes on to its end, or waits
//! for a lock in front of others, until the server next looks for its client.

use std::{
    sync::{LazyLock, Mutex, PoisonError},
    time::Duration,
};

use annals_service::{Context, Database, DatabaseConfig, Error};
use sea_orm::{ConnectionTrait, Statement};
use tokio::time::timeout;
use uuid::Uuid;

/// How long the server is waited for.
const PATIENCE: Duration = Duration::from_secs(3);

const CANCEL: &str = "SELECT pg_cancel_backend(pid) FROM pg_stat_activity
  WHERE application_name = $1 AND datname = current_database() AND pid <> pg_backend_pid()";

/// What tells the sessions of this process from those of others.
static TAG: LazyLock<String> = LazyLock::new(|| Uuid::now_v7().simple().to_string().split_off(24));

static CONNECTED: Mutex<Vec<DatabaseConfig>> = Mutex::new(Vec::new());

/// How a database is connected to so that `cancel` finds the sessions: by their name.
pub(crate) fn named(config: DatabaseConfig) -> DatabaseConfig {
    let name = format!("{} {}", config.application_name(), *TAG);
    let config = config.with_application_name(name);
    CONNECTED.lock().unwrap_or_else(PoisonError::into_inner).push(config.clone());
    config
}

/// Cancels what the servers are still at. Where one can't be asked, it finds out by itself.
pub(crate) async fn cancel() {
    let connected = std::mem::take(&mut *CONNECTED.lock().unwrap_or_else(PoisonError::into_inner));
    for config in connected {
        match timeout(PATIENCE, cancel_on(config)).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "a statement could not be cancelled"),
            Err(_) => tracing::warn!("the server did not answer to a cancellation"),
        }
    }
}

/// A login may cancel what its own sessions do; so it must not act as the role that it took on connecting.
async fn cancel_on(config: DatabaseConfig) -> Result<(), Error> {
    let name = config.application_name().to_owned();
    let db = Database::connect(config.with_min_connections(0).with_max_connections(1)).await?;
    let tx = db.begin(&Context::global()).await?;
    tx.execute_unprepared("SET LOCAL ROLE NONE").await?;
    let cancel = Statement::from_sql_and_values(tx.get_database_backend(), CANCEL, [name.into()]);
    tx.query_all_raw(cancel).await?;
    tx.rollback().await?;
    db.close().await
}
