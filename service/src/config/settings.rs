//! How the database is used: every default, and the variables that change it.

use std::time::Duration;

use super::problem::Problem;
use super::variables::{Variable, Variables};
use super::{SslMode, values};

/// Shown by the server where neither a setting nor the URL names the application.
pub(super) const APPLICATION_NAME: &str = "annals";

const MAX_CONNECTIONS: Variable<u32> = Variable::new(
    &["DB_MAX_CONNECTIONS", "DB_MAX_CONNS", "DATABASE_POOL_SIZE"],
    values::MAX_CONNECTIONS,
);
const MIN_CONNECTIONS: Variable<u32> =
    Variable::new(&["DB_MIN_CONNECTIONS"], values::MIN_CONNECTIONS);
const ACQUIRE: Variable<Duration> = Variable::new(&["DB_ACQUIRE_TIMEOUT"], values::TIMEOUT);
const CONNECT: Variable<Duration> = Variable::new(&["DB_CONNECT_TIMEOUT"], values::TIMEOUT);
const IDLE: Variable<Duration> = Variable::new(&["DB_IDLE_TIMEOUT"], values::LIMIT);
const LIFETIME: Variable<Duration> =
    Variable::new(&["DB_MAX_LIFETIME", "DB_CONN_MAX_LIFETIME"], values::LIMIT);
const STATEMENT: Variable<Duration> = Variable::new(&["DB_STATEMENT_TIMEOUT"], values::LIMIT);
const SSL_MODE: Variable<SslMode> = Variable::new(&["DB_SSL_MODE", "DATABASE_SSL"], SslMode::VALUE);
const APPLICATION: Variable<String> = Variable::new(&["DB_APPLICATION_NAME"], values::TEXT);

/// All of the configuration but the place of the database.
#[derive(Debug, Clone)]
pub(super) struct Settings {
    pub(super) max_connections: u32,
    /// As asked for: it counts only up to the maximum.
    pub(super) min_connections: u32,
    pub(super) acquire_timeout: Duration,
    pub(super) connect_timeout: Duration,
    pub(super) idle_timeout: Option<Duration>,
    pub(super) max_lifetime: Option<Duration>,
    pub(super) statement_timeout: Option<Duration>,
    /// `None` leaves it to the URL, then to the host.
    pub(super) ssl_mode: Option<SslMode>,
    /// `None` leaves it to the URL, then to the default.
    pub(super) application_name: Option<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            max_connections: 20,
            min_connections: 5,
            acquire_timeout: Duration::from_secs(30),
            connect_timeout: Duration::from_secs(5),
            idle_timeout: Some(Duration::from_mins(10)),
            max_lifetime: Some(Duration::from_hours(1)),
            statement_timeout: Some(Duration::from_secs(30)),
            ssl_mode: None,
            application_name: None,
        }
    }
}

impl Settings {
    /// Reads the variables; one that is wrong is reported and counts as not set.
    pub(super) fn read(variables: &mut Variables<'_>) -> Self {
        let default = Self::default();
        let max = variables.value(&MAX_CONNECTIONS);
        let min = variables.value(&MIN_CONNECTIONS);
        // A maximum that was refused is one problem already; nothing can be compared with it.
        if max.is_some() || !variables.is_set(&MAX_CONNECTIONS) {
            report_above(variables, min, max.unwrap_or(default.max_connections));
        }
        Self {
            max_connections: max.unwrap_or(default.max_connections),
            min_connections: min.unwrap_or(default.min_connections),
            acquire_timeout: variables.value(&ACQUIRE).unwrap_or(default.acquire_timeout),
            connect_timeout: variables.value(&CONNECT).unwrap_or(default.connect_timeout),
            idle_timeout: variables.value(&IDLE).map_or(default.idle_timeout, limit),
            max_lifetime: variables.value(&LIFETIME).map_or(default.max_lifetime, limit),
            statement_timeout: variables.value(&STATEMENT).map_or(default.statement_timeout, limit),
            ssl_mode: variables.value(&SSL_MODE),
            application_name: variables.value(&APPLICATION),
        }
    }
}

/// Only a minimum that is given can be wrong: the default one gives way to the maximum.
fn report_above(variables: &mut Variables<'_>, min: Option<u32>, max: u32) {
    if let Some(min) = min.filter(|min| *min > max) {
        variables.report(Problem::MinAboveMax { min, max });
    }
}

/// Zero is no limit.
fn limit(time: Duration) -> Option<Duration> {
    (!time.is_zero()).then_some(time)
}
