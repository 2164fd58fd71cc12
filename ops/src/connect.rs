//! Which connection a command takes.

use std::env;

use annals_service::{Database, DatabaseConfig, config::ConfigError};

use crate::{failure::Failure, leftover, refusal};

/// The variable that names the operator's connection.
pub(crate) const OPERATOR_URL: &str = "ANNALS_OPERATOR_URL";

/// Variables that say where the database is: a URL of the command line stands in their place.
const PLACE: [&str; 4] = ["DB_HOST", "DB_PORT", "DB_NAME", "DB_USER"];

/// The URL of the command line, else that of the environment.
pub(crate) fn config(url: Option<&str>) -> Result<DatabaseConfig, Failure> {
    let config = match url {
        Some(url) => at(url, |name| !PLACE.contains(&name)).map_err(named("--database-url")),
        None => DatabaseConfig::from_env().map_err(named("DATABASE_URL")),
    };
    Ok(config?.with_application_name("annals"))
}

/// Whether the environment names the application's database.
pub(crate) fn is_configured() -> bool {
    let is_set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
    is_set("DATABASE_URL") || is_set("DB_NAME")
}

/// The operator's; `None` where neither the command line nor the environment has one. The application's
/// password is not the operator's.
pub(crate) fn operator_config(url: Option<&str>) -> Result<Option<DatabaseConfig>, Failure> {
    let set = env::var(OPERATOR_URL).ok().filter(|url| !url.is_empty());
    let (url, setting) = match (url, set) {
        (Some(url), _) => (url.to_owned(), "--operator-url"),
        (None, Some(url)) => (url, OPERATOR_URL),
        (None, None) => return Ok(None),
    };
    let config = at(&url, |name| !PLACE.contains(&name) && name != "DB_PASSWORD");
    Ok(Some(config.map_err(named(setting))?.with_application_name("annals")))
}

/// Connects.
pub(crate) async fn open(config: DatabaseConfig) -> Result<Database, Failure> {
    // A command works on few connections: those that nobody asked for would be opened for nothing.
    let config = leftover::named(config.with_min_connections(0));
    Database::connect(config.clone()).await.map_err(|error| refusal::unreached(&config, error))
}

/// A URL, with the settings of the environment (times, sizes, TLS) that are taken.
fn at(url: &str, is_taken: impl Fn(&str) -> bool) -> Result<DatabaseConfig, ConfigError> {
    DatabaseConfig::from_variables(|name| match name {
        "DATABASE_URL" => Some(url.to_owned()),
        name if is_taken(name) => env::var(name).ok(),
        _ => None,
    })
}

/// What is wrong, told of the setting that it was read from.
fn named(setting: &str) -> impl FnOnce(ConfigError) -> Failure {
    move |error| match error.problems() {
        [annals_service::config::Problem::NoDatabase] => {
            Failure::Usage(format!("{error}; or give --database-url"))
        }
        _ => Failure::Usage(error.to_string().replace("DATABASE_URL", setting)),
    }
}
