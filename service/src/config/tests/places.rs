//! Where the database is.

use super::{URL, password, problems, read};
use crate::config::{ConfigError, DatabaseConfig, SslMode};

#[test]
fn parts_take_the_place_of_a_url() -> Result<(), ConfigError> {
    let config = read(&[
        ("DB_HOST", "db.example"),
        ("DB_PORT", "6432"),
        ("DB_NAME", "jour/nal?"),
        ("DB_USER", "a@b%41"),
        ("DB_PASSWORD", "p%41 &"),
    ])?;
    assert_eq!(config.host(), "db.example");
    assert_eq!(config.port(), 6432);
    assert_eq!(config.database(), "jour/nal?");
    assert_eq!(config.user(), "a@b%41");
    assert_eq!(password(&config).as_deref(), Some("p%2541%20%26"));
    Ok(())
}

#[test]
fn a_name_is_enough() -> Result<(), ConfigError> {
    let config = read(&[("DB_NAME", "journal")])?;
    assert_eq!((&*config.host(), config.port()), ("localhost", 5432));
    Ok(())
}

#[test]
fn a_unix_socket_is_found_in_each_spelling() -> Result<(), ConfigError> {
    for url in [
        "postgres:///journal?host=/run/pg&user=app",
        "postgres://app@%2Frun%2Fpg/journal",
        "postgresql://app@ignored/journal?host=%2Frun%2Fpg",
    ] {
        let config = DatabaseConfig::new(url)?;
        assert_eq!((&*config.host(), config.user()), ("/run/pg", "app"), "{url}");
        assert_eq!(config.ssl_mode(), SslMode::Prefer, "{url}");
    }
    let config = read(&[("DB_HOST", "/run/pg"), ("DB_NAME", "journal")])?;
    assert_eq!(config.host(), "/run/pg");
    Ok(())
}

#[test]
fn a_certificate_is_checked_unless_the_host_is_this_machine() -> Result<(), ConfigError> {
    let cases = [
        ("postgres://127.0.0.1/journal", SslMode::Prefer),
        ("postgres://[::1]/journal", SslMode::Prefer),
        ("postgres://db.example/journal", SslMode::VerifyFull),
        ("postgres://[2001:db8::1]/journal", SslMode::VerifyFull),
        ("postgres://localhost/journal?host=db.example", SslMode::VerifyFull),
        ("postgres://localhost/journal?hostaddr=10.0.0.1", SslMode::VerifyFull),
    ];
    for (url, mode) in cases {
        assert_eq!(DatabaseConfig::new(url)?.ssl_mode(), mode, "{url}");
    }
    let config = read(&[("DB_HOST", "db.example"), ("DB_NAME", "journal")])?;
    assert_eq!(config.ssl_mode(), SslMode::VerifyFull);
    Ok(())
}

#[test]
fn parts_complete_a_url_and_may_repeat_it() -> Result<(), ConfigError> {
    let config = read(&[
        ("DATABASE_URL", "postgres://[::1]/journal"),
        ("DB_HOST", "::1"),
        ("DB_PORT", "5433"),
        ("DB_USER", "app"),
        ("DB_NAME", "journal"),
        ("DB_PASSWORD", "secret"),
    ])?;
    assert_eq!((config.port(), config.user()), (5433, "app"));
    assert_eq!(password(&config).as_deref(), Some("secret"));
    Ok(())
}

#[test]
fn a_part_that_contradicts_the_url_is_refused() {
    let lines = problems(&[
        ("DATABASE_URL", URL),
        ("DB_HOST", "db.example"),
        ("DB_PORT", "5432"),
        ("DB_USER", "root"),
        ("DB_NAME", "journal"),
    ]);
    assert_eq!(
        lines,
        [
            "DATABASE_URL says \"localhost\" and DB_HOST says \"db.example\": \
             unset one, or let them agree",
            "DATABASE_URL says \"5433\" and DB_PORT says \"5432\": unset one, or let them agree",
            "DATABASE_URL says \"app\" and DB_USER says \"root\": unset one, or let them agree",
        ]
    );
}

#[test]
fn the_password_of_the_url_goes_before_the_variable() -> Result<(), ConfigError> {
    let config = read(&[("DATABASE_URL", URL), ("DB_PASSWORD", "another")])?;
    assert_eq!(password(&config).as_deref(), Some("canary"));

    let config = config.with_password("rotated");
    assert_eq!(password(&config).as_deref(), Some("rotated"));
    Ok(())
}
