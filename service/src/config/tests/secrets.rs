//! A password is shown nowhere.

use super::{URL, password, read};
use crate::config::{ConfigError, DatabaseConfig};

#[test]
fn debug_shows_what_is_in_effect_and_no_password() -> Result<(), ConfigError> {
    for url in [URL, "postgres://app@localhost:5433/journal?password=canary"] {
        let config = DatabaseConfig::new(url)?;
        assert_eq!(password(&config).as_deref(), Some("canary"));
        for shown in [format!("{config:?}"), format!("{config:#?}")] {
            assert!(!shown.contains("canary"), "{shown}");
            assert!(shown.contains("REDACTED") && shown.contains("journal"), "{shown}");
        }
    }
    Ok(())
}

#[test]
fn no_options_of_the_orm_show_a_password() -> Result<(), ConfigError> {
    let by_parts = read(&[("DB_NAME", "journal"), ("DB_PASSWORD", "canary")])?;
    let by_parameter = DatabaseConfig::new("postgres:///journal?password=canary")?;
    for config in [by_parts, by_parameter, DatabaseConfig::new(URL)?] {
        let options = config.connect_options();
        assert!(!format!("{options:?}").contains("canary"), "{options:?}");
    }
    Ok(())
}

#[test]
fn no_error_shows_a_password() {
    for url in [
        "postgres://app:canary@localhost:70000/journal",
        "postgres://app:canary@localhost",
        "postgres://app:canary@localhost/journal?sslmode=strict",
        "postgres://app:canary@localhost/journal?statement-cache-capacity=x",
        "postgres://localhost/journal?password=canary&port=0",
        "postgres://app:can%FFcanary@localhost/journal",
        "postgres://app:12/canary@localhost/journal",
        "mysql://app:canary@localhost/journal",
        "app:canary@localhost/journal",
        "canary",
    ] {
        let Err(error) = read(&[("DATABASE_URL", url), ("DB_PASSWORD", "canary")]) else {
            panic!("{url} was read");
        };
        let shown = format!("{error} {error:?} {error:#?}");
        assert!(!shown.contains("canary"), "{shown}");
    }
}

#[test]
fn no_contradiction_shows_a_password() {
    let error =
        read(&[("DATABASE_URL", URL), ("DB_HOST", "db.example"), ("DB_PASSWORD", "canary")]);
    let shown = format!("{error:?}");
    assert!(shown.contains("DB_HOST") && !shown.contains("canary"), "{shown}");
}
