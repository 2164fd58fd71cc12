//! Reading the configuration from the process's variables, or from an application's own.

use std::env::{self, VarError};

use secrecy::ExposeSecret;

use super::DatabaseConfig;
use super::address::Address;
use super::endpoint::Endpoint;
use super::parts::Parts;
use super::problem::ConfigError;
use super::settings::Settings;
use super::variables::Variables;

pub(super) const URL: &str = "DATABASE_URL";

impl DatabaseConfig {
    /// Reads the process's variables; the [module](super) lists them.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with them, all at once.
    pub fn from_env() -> Result<Self, ConfigError> {
        read(&|name| env::var(name))
    }

    /// Reads the same variables from elsewhere: a file of settings, a map in a test.
    ///
    /// `lookup` gives the value of a name, and `None` for one that is not set. What neither the
    /// URL nor `lookup` gives and the driver takes from the process stays that way: `PGPASSWORD`,
    /// `PGSSLROOTCERT`, the system's user.
    ///
    /// ```
    /// use annals_service::config::DatabaseConfig;
    ///
    /// let config = DatabaseConfig::from_variables(|name| match name {
    ///     "DB_NAME" => Some("journal".into()),
    ///     "DB_PORT" => Some("5433".into()),
    ///     _ => None,
    /// })?;
    /// assert_eq!((&*config.host(), config.port()), ("localhost", 5433));
    /// # Ok::<(), annals_service::config::ConfigError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As those of [`from_env`](Self::from_env).
    pub fn from_variables(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        read(&|name| lookup(name).ok_or(VarError::NotPresent))
    }
}

pub(super) fn read(
    lookup: &dyn Fn(&str) -> Result<String, VarError>,
) -> Result<DatabaseConfig, ConfigError> {
    let mut variables = Variables::new(lookup);
    let endpoint = endpoint(&mut variables);
    let settings = Settings::read(&mut variables);
    let problems = variables.into_problems();
    match endpoint {
        Some(endpoint) if problems.is_empty() => Ok(DatabaseConfig { endpoint, settings }),
        _ => Err(ConfigError::new(problems)),
    }
}

/// `None` where a problem was reported.
fn endpoint(variables: &mut Variables<'_>) -> Option<Endpoint> {
    let url = variables.read_secret(URL);
    let parts = Parts::read(variables);
    let address = match url {
        None => parts.alone(),
        Some(url) => Address::parse(URL, url.expose_secret())
            .map(|address| parts.complete(address, variables)),
    };
    address
        .and_then(|address| Endpoint::new(URL, address))
        .map_err(|problem| variables.report(problem))
        .ok()
}
