//! How the database is used.

use std::time::Duration;

use super::{URL, read};
use crate::config::{ConfigError, DatabaseConfig, SslMode};

#[test]
fn a_url_alone_has_every_default() -> Result<(), ConfigError> {
    for config in [read(&[("DATABASE_URL", URL)])?, DatabaseConfig::new(URL)?] {
        assert_eq!(config.host(), "localhost");
        assert_eq!(config.port(), 5433);
        assert_eq!(config.database(), "journal");
        assert_eq!(config.user(), "app");
        assert_eq!(config.ssl_mode(), SslMode::Prefer);
        assert_eq!(config.application_name(), "annals");
        assert_eq!(config.max_connections(), 20);
        assert_eq!(config.min_connections(), 5);
        assert_eq!(config.acquire_timeout(), Duration::from_secs(30));
        assert_eq!(config.connect_timeout(), Duration::from_secs(5));
        assert_eq!(config.idle_timeout(), Some(Duration::from_mins(10)));
        assert_eq!(config.max_lifetime(), Some(Duration::from_hours(1)));
        assert_eq!(config.statement_timeout(), Some(Duration::from_secs(30)));
    }
    Ok(())
}

#[test]
fn every_setting_has_its_variables() -> Result<(), ConfigError> {
    for name in ["DB_MAX_CONNECTIONS", "DB_MAX_CONNS", "DATABASE_POOL_SIZE"] {
        let config = read(&[("DATABASE_URL", URL), (name, "40")])?;
        assert_eq!(config.max_connections(), 40, "{name}");
    }
    for name in ["DB_MAX_LIFETIME", "DB_CONN_MAX_LIFETIME"] {
        let config = read(&[("DATABASE_URL", URL), (name, "2h")])?;
        assert_eq!(config.max_lifetime(), Some(Duration::from_hours(2)), "{name}");
    }
    for name in ["DB_SSL_MODE", "DATABASE_SSL"] {
        let config = read(&[("DATABASE_URL", URL), (name, "true")])?;
        assert_eq!(config.ssl_mode(), SslMode::VerifyFull, "{name}");
    }
    let config = read(&[
        ("DATABASE_URL", URL),
        ("DB_MIN_CONNECTIONS", "0"),
        ("DB_ACQUIRE_TIMEOUT", "1"),
        ("DB_CONNECT_TIMEOUT", "2s"),
        ("DB_IDLE_TIMEOUT", "3m"),
        ("DB_STATEMENT_TIMEOUT", "400ms"),
        ("DB_APPLICATION_NAME", "import"),
    ])?;
    assert_eq!(config.min_connections(), 0);
    assert_eq!(config.acquire_timeout(), Duration::from_secs(1));
    assert_eq!(config.connect_timeout(), Duration::from_secs(2));
    assert_eq!(config.idle_timeout(), Some(Duration::from_mins(3)));
    assert_eq!(config.statement_timeout(), Some(Duration::from_millis(400)));
    assert_eq!(config.application_name(), "import");
    Ok(())
}

#[test]
fn zero_lifts_a_limit() -> Result<(), ConfigError> {
    let config = read(&[
        ("DATABASE_URL", URL),
        ("DB_IDLE_TIMEOUT", "0"),
        ("DB_MAX_LIFETIME", "0s"),
        ("DB_STATEMENT_TIMEOUT", "0"),
    ])?;
    assert_eq!(config.idle_timeout(), None);
    assert_eq!(config.max_lifetime(), None);
    assert_eq!(config.statement_timeout(), None);
    Ok(())
}

#[test]
fn an_empty_variable_counts_as_not_set() -> Result<(), ConfigError> {
    let config = read(&[
        ("DATABASE_URL", ""),
        ("DB_NAME", "journal"),
        ("DB_HOST", " "),
        ("DB_PORT", ""),
        ("DB_MAX_CONNECTIONS", ""),
        ("DB_MAX_CONNS", " 8 "),
        ("DB_SSL_MODE", ""),
    ])?;
    assert_eq!((&*config.host(), config.port()), ("localhost", 5432));
    assert_eq!(config.max_connections(), 8);
    Ok(())
}

#[test]
fn the_default_minimum_gives_way_to_a_small_maximum() -> Result<(), ConfigError> {
    let config = read(&[("DATABASE_URL", URL), ("DB_MAX_CONNECTIONS", "3")])?;
    assert_eq!(config.min_connections(), 3);

    let config = DatabaseConfig::new(URL)?.with_max_connections(0);
    assert_eq!((config.max_connections(), config.min_connections()), (1, 1));
    Ok(())
}

#[test]
fn spellings_of_one_setting_may_agree_in_other_words() -> Result<(), ConfigError> {
    let config = read(&[
        ("DATABASE_URL", URL),
        ("DB_MAX_LIFETIME", "120"),
        ("DB_CONN_MAX_LIFETIME", "2m"),
        ("DB_SSL_MODE", "verify-full"),
        ("DATABASE_SSL", "TRUE"),
    ])?;
    assert_eq!(config.max_lifetime(), Some(Duration::from_mins(2)));
    assert_eq!(config.ssl_mode(), SslMode::VerifyFull);
    Ok(())
}

#[test]
fn variables_go_before_the_parameters_of_the_url() -> Result<(), ConfigError> {
    let url = "postgres://db.example/journal?sslmode=require&application_name=import";
    let config = read(&[("DATABASE_URL", url)])?;
    assert_eq!(config.ssl_mode(), SslMode::Require);
    assert_eq!(config.application_name(), "import");

    let config = read(&[
        ("DATABASE_URL", url),
        ("DATABASE_SSL", "false"),
        ("DB_APPLICATION_NAME", "export"),
    ])?;
    assert_eq!(config.ssl_mode(), SslMode::Disable);
    assert_eq!(config.application_name(), "export");
    Ok(())
}
