//! Which connection a command takes.

use annals_service::{Database, DatabaseConfig};

use crate::failure::Failure;

/// The variable that names the operator's connection.
pub(crate) const OPERATOR_URL: &str = "ANNALS_OPERATOR_URL";

/// The URL of the command line, else that of the environment.
pub(crate) fn config(url: Option<&str>) -> Result<DatabaseConfig, Failure> {
    let config = match url {
        Some(url) => DatabaseConfig::new(url)?,
        None => DatabaseConfig::from_env()?,
    };
    Ok(config.with_application_name("annals"))
}

/// The operator's; `None` where neither the command line nor the environment has one.
pub(crate) fn operator_config(url: Option<&str>) -> Result<Option<DatabaseConfig>, Failure> {
    let set = || std::env::var(OPERATOR_URL).ok().filter(|url| !url.is_empty());
    let Some(url) = url.map(str::to_owned).or_else(set) else { return Ok(None) };
    Ok(Some(DatabaseConfig::new(&url)?.with_application_name("annals")))
}

/// Connects.
pub(crate) async fn open(config: DatabaseConfig) -> Result<Database, Failure> {
    Ok(Database::connect(config).await?)
}
