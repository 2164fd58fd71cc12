//! Connecting, with patience for a server that is starting.

use std::time::Duration;

use backon::{ExponentialBuilder, Retryable};
use sea_orm::{Database, DatabaseConnection};

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
    let attempt = async || {
        Database::connect(config.connect_options())
            .await
            .map_err(classify)
    };
    attempt
        .retry(patience)
        .when(|error| matches!(error, Error::Unavailable { .. }))
        .notify(|error, pause| tracing::warn!(%error, ?pause, "the database does not answer yet"))
        .await
}
