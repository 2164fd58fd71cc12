//! Connections that fail, each in its way.

use std::time::Duration;

use annals::{
    prelude::*,
    service::config::{ConfigError, SslMode},
};
use annals_sandbox::{SandboxDatabase, Server, ServerOptions};
use futures_util::future::join_all;
use sea_orm::ConnectionTrait;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

use super::{SECRET, assert_hidden, debugged, heard::Heard, told};
use crate::{access::set_rules, catalogue::one, support::TestResult};

/// A server that asks the role `guarded` for its password.
struct Guarded {
    sandbox: SandboxDatabase,
    socket: String,
    _server: Server,
}

impl Guarded {
    async fn start() -> TestResult<Self> {
        let mut server = Server::private(ServerOptions::default()).await?;
        let sandbox = server.database().await?;
        let admin = sea_orm::Database::connect(sandbox.admin_url()).await?;
        let role = format!("CREATE ROLE guarded LOGIN PASSWORD '{SECRET}' IN ROLE annals_app");
        admin.execute_unprepared(&role).await?;
        let socket = one(&admin, "SELECT current_setting('unix_socket_directories')").await?;
        admin.close().await?;
        let rules = "local all guarded scram-sha-256\nlocal all all trust";
        set_rules(&mut server, &sandbox, rules).await?;
        Ok(Self { sandbox, socket, _server: server })
    }

    fn config(&self, database: &str, password: &str) -> Result<DatabaseConfig, ConfigError> {
        DatabaseConfig::from_variables(|name| match name {
            "DB_HOST" => Some(self.socket.clone()),
            "DB_NAME" => Some(database.to_owned()),
            "DB_USER" => Some("guarded".to_owned()),
            "DB_PASSWORD" => Some(password.to_owned()),
            _ => None,
        })
    }
}

/// Somebody who answers a client's first message with this byte, and then says no more.
async fn answering(byte: u8) -> TestResult<u16> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let port = listener.local_addr()?.port();
    tokio::spawn(async move {
        while let Ok((mut client, _)) = listener.accept().await {
            let mut asked = [0; 8];
            if client.read_exact(&mut asked).await.is_ok() {
                client.write_all(&[byte]).await.ok();
            }
        }
    });
    Ok(port)
}

/// The file of a key, or the key itself, in the URL of a server that agrees to encrypt.
fn with_key(port: u16, key: &str) -> Result<DatabaseConfig, ConfigError> {
    let file = |label: &str| format!("-----BEGIN {label}-----%0A{key}%0A-----END {label}-----");
    let (key, certificate) = (file("PRIVATE KEY"), file("CERTIFICATE"));
    DatabaseConfig::new(&format!(
        "postgres://app:{SECRET}@127.0.0.1:{port}/journal?sslmode=require&sslkey={key}&sslcert={certificate}"
    ))
}

#[tokio::test]
async fn a_connection_that_fails_tells_no_password_and_no_key() -> TestResult {
    let server = Guarded::start().await?;
    let (heard, _listening) = Heard::listen();
    let url = |place: &str| DatabaseConfig::new(&format!("postgres://app:{SECRET}@{place}"));
    let (plain, mute, eager) =
        (answering(b'N').await?, answering(b'?').await?, answering(b'S').await?);
    let wrong = format!("{SECRET}, misspelt");
    let elsewhere = url("127.0.0.1:1/journal")?;
    let configs = [
        elsewhere.clone(),
        elsewhere.with_password(SECRET.to_owned()),
        url(&format!("db.invalid/journal?password={SECRET}"))?,
        url(&format!("127.0.0.1:{plain}/journal?sslmode=verify-full"))?,
        url(&format!("127.0.0.1:{mute}/journal"))?.with_ssl_mode(SslMode::Require),
        url(&format!("127.0.0.1:{eager}/journal?sslmode=require&sslkey=/no/{SECRET}.key"))?
            .with_connect_timeout(Duration::from_secs(1)),
        with_key(eager, SECRET)?,
        server.config(server.sandbox.name(), &wrong)?,
        server.config("nowhere", SECRET)?,
    ];
    let shown: Vec<String> = configs.iter().map(debugged).collect();
    for (config, error) in
        shown.iter().zip(join_all(configs.map(Database::connect)).await.into_iter())
    {
        let error = error.err().ok_or_else(|| format!("it connected: {config}"))?;
        // The name of a file is no secret, and whoever has to find it needs it.
        let told = told(&error).replace(&format!("/no/{SECRET}.key"), "");
        assert_hidden(SECRET, "the error", &format!("{told} {config}"));
    }
    heard.assert_hidden(SECRET);
    Ok(())
}

#[tokio::test]
async fn a_pool_whose_password_was_changed_tells_neither_the_old_nor_the_new_one() -> TestResult {
    let server = Guarded::start().await?;
    let (heard, _listening) = Heard::listen();
    let config = server.config(server.sandbox.name(), SECRET)?.with_max_connections(1);
    let db = Database::connect(config).await?;
    assert_hidden(SECRET, "health", &debugged(&db.health().await?));

    let admin = sea_orm::Database::connect(server.sandbox.admin_url()).await?;
    admin.execute_unprepared("ALTER ROLE guarded PASSWORD 'another'").await?;
    let ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'guarded'";
    admin.execute_unprepared(ended).await?;
    // The first one meets the connection that was ended, the next one needs another.
    for _ in 0..3 {
        let error = db.health().await.err().ok_or("the old password was taken")?;
        assert_hidden(SECRET, "the error", &format!("{} {}", told(&error), debugged(&db)));
    }
    heard.assert_hidden(SECRET);
    Ok(())
}

#[tokio::test]
async fn a_migration_that_cannot_begin_tells_no_password() -> TestResult {
    let server = Guarded::start().await?;
    let (heard, _listening) = Heard::listen();
    let place = format!("localhost:5432/{}?host={}", server.sandbox.name(), server.socket);
    for url in [
        format!("postgres://guarded:{SECRET}@localhost:port/journal"),
        format!("mysql://guarded:{SECRET}@localhost/journal"),
        format!("guarded:{SECRET}@localhost/journal"),
        format!("postgres://guarded:{SECRET}misspelt@{place}"),
        // It gets in, and is no member of the owner.
        format!("postgres://guarded:{SECRET}@{place}"),
    ] {
        let error = annals::migrate(&url).await.err().ok_or("it was migrated")?;
        assert_hidden(SECRET, "the error", &told(&error));
    }
    heard.assert_hidden(SECRET);
    Ok(())
}
