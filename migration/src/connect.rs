//! The owner's connection, by a URL that no error shows, to a server that is who it says.

use std::{net::IpAddr, str::FromStr};

use sea_orm_migration::sea_orm::{ConnectOptions, Database, DatabaseConnection, DbErr, RuntimeErr};
use sqlx::postgres::{PgConnectOptions, PgSslMode};

/// Connects as a member of `annals_owner`. Where the URL says no `sslmode`, a server that is not on this
/// machine has to prove who it is: its certificate is checked, as an application's connection does.
///
/// # Errors
/// When the server can't be reached, and for a URL that can't be read. It is not shown, for it may hold
/// a password.
pub async fn connect(owner_url: &str) -> Result<DatabaseConnection, DbErr> {
    let driver = driver_options(owner_url).ok_or_else(unreadable)?;
    // SeaORM shows the URL that it is given where it can't use it.
    let mut options = ConnectOptions::new("postgres:///");
    options.map_sqlx_postgres_opts(move |_| driver.clone());
    Database::connect(options).await
}

/// `None`: it is no URL of `PostgreSQL`'s.
fn driver_options(url: &str) -> Option<PgConnectOptions> {
    if !url.starts_with("postgres://") && !url.starts_with("postgresql://") {
        return None;
    }
    let options = PgConnectOptions::from_str(url).ok()?;
    let says_mode = ["sslmode=", "ssl-mode="].iter().any(|parameter| url.contains(parameter))
        || std::env::var_os("PGSSLMODE").is_some();
    let is_here = options.get_socket().is_some() || is_loopback(options.get_host());
    if says_mode || is_here {
        return Some(options);
    }
    Some(options.ssl_mode(PgSslMode::VerifyFull))
}

fn is_loopback(host: &str) -> bool {
    host.starts_with('/')
        || host.eq_ignore_ascii_case("localhost")
        || host
            .trim_matches(['[', ']'])
            .parse::<IpAddr>()
            .is_ok_and(|address| address.to_canonical().is_loopback())
}

fn unreadable() -> DbErr {
    let said = "the owner's URL can't be read: write it like \
                postgres://owner:password@localhost:5432/journal, special characters of the password \
                percent-encoded (%40 for @)";
    DbErr::Conn(RuntimeErr::Internal(said.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::{connect, driver_options};

    fn mode(url: &str) -> String {
        driver_options(url)
            .map(|options| format!("{:?}", options.get_ssl_mode()))
            .unwrap_or_default()
    }

    #[test]
    fn a_server_elsewhere_proves_who_it_is_unless_the_url_says_otherwise() {
        assert_eq!(mode("postgres://owner@db.internal/journal"), "VerifyFull");
        assert_eq!(mode("postgres://owner@db.internal/journal?sslmode=require"), "Require");
        for here in ["localhost", "127.0.0.1", "[::1]", "%2Frun%2Fpostgresql"] {
            assert_eq!(mode(&format!("postgres://owner@{here}/journal")), "Prefer", "{here}");
        }
    }

    #[tokio::test]
    async fn a_url_that_cannot_be_read_is_not_shown() {
        for url in [
            "postgres://owner:canary@localhost:port/journal",
            "mysql://owner:canary@localhost/journal",
            "owner:canary@localhost",
            "",
        ] {
            let error = connect(url).await.expect_err(url);
            assert!(!format!("{error} {error:?}").contains("canary"), "{error:?}");
        }
    }
}
