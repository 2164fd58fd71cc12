//! The server: its version, its encryption, and the settings that what is stored depends on.

use std::collections::BTreeMap;

use annals_service::{DatabaseConfig, Transaction};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{ask::ask, finding::Finding};
use crate::failure::Failure;

/// Settings as a new session has them: this one's own are set by its transaction.
const ASK: &str = "SELECT jsonb_build_object(
  'version', current_setting('server_version'),
  'version_number', current_setting('server_version_num')::integer,
  'started_at', pg_postmaster_start_time(),
  'is_standby', pg_is_in_recovery(),
  'database', current_database(),
  'bytes', pg_database_size(current_database()),
  'transaction_age', (SELECT age(datfrozenxid) FROM pg_database WHERE datname = current_database()),
  'encryption', (SELECT version FROM pg_stat_ssl WHERE pid = pg_backend_pid() AND ssl),
  'settings', (SELECT jsonb_object_agg(name, reset_val) FROM pg_settings WHERE name IN (
    'fsync', 'full_page_writes', 'synchronous_commit', 'data_checksums', 'autovacuum', 'track_counts',
    'max_connections', 'superuser_reserved_connections', 'reserved_connections', 'statement_timeout',
    'idle_in_transaction_session_timeout', 'lock_timeout', 'default_transaction_read_only',
    'session_replication_role', 'log_statement', 'log_min_duration_statement', 'log_duration',
    'log_min_duration_sample', 'log_parameter_max_length', 'log_parameter_max_length_on_error',
    'track_commit_timestamp', 'jit', 'wal_level', 'archive_mode', 'TimeZone')))";

#[derive(Debug, Default, Deserialize, Serialize)]
pub(super) struct Server {
    #[serde(default)]
    pub(super) host: String,
    #[serde(default)]
    pub(super) port: u16,
    pub(super) version: String,
    version_number: i32,
    pub(super) started_at: DateTime<Utc>,
    pub(super) is_standby: bool,
    pub(super) database: String,
    pub(super) bytes: u64,
    transaction_age: i64,
    /// The protocol, such as `TLSv1.3`. `None`: none.
    pub(super) encryption: Option<String>,
    /// As it is asked for.
    #[serde(default)]
    pub(super) ssl_mode: String,
    #[serde(default)]
    is_far: bool,
    pub(super) settings: BTreeMap<String, String>,
}

impl Server {
    pub(super) async fn read(
        tx: &Transaction<'_>,
        config: &DatabaseConfig,
    ) -> Result<Self, Failure> {
        let mut server: Self = ask(tx, ASK, []).await?;
        server.host = config.host().into_owned();
        server.port = config.port();
        server.ssl_mode = config.ssl_mode().to_string();
        server.is_far = is_far(&server.host);
        Ok(server)
    }

    pub(super) fn setting(&self, name: &str) -> &str {
        self.settings.get(name).map_or("", String::as_str)
    }

    pub(super) fn number(&self, name: &str) -> i64 {
        self.setting(name).parse().unwrap_or_default()
    }

    fn is(&self, name: &str, value: &str) -> bool {
        self.setting(name) == value
    }

    pub(super) fn findings(&self) -> Vec<Finding> {
        let mut found = Vec::new();
        self.durability(&mut found);
        self.secrecy(&mut found);
        self.upkeep(&mut found);
        found
    }

    /// What is stored stays stored, and is recorded.
    fn durability(&self, found: &mut Vec<Finding>) {
        for (name, loses) in [
            ("fsync", "a crash of the machine can destroy the database"),
            ("full_page_writes", "a crash of the machine can tear pages apart"),
        ] {
            if self.is(name, "off") {
                found.push(Finding::danger(
                    format!("{name} is off: {loses}"),
                    format!("ALTER SYSTEM SET {name} = on; SELECT pg_reload_conf();"),
                ));
            }
        }
        if self.is("synchronous_commit", "off") {
            found.push(Finding::warning(
                "synchronous_commit is off: a crash loses the last commits, which were acknowledged",
                "ALTER SYSTEM SET synchronous_commit = on; SELECT pg_reload_conf();",
            ));
        }
        if !matches!(self.setting("session_replication_role"), "origin" | "") {
            found.push(Finding::danger(
                "session_replication_role silences the triggers: changes go unaudited",
                "ALTER SYSTEM RESET session_replication_role; and so for the role and the database: ALTER ROLE … RESET …, ALTER DATABASE … RESET …",
            ));
        }
        if self.is("data_checksums", "off") {
            found.push(Finding::advice(
                "data_checksums are off: what a disk spoils is not noticed",
                "with the server stopped: pg_checksums --enable -D <data directory>",
            ));
        }
        if self.is_standby || self.is("default_transaction_read_only", "on") {
            found.push(Finding::warning(
                "this server takes no writes: it is a standby, or default_transaction_read_only is on",
                "let DATABASE_URL name the primary",
            ));
        }
    }

    /// What is stored is read by nobody else.
    fn secrecy(&self, found: &mut Vec<Finding>) {
        if self.is_far && self.encryption.is_none() {
            found.push(Finding::danger(
                format!("the connection to {} is not encrypted", self.host),
                "set DB_SSL_MODE=verify-full, and ssl = on at the server",
            ));
        } else if self.is_far && !self.ssl_mode.starts_with("verify") {
            found.push(Finding::warning(
                format!("the server's certificate is not checked (sslmode {})", self.ssl_mode),
                "set DB_SSL_MODE=verify-full; give an authority of your own as sslrootcert in the URL",
            ));
        }
        if self.logs_statements() && self.number("log_parameter_max_length") != 0 {
            found.push(Finding::warning(
                "the server's log gets the values of statements: rows of users, password hashes",
                "ALTER SYSTEM SET log_parameter_max_length = 0; SELECT pg_reload_conf();",
            ));
        }
        if self.number("log_parameter_max_length_on_error") != 0 {
            found.push(Finding::warning(
                "the server's log gets the values of statements that fail",
                "ALTER SYSTEM SET log_parameter_max_length_on_error = 0; SELECT pg_reload_conf();",
            ));
        }
    }

    fn logs_statements(&self) -> bool {
        let is_above_none = |name| self.settings.contains_key(name) && self.number(name) >= 0;
        matches!(self.setting("log_statement"), "mod" | "all")
            || self.is("log_duration", "on")
            || is_above_none("log_min_duration_statement")
            || is_above_none("log_min_duration_sample")
    }

    /// What goes on by itself goes on.
    fn upkeep(&self, found: &mut Vec<Finding>) {
        if self.version_number < 150_000 {
            found.push(Finding::danger(
                format!("PostgreSQL {} is older than any that Annals runs on", self.version),
                "upgrade the server to 15 or newer",
            ));
        }
        for name in ["autovacuum", "track_counts"] {
            if self.is(name, "off") {
                found.push(Finding::warning(
                    format!(
                        "{name} is off: dead rows stay, and the planner goes by old statistics"
                    ),
                    format!("ALTER SYSTEM SET {name} = on; SELECT pg_reload_conf();"),
                ));
            }
        }
        if self.transaction_age > 1_000_000_000 {
            found.push(Finding::danger(
                format!(
                    "the oldest transaction is {} back: at 2 billion the server stops",
                    self.transaction_age
                ),
                format!(
                    "end long transactions, then as a superuser: vacuumdb --freeze {}",
                    self.database
                ),
            ));
        }
        if self.is("idle_in_transaction_session_timeout", "0") {
            found.push(Finding::advice(
                "a transaction that is forgotten stays open, and holds back seals and vacuum",
                "for each login of the application: ALTER ROLE <login> SET idle_in_transaction_session_timeout = '5min';",
            ));
        }
    }
}

/// Whether a network is between.
fn is_far(host: &str) -> bool {
    let near = host.starts_with('/')
        || host.eq_ignore_ascii_case("localhost")
        || host.parse::<std::net::IpAddr>().is_ok_and(|it| it.to_canonical().is_loopback());
    !near
}

#[cfg(test)]
mod tests {
    use super::Server;

    fn findings(change: impl FnOnce(&mut Server)) -> Vec<String> {
        let mut server = Server { version_number: 150_018, ..Server::default() };
        change(&mut server);
        server.findings().into_iter().map(|finding| finding.what).collect()
    }

    fn set(server: &mut Server, name: &str, value: &str) {
        server.settings.insert(name.to_owned(), value.to_owned());
    }

    #[test]
    fn a_server_as_it_should_be_has_no_findings() {
        assert_eq!(findings(|_| ()), <[&str; 0]>::default());
    }

    #[test]
    fn each_setting_that_endangers_what_is_stored_is_found() {
        for (name, value, told) in [
            ("fsync", "off", "fsync is off"),
            ("full_page_writes", "off", "full_page_writes is off"),
            ("synchronous_commit", "off", "synchronous_commit is off"),
            ("session_replication_role", "replica", "silences the triggers"),
            ("data_checksums", "off", "data_checksums are off"),
            ("default_transaction_read_only", "on", "takes no writes"),
            ("autovacuum", "off", "autovacuum is off"),
            ("track_counts", "off", "track_counts is off"),
            ("idle_in_transaction_session_timeout", "0", "is forgotten"),
            ("log_parameter_max_length_on_error", "-1", "statements that fail"),
        ] {
            let found = findings(|server| set(server, name, value));
            assert!(matches!(found.as_slice(), [one] if one.contains(told)), "{name}: {found:?}");
        }
    }

    #[test]
    fn values_get_into_a_log_of_statements_unless_it_leaves_them_out() {
        for (name, value) in [
            ("log_statement", "all"),
            ("log_min_duration_statement", "0"),
            ("log_min_duration_sample", "200"),
            ("log_duration", "on"),
        ] {
            let found = |length: &str| {
                findings(|server| {
                    set(server, name, value);
                    set(server, "log_parameter_max_length", length);
                })
            };
            assert_eq!(found("-1").len(), 1, "{name}");
            assert_eq!(found("0"), <[&str; 0]>::default(), "{name}");
        }
        let off = findings(|server| {
            set(server, "log_min_duration_statement", "-1");
            set(server, "log_parameter_max_length", "-1");
        });
        assert_eq!(off, <[&str; 0]>::default());
    }

    #[test]
    fn a_far_server_is_encrypted_and_its_certificate_checked() {
        let far = |mode: &str, encryption: Option<&str>| {
            findings(|server| {
                server.is_far = true;
                server.ssl_mode = mode.to_owned();
                server.encryption = encryption.map(str::to_owned);
            })
        };
        assert!(far("verify-full", None)[0].contains("is not encrypted"));
        assert!(far("require", Some("TLSv1.3"))[0].contains("is not checked"));
        assert_eq!(far("verify-full", Some("TLSv1.3")), <[&str; 0]>::default());
    }

    #[test]
    fn old_servers_old_transactions_and_standbys_are_found() {
        assert!(findings(|it| it.version_number = 140_010)[0].contains("is older"));
        assert!(findings(|it| it.transaction_age = 1_500_000_000)[0].contains("the server stops"));
        assert!(findings(|it| it.is_standby = true)[0].contains("takes no writes"));
    }
}
