//! Connecting, with patience for a server that is starting.
//!
//! The pool takes a refused connection for a server that starts, tries again until the acquire timeout
//! ends, and then has forgotten the cause. So one connection is tried first, with a time limit of its
//! own.

use std::{sync::Arc, time::Duration};

use backon::{ExponentialBuilder, Retryable};
use sea_orm::{Database, DatabaseConnection, DbErr, RuntimeErr};
use sqlx::{Connection, PgConnection};
use tokio::time::timeout;

use crate::{
    config::DatabaseConfig,
    error::{Error, Result, classify},
};

const ATTEMPTS: usize = 5;
const FIRST_PAUSE: Duration = Duration::from_millis(100);

pub(super) async fn connect(config: &DatabaseConfig) -> Result<DatabaseConnection> {
    let patience = ExponentialBuilder::default()
        .with_min_delay(FIRST_PAUSE)
        .with_max_times(ATTEMPTS - 1)
        .with_jitter();
    (async || probe(config).await)
        .retry(patience)
        .when(|error| matches!(error, Error::Unavailable { .. }))
        .notify(|error, pause| tracing::warn!(%error, ?pause, "the database does not answer yet"))
        .await?;
    Database::connect(config.connect_options()).await.map_err(classify)
}

/// One connection, opened and closed.
async fn probe(config: &DatabaseConfig) -> Result<()> {
    let options = config.driver_options();
    let limit = config.connect_timeout();
    let opened = timeout(limit, PgConnection::connect_with(&options)).await;
    let connection = opened.map_err(|_| unanswered(limit))?.map_err(connection_error)?;
    connection.close().await.map_err(connection_error)
}

fn connection_error(error: sqlx::Error) -> Error {
    classify(DbErr::Conn(RuntimeErr::SqlxError(Arc::new(error))))
}

fn unanswered(limit: Duration) -> Error {
    let said = format!("no answer within {limit:?} (DB_CONNECT_TIMEOUT)");
    classify(DbErr::Conn(RuntimeErr::Internal(said)))
}
