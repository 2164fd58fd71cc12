//! The configuration, of which no password may be seen.

use std::collections::HashMap;

use annals_service::{DatabaseConfig, config::ConfigError, fuzzing};

const SECRET: &str = "Kanarienvogel";

type Read = Result<DatabaseConfig, ConfigError>;

/// A URL whose password has anything around a secret, encoded or not.
pub(crate) fn password(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    let (before, after) = text.split_once('\n').unwrap_or((text, ""));
    let url = format!("postgres://app:{before}{SECRET}{after}@localhost/journal");
    is_hidden(&DatabaseConfig::new(&url), SECRET);
}

/// Any URL, with a password from elsewhere.
pub(crate) fn url(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    let variable = |name: &str| match name {
        "DATABASE_URL" => Some(text.to_owned()),
        "DB_PASSWORD" => Some(SECRET.to_owned()),
        _ => None,
    };
    let read = DatabaseConfig::from_variables(variable);
    if !text.contains(SECRET) {
        is_hidden(&read, SECRET);
    }
    if let Ok(config) = read {
        assert!(!config.database().is_empty() && config.max_connections() > 0);
    }
}

/// Any variables: lines of a name and a value.
pub(crate) fn variables(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    let given: HashMap<_, _> = text.lines().filter_map(|line| line.split_once('=')).collect();
    let read = DatabaseConfig::from_variables(|name| match name {
        "DB_PASSWORD" => Some(SECRET.to_owned()),
        _ => given.get(name).map(|value| (*value).to_owned()),
    });
    if !text.contains(SECRET) {
        is_hidden(&read, SECRET);
    }
    if let Ok(config) = read {
        assert!(config.min_connections() <= config.max_connections());
    }
}

fn is_hidden(read: &Read, secret: &str) {
    let shown = match read {
        Ok(config) => format!("{config:?} {config:#?} {}", fuzzing::orm_options(config)),
        Err(error) => format!("{error} {error:?} {:?}", error.problems()),
    };
    assert!(!shown.contains(secret), "{shown}");
}
