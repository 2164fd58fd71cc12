//! The configuration as an application meets it.

mod places;
mod problems;
mod secrets;
mod settings;

use sqlx::ConnectOptions as _;

use super::{ConfigError, DatabaseConfig};

const URL: &str = "postgres://app:canary@localhost:5433/journal";

fn read(variables: &[(&str, &str)]) -> Result<DatabaseConfig, ConfigError> {
    DatabaseConfig::from_variables(|name| {
        let (_, value) = variables.iter().find(|(variable, _)| *variable == name)?;
        Some((*value).to_owned())
    })
}

/// The lines that a user sees.
fn problems(variables: &[(&str, &str)]) -> Vec<String> {
    let Err(error) = read(variables) else {
        return Vec::new();
    };
    let lines: Vec<_> = error.to_string().lines().map(str::to_owned).collect();
    assert_eq!(lines.len(), error.problems().len(), "{error}");
    lines
}

/// What the driver would send, percent-encoded.
fn password(config: &DatabaseConfig) -> Option<String> {
    // sqlx 0.9 panics over the URL of an IPv6 address.
    let url = config.driver_options().host("any").to_url_lossy();
    url.password().map(str::to_owned)
}
