//! Where the database is and how it is used, read from variables and checked as a whole.
//!
//! | variable | also | default | what it is |
//! |---|---|---|---|
//! | `DATABASE_URL` | | | `postgres://` or `postgresql://`, with the parameters that sqlx knows |
//! | `DB_HOST` | | `localhost` | a host, or the directory of a Unix socket |
//! | `DB_PORT` | | 5432 | |
//! | `DB_NAME` | | | the database |
//! | `DB_USER` | | `PGUSER`, then the system's user | |
//! | `DB_PASSWORD` | | `PGPASSWORD`, then `~/.pgpass` | |
//! | `DB_MAX_CONNECTIONS` | `DB_MAX_CONNS`, `DATABASE_POOL_SIZE` | 20 | connections at most |
//! | `DB_MIN_CONNECTIONS` | | 5, or the maximum if lower | connections kept open |
//! | `DB_ACQUIRE_TIMEOUT` | | 30s | how long a caller waits for a connection |
//! | `DB_CONNECT_TIMEOUT` | | 5s | how long one attempt to connect may take |
//! | `DB_IDLE_TIMEOUT` | | 10m | a connection unused for so long is closed; 0 never |
//! | `DB_MAX_LIFETIME` | `DB_CONN_MAX_LIFETIME` | 1h | an older connection is closed; 0 never |
//! | `DB_STATEMENT_TIMEOUT` | | 30s | the server ends a longer statement; 0 never |
//! | `DB_SSL_MODE` | `DATABASE_SSL` | see [`SslMode`] | a mode's name, or `true` or `false` |
//! | `DB_APPLICATION_NAME` | | the URL's, then `annals` | what `pg_stat_activity` shows |
//!
//! Other pools' `DB_MAX_IDLE_CONNS` has no counterpart and is not read: a connection that nobody uses is
//! closed after `DB_IDLE_TIMEOUT`, down to `DB_MIN_CONNECTIONS`.
//!
//! Times are written `30` (seconds), `30s`, `500ms`, `5m` or `1h`. An empty variable counts as not
//! set. Two spellings of one setting must agree.
//!
//! Beside `DATABASE_URL` the parts complete what the URL leaves out. A part that says otherwise
//! than the URL is an error, for one of the two would be ignored. `DB_PASSWORD` alone may differ:
//! the URL's own password wins, so that a secret handed to every service disturbs none.
//! `DB_SSL_MODE` and `DB_APPLICATION_NAME` go before the URL's parameters; of these, one that sqlx
//! does not know is ignored with a warning.
//!
//! # In this module
//!
//! - reading variables: `environment`, `variables`, `values`
//! - where the database is: `address`, `parts`, `endpoint`, `ssl_mode`
//! - how it is used: `settings`, `builder`
//! - what the driver gets: `options`
//! - what can be wrong: `problem`

mod address;
mod builder;
mod endpoint;
mod environment;
mod options;
mod parts;
mod problem;
mod settings;
mod ssl_mode;
mod values;
mod variables;

#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use self::address::Address;
use self::endpoint::Endpoint;
use self::settings::Settings;

pub use self::problem::{ConfigError, Problem};
pub use self::ssl_mode::SslMode;

/// Where the database is and how it is used.
///
/// ```
/// use std::time::Duration;
/// use annals_service::config::DatabaseConfig;
///
/// # fn main() -> Result<(), annals_service::config::ConfigError> {
/// let config = DatabaseConfig::new("postgres://app:secret@localhost/journal")?
///     .with_max_connections(10)
///     .with_acquire_timeout(Duration::from_secs(5));
///
/// assert_eq!(config.database(), "journal");
/// assert!(!format!("{config:?}").contains("secret"));
/// # Ok(())
/// # }
/// ```
///
/// [`from_env`](Self::from_env) reads the variables that the module's documentation lists.
#[derive(Clone)]
pub struct DatabaseConfig {
    endpoint: Endpoint,
    settings: Settings,
}

impl DatabaseConfig {
    /// The database at `url`, with every default.
    ///
    /// No variable of the module's table is read. What the URL leaves out the driver takes as
    /// `psql` does: `PGHOST`, `PGUSER`, `PGPASSWORD`, `~/.pgpass`.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with the URL. The error never shows it, for it may hold a password.
    pub fn new(url: &str) -> Result<Self, ConfigError> {
        let setting = "the database URL";
        let address = Address::parse(setting, url)?;
        Ok(Self { endpoint: Endpoint::new(setting, address)?, settings: Settings::default() })
    }

    /// The host's name or address, or the directory of its Unix socket.
    #[must_use]
    pub fn host(&self) -> Cow<'_, str> {
        self.endpoint.host()
    }

    /// The server's port; of a Unix socket, the number in its file name.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.endpoint.port()
    }

    /// The database's name.
    #[must_use]
    pub fn database(&self) -> &str {
        self.endpoint.database()
    }

    /// The role that connects.
    #[must_use]
    pub fn user(&self) -> &str {
        self.endpoint.user()
    }

    /// How connections are encrypted: the mode that is set, else what [`SslMode`] says of the host.
    #[must_use]
    pub fn ssl_mode(&self) -> SslMode {
        self.settings.ssl_mode.unwrap_or_else(|| self.endpoint.ssl_mode())
    }

    /// The name that `pg_stat_activity` and the server's log show.
    #[must_use]
    pub fn application_name(&self) -> &str {
        self.settings
            .application_name
            .as_deref()
            .or_else(|| self.endpoint.application_name())
            .unwrap_or(settings::APPLICATION_NAME)
    }

    /// How many connections the pool opens at most; 1 or more.
    #[must_use]
    pub fn max_connections(&self) -> u32 {
        self.settings.max_connections
    }

    /// How many connections the pool keeps open while nobody asks, never above the maximum.
    #[must_use]
    pub fn min_connections(&self) -> u32 {
        self.settings.min_connections.min(self.settings.max_connections)
    }

    /// How long a caller waits for a connection before it gets an error.
    #[must_use]
    pub fn acquire_timeout(&self) -> Duration {
        self.settings.acquire_timeout
    }

    /// How long one attempt to reach the server may take when the service starts.
    #[must_use]
    pub fn connect_timeout(&self) -> Duration {
        self.settings.connect_timeout
    }

    /// How long a connection may be unused before it is closed; `None` is for ever.
    #[must_use]
    pub fn idle_timeout(&self) -> Option<Duration> {
        self.settings.idle_timeout
    }

    /// How old a connection may become before it is replaced; `None` is for ever.
    #[must_use]
    pub fn max_lifetime(&self) -> Option<Duration> {
        self.settings.max_lifetime
    }

    /// How long a statement may run before the server ends it; `None` leaves it to the server.
    #[must_use]
    pub fn statement_timeout(&self) -> Option<Duration> {
        self.settings.statement_timeout
    }
}

/// Shows of the password only whether there is one.
impl fmt::Debug for DatabaseConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DatabaseConfig")
            .field("endpoint", &self.endpoint)
            .field("ssl_mode", &self.ssl_mode())
            .field("settings", &self.settings)
            .finish()
    }
}
