//! What the driver and `SeaORM` get.

use std::time::Duration;

use sea_orm::ConnectOptions;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Executor};

use super::DatabaseConfig;

/// A connection that was unused for this long is pinged before it is handed out.
///
/// A ping each time costs half an insert; a connection that a firewall dropped was idle for longer.
const PING_AFTER_IDLE: Duration = Duration::from_secs(30);

impl DatabaseConfig {
    /// The options of `SeaORM`'s pool.
    ///
    /// [`connect_timeout`](Self::connect_timeout) is not among them, for neither `SeaORM` nor sqlx
    /// has such a setting: `SeaORM`'s `connect_timeout` is its `acquire_timeout` by another name.
    /// And sqlx takes a refused connection for a server that starts, and tries again until the
    /// acquire timeout ends. So try the server first, with [`driver_options`](Self::driver_options)
    /// and a time limit.
    pub(crate) fn connect_options(&self) -> ConnectOptions {
        // The URL has no password, since SeaORM shows it in a span and in errors.
        let mut options = ConnectOptions::new(self.endpoint.url());
        options
            .max_connections(self.max_connections())
            .min_connections(self.min_connections())
            .acquire_timeout(self.acquire_timeout())
            .idle_timeout(self.idle_timeout())
            .max_lifetime(self.max_lifetime())
            .test_before_acquire_if_idle_for(PING_AFTER_IDLE)
            .sqlx_logging(false);
        let config = self.clone();
        options.map_sqlx_postgres_opts(move |_| config.driver_options());
        if let Some(timeout) = self.statement_timeout() {
            options.map_sqlx_postgres_pool_opts(move |pool| limit_statements(pool, timeout));
        }
        options
    }

    /// The options of one connection of sqlx, the password among them; it logs no statements. For what
    /// takes a connection of its own, such as `COPY` by an operator: no account is set on it.
    ///
    /// The statement timeout is the pool's to set, so it does not hold here.
    #[must_use]
    pub fn driver_options(&self) -> PgConnectOptions {
        self.endpoint
            .driver_options()
            .ssl_mode(self.ssl_mode().into())
            .application_name(self.application_name())
            .disable_statement_logging()
    }
}

/// Sets the timeout on each new connection: `PgBouncer` refuses it among the startup parameters.
///
/// Behind `PgBouncer` in transaction mode this reaches one of the connections that transactions
/// then share: there each transaction must set it for itself, or the role must have it.
fn limit_statements(pool: PgPoolOptions, timeout: Duration) -> PgPoolOptions {
    let statement = set_statement_timeout(timeout);
    pool.after_connect(move |connection, _| {
        let statement = statement.clone();
        Box::pin(async move { connection.execute(AssertSqlSafe(statement)).await.map(|_| ()) })
    })
}

/// The statement for a timeout that the server can hold: 1 ms (0 is no limit) to about 24 days.
///
/// A statement that fails here would be tried again and again until the acquire timeout ends.
fn set_statement_timeout(timeout: Duration) -> String {
    let milliseconds = i32::try_from(timeout.as_millis()).unwrap_or(i32::MAX);
    format!("SET statement_timeout = {}", milliseconds.max(1))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use sqlx::ConnectOptions as _;
    use sqlx::postgres::PgSslMode;

    use super::set_statement_timeout;
    use crate::config::{ConfigError, DatabaseConfig, SslMode};

    const URL: &str = "postgres://app:c%40nary@db.example/journal";

    #[test]
    fn the_pool_gets_every_setting() -> Result<(), ConfigError> {
        let options = DatabaseConfig::new(URL)?
            .with_max_connections(7)
            .with_min_connections(3)
            .with_acquire_timeout(Duration::from_secs(4))
            .with_idle_timeout(Duration::from_secs(5))
            .with_max_lifetime(None)
            .connect_options();
        assert_eq!(options.get_max_connections(), Some(7));
        assert_eq!(options.get_min_connections(), Some(3));
        assert_eq!(options.get_acquire_timeout(), Some(Duration::from_secs(4)));
        assert_eq!(options.get_idle_timeout(), Some(Some(Duration::from_secs(5))));
        assert_eq!(options.get_max_lifetime(), Some(None));
        assert!(!options.get_sqlx_logging());
        Ok(())
    }

    #[test]
    fn a_connection_is_pinged_after_idleness_alone() -> Result<(), ConfigError> {
        let options = DatabaseConfig::new(URL)?.connect_options();
        assert!(!options.get_test_before_acquire());
        assert_eq!(options.get_test_before_acquire_if_idle_for(), Some(Duration::from_secs(30)));
        Ok(())
    }

    #[test]
    fn the_driver_gets_the_password_and_the_orm_does_not() -> Result<(), ConfigError> {
        let config = DatabaseConfig::new(URL)?;
        let url = config.driver_options().to_url_lossy();
        assert_eq!(url.password(), Some("c%40nary"));

        let options = config.connect_options();
        assert!(!format!("{options:?}").contains("nary"), "{options:?}");
        Ok(())
    }

    #[test]
    fn the_driver_gets_the_mode_and_the_name_in_effect() -> Result<(), ConfigError> {
        let config = DatabaseConfig::new(URL)?;
        let options = config.driver_options();
        assert!(matches!(options.get_ssl_mode(), PgSslMode::VerifyFull));
        assert_eq!(options.get_application_name(), Some("annals"));

        let options =
            config.with_ssl_mode(SslMode::Disable).with_application_name("import").driver_options();
        assert!(matches!(options.get_ssl_mode(), PgSslMode::Disable));
        assert_eq!(options.get_application_name(), Some("import"));
        Ok(())
    }

    #[test]
    fn a_statement_timeout_is_one_that_the_server_can_hold() {
        let cases = [
            (Duration::from_secs(30), "SET statement_timeout = 30000"),
            (Duration::from_micros(1), "SET statement_timeout = 1"),
            (Duration::MAX, "SET statement_timeout = 2147483647"),
        ];
        for (timeout, statement) in cases {
            assert_eq!(set_statement_timeout(timeout), statement);
        }
    }
}
