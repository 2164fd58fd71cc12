//! Where connections go, with what the driver fills in.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use secrecy::{ExposeSecret, SecretString};
use sqlx::postgres::PgConnectOptions;
use url::form_urlencoded;

use super::SslMode;
use super::address::Address;
use super::problem::Problem;

/// A database that the driver can connect to.
#[derive(Clone)]
pub(super) struct Endpoint {
    /// Host, port, user and database, for those who show it: `SeaORM` does, in errors. Not the driver's
    /// parameters: `sslkey` may be a key instead of its file.
    url: String,
    /// What the driver made of the URL and of `PGHOST`, `PGUSER` and their like.
    driver: PgConnectOptions,
    database: String,
    password: Option<SecretString>,
    ssl_mode: Option<SslMode>,
    application_name: Option<String>,
}

impl Endpoint {
    /// Makes sure that the driver takes the address; `setting` is what messages call it.
    pub(super) fn new(setting: &'static str, address: Address) -> Result<Self, Problem> {
        let (url, with_parameters) = (url_of(&address, &[]), url_of(&address, &address.parameters));
        let Some(database) = address.database else {
            return Err(Problem::UrlWithoutDatabase { setting });
        };
        let driver = PgConnectOptions::from_str(&with_parameters)
            .map_err(|source| Problem::UrlRefused { setting, source })?;
        Ok(Self {
            url,
            driver,
            database,
            password: address.password,
            ssl_mode: address.ssl_mode,
            application_name: address.application_name,
        })
    }

    /// The URL without its password, and without what the driver alone reads.
    pub(super) fn url(&self) -> &str {
        &self.url
    }

    /// The driver's options, the password among them.
    pub(super) fn driver_options(&self) -> PgConnectOptions {
        let options = self.driver.clone();
        match &self.password {
            Some(password) => options.password(password.expose_secret()),
            None => options,
        }
    }

    pub(super) fn set_password(&mut self, password: SecretString) {
        self.password = Some(password);
    }

    pub(super) fn host(&self) -> Cow<'_, str> {
        match self.driver.get_socket() {
            Some(directory) => directory.to_string_lossy(),
            None => Cow::Borrowed(self.driver.get_host()),
        }
    }

    pub(super) fn port(&self) -> u16 {
        self.driver.get_port()
    }

    pub(super) fn user(&self) -> &str {
        self.driver.get_username()
    }

    pub(super) fn database(&self) -> &str {
        &self.database
    }

    /// The URL's mode, else what the host gets.
    pub(super) fn ssl_mode(&self) -> SslMode {
        self.ssl_mode.unwrap_or_else(|| SslMode::for_host(&self.host()))
    }

    pub(super) fn application_name(&self) -> Option<&str> {
        self.application_name.as_deref()
    }
}

/// Says of the password whether there is one, and nothing of the driver's options, which may hold
/// that of `PGPASSWORD`.
impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Endpoint")
            .field("host", &self.host())
            .field("port", &self.port())
            .field("database", &self.database())
            .field("user", &self.user())
            .field("password", &self.password)
            .finish_non_exhaustive()
    }
}

/// A URL of parameters alone: they are the only place where every character can be encoded.
fn url_of(address: &Address, parameters: &[(String, String)]) -> String {
    let start = String::from("postgres:///?");
    let length = start.len();
    let mut url = form_urlencoded::Serializer::for_suffix(start, length);
    let port = address.port.map(|port| port.to_string());
    let stated = [
        ("host", &address.host),
        ("port", &port),
        ("user", &address.user),
        ("dbname", &address.database),
    ];
    for (name, value) in stated {
        if let Some(value) = value {
            url.append_pair(name, value);
        }
    }
    url.extend_pairs(parameters);
    url.finish()
}
