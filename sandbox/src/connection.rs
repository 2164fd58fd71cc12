//! Connections of the sandbox itself, as the administrator.

use std::str::FromStr;

use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions, PgConnection};

use crate::address::Address;
use crate::error::Error;

/// Connects to the database where keepers meet.
pub(crate) async fn open(address: &Address) -> Result<PgConnection, Error> {
    try_open(address).await.map_err(|source| failure(address, source))
}

/// The same with the driver's own error, to tell why it failed.
pub(crate) async fn try_open(address: &Address) -> Result<PgConnection, sqlx::Error> {
    PgConnectOptions::from_str(&address.home_url())?
        .application_name("annals-sandbox")
        .disable_statement_logging()
        .connect()
        .await
}

pub(crate) fn failure(address: &Address, source: sqlx::Error) -> Error {
    Error::Connect {
        server: address.place(),
        hint: match address {
            Address::Socket(_) => "its log is the file server.log beside that directory",
            Address::Foreign(_) => "check ANNALS_SANDBOX_URL, or unset it to use a private server",
        },
        source,
    }
}
