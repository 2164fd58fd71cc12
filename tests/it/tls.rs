//! Encrypted connections, to a server with certificates of the test's own making.

use std::{error::Error, fs, path::PathBuf};

use annals::{prelude::*, service::config::SslMode};
use annals_sandbox::{SandboxDatabase, Server, ServerOptions};
use base64::{Engine, engine::general_purpose::STANDARD};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use sea_orm::ConnectionTrait;
use tempfile::TempDir;

use crate::{access::write_file, catalogue::one, support::TestResult};

pub(crate) type Authority = CertifiedIssuer<'static, KeyPair>;

/// A server that listens on an address of this machine, encrypted, and asks a reader for a certificate.
struct Encrypted {
    files: TempDir,
    address: String,
    clients: Authority,
    sandbox: SandboxDatabase,
    _server: Server,
}

pub(crate) fn authority(name: &str) -> TestResult<Authority> {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    Ok(CertifiedIssuer::self_signed(params, KeyPair::generate()?)?)
}

/// The text form of a certificate or a key (RFC 7468).
pub(crate) fn pem(label: &str, der: &[u8]) -> String {
    let text = STANDARD.encode(der);
    let lines: Vec<_> = text.as_bytes().chunks(64).map(String::from_utf8_lossy).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
}

/// A certificate and its key, as PEM.
pub(crate) fn issue(
    authority: &Authority,
    name: &str,
    host: Option<&str>,
) -> TestResult<(String, String)> {
    let mut params =
        CertificateParams::new(host.map(str::to_owned).into_iter().collect::<Vec<_>>())?;
    params.distinguished_name.push(DnType::CommonName, name);
    let key = KeyPair::generate()?;
    let certificate = params.signed_by(&key, authority)?;
    Ok((pem("CERTIFICATE", certificate.der()), pem("PRIVATE KEY", &key.serialize_der())))
}

impl Encrypted {
    /// `certified` is the host that the server's certificate names; `None`: the one it listens on.
    async fn start(certified: Option<&str>) -> TestResult<Self> {
        let mut server = Server::private(ServerOptions::default()).await?;
        let sandbox = server.database().await?;
        // Nobody else listens there, whatever runs on this machine.
        let address = format!("127.{}.{}.7", 1 + rand::random::<u8>() % 250, rand::random::<u8>());
        let (servers, clients) = (authority("Servers")?, authority("Clients")?);
        let (certificate, key) = issue(&servers, "server", certified.or(Some(&address)))?;
        let files = tempfile::tempdir()?;
        fs::write(files.path().join("ca.crt"), pem("CERTIFICATE", servers.der()))?;

        let admin = sea_orm::Database::connect(sandbox.admin_url()).await?;
        let access = "local all all trust\n\
                      hostssl all annals_sandbox_reader all trust clientcert=verify-ca\n\
                      hostssl all all all trust";
        for (file, text) in [
            ("server.crt", certificate.as_str()),
            ("server.key", &key),
            ("clients.crt", &pem("CERTIFICATE", clients.der())),
            ("access.conf", access),
        ] {
            write_file(&admin, file, text).await?;
        }
        let directory: String = one(&admin, "SELECT current_setting('data_directory')").await?;
        for (setting, value) in [
            ("listen_addresses", address.as_str()),
            ("ssl", "on"),
            ("ssl_cert_file", "server.crt"),
            ("ssl_key_file", "server.key"),
            ("ssl_ca_file", "clients.crt"),
            ("hba_file", &format!("{directory}/access.conf")),
        ] {
            admin.execute_unprepared(&format!("ALTER SYSTEM SET {setting} = '{value}'")).await?;
        }
        admin.close().await?;
        server.restart().await?;
        Ok(Self { files, address, clients, sandbox, _server: server })
    }

    fn file(&self, name: &str) -> PathBuf {
        self.files.path().join(name)
    }

    /// A URL of a role, with parameters.
    fn url(&self, role: &str, parameters: &str) -> String {
        format!("postgres://{role}@{}:5432/{}?{parameters}", self.address, self.sandbox.name())
    }

    fn trusting(&self) -> String {
        format!("sslrootcert={}", self.file("ca.crt").display())
    }
}

/// Connects at once or not at all.
async fn connect(url: &str, mode: Option<SslMode>) -> TestResult<Database> {
    let mut config = DatabaseConfig::new(url)?;
    if let Some(mode) = mode {
        config = config.with_ssl_mode(mode);
    }
    Ok(Database::connect(config).await?)
}

/// An error with all of its causes.
fn told(error: &(dyn Error + 'static)) -> String {
    let cause = error.source().map(|cause| format!(": {}", told(cause)));
    format!("{error}{}", cause.unwrap_or_default())
}

const APP: &str = "annals_sandbox_app";

#[tokio::test]
async fn a_server_whose_certificate_is_right_is_taken_and_the_connection_is_encrypted() -> TestResult
{
    let server = Encrypted::start(None).await?;
    let db = connect(&server.url(APP, &server.trusting()), Some(SslMode::VerifyFull)).await?;
    let encrypted = "SELECT count(*) FROM pg_stat_ssl s JOIN pg_stat_activity a USING (pid)
                      WHERE s.ssl AND a.usename = 'annals_sandbox_app'";
    let admin = sea_orm::Database::connect(server.sandbox.admin_url()).await?;
    let count: i64 = one(&admin, encrypted).await?;
    assert!(count > 0);
    db.close().await?;
    Ok(())
}

#[tokio::test]
async fn a_server_that_nobody_vouches_for_is_refused() -> TestResult {
    let server = Encrypted::start(None).await?;
    let Err(error) = connect(&server.url(APP, ""), Some(SslMode::VerifyFull)).await else {
        return Err("it was taken".into());
    };
    assert!(told(error.as_ref()).contains("UnknownIssuer"), "{}", told(error.as_ref()));
    Ok(())
}

#[tokio::test]
async fn a_certificate_of_another_host_is_refused() -> TestResult {
    let server = Encrypted::start(Some("elsewhere.example")).await?;
    let url = server.url(APP, &server.trusting());
    let Err(error) = connect(&url, Some(SslMode::VerifyFull)).await else {
        return Err("it was taken".into());
    };
    assert!(told(error.as_ref()).contains("not valid for"), "{}", told(error.as_ref()));
    // Whose name it is does not matter to who asks for a vouched one only.
    connect(&url, Some(SslMode::VerifyCa)).await?.close().await?;
    Ok(())
}

#[tokio::test]
async fn a_certificate_of_the_client_opens_what_is_closed_without() -> TestResult {
    let server = Encrypted::start(None).await?;
    let reader = "annals_sandbox_reader";
    let Err(error) =
        connect(&server.url(reader, &server.trusting()), Some(SslMode::VerifyFull)).await
    else {
        return Err("it was let in without a certificate".into());
    };
    assert!(told(error.as_ref()).contains("certificate"), "{}", told(error.as_ref()));

    let (certificate, key) = issue(&server.clients, reader, None)?;
    fs::write(server.file("client.crt"), certificate)?;
    fs::write(server.file("client.key"), key)?;
    let parameters = format!(
        "{}&sslcert={}&sslkey={}",
        server.trusting(),
        server.file("client.crt").display(),
        server.file("client.key").display()
    );
    connect(&server.url(reader, &parameters), Some(SslMode::VerifyFull)).await?.close().await?;
    Ok(())
}

/// Who trusts both authorities meanwhile notices nothing; who trusts the old one alone is refused then.
#[tokio::test]
async fn a_certificate_and_its_authority_change_without_a_stop() -> TestResult {
    let server = Encrypted::start(None).await?;
    let old = server.url(APP, &server.trusting());
    let before = connect(&old, Some(SslMode::VerifyFull)).await?;
    let next = authority("Next servers")?;
    let both = fs::read_to_string(server.file("ca.crt"))? + &pem("CERTIFICATE", next.der());
    fs::write(server.file("both.crt"), both)?;
    let trusting_both = format!("sslrootcert={}", server.file("both.crt").display());
    let both = server.url(APP, &trusting_both);
    connect(&both, Some(SslMode::VerifyFull)).await?.close().await?;

    let (certificate, key) = issue(&next, "server", Some(&server.address))?;
    let admin = sea_orm::Database::connect(server.sandbox.admin_url()).await?;
    write_file(&admin, "server.crt", &certificate).await?;
    write_file(&admin, "server.key", &key).await?;
    admin.execute_unprepared("SELECT pg_reload_conf()").await?;
    // The server reads its files in its own time.
    while let Ok(db) = connect(&old, Some(SslMode::VerifyFull)).await {
        db.close().await?;
    }
    connect(&both, Some(SslMode::VerifyFull)).await?.close().await?;
    assert!(!before.health().await?.connected_as_owner);
    Ok(())
}
