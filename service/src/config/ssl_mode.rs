//! How a connection is encrypted, and the rule where nothing is set.

use std::fmt;
use std::net::IpAddr;

use sqlx::postgres::PgSslMode;

use super::values::Value;

/// How a connection is encrypted and the server's certificate checked; libpq's six modes.
///
/// Where neither `DB_SSL_MODE` nor the URL's `sslmode` sets one, a server on this machine (a Unix
/// socket, `localhost`, 127.0.0.0/8, `::1`) gets [`Prefer`](Self::Prefer), and any other
/// [`VerifyFull`](Self::VerifyFull). Certificates are checked against the public authorities; for
/// another, give its file as the URL's `sslrootcert` or in `PGSSLROOTCERT`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SslMode {
    /// Never encrypts.
    Disable,
    /// Encrypts where the server refuses a plain connection.
    Allow,
    /// Encrypts where the server can, with any certificate.
    Prefer,
    /// Always encrypts, with any certificate (with `sslrootcert`, as [`VerifyCa`](Self::VerifyCa)).
    Require,
    /// Always encrypts, with a certificate of a known authority.
    VerifyCa,
    /// Always encrypts, with a certificate of a known authority that names the host.
    VerifyFull,
}

impl SslMode {
    /// A mode's name or a yes or no, in any case.
    pub(super) const VALUE: Value<Self> = Value {
        parse: Self::parse,
        allowed: "disable, allow, prefer, require, verify-ca, verify-full, \
                  true (which is verify-full) or false (which is disable)",
    };

    const ALL: [Self; 6] =
        [Self::Disable, Self::Allow, Self::Prefer, Self::Require, Self::VerifyCa, Self::VerifyFull];

    fn parse(text: &str) -> Option<Self> {
        match text.to_ascii_lowercase().as_str() {
            "true" | "on" | "yes" | "1" => Some(Self::VerifyFull),
            "false" | "off" | "no" | "0" => Some(Self::Disable),
            name => Self::ALL.into_iter().find(|mode| mode.name() == name),
        }
    }

    /// What a host gets for which no mode is set; a path is a Unix socket's.
    pub(super) fn for_host(host: &str) -> Self {
        if host.starts_with('/') || is_loopback(host) { Self::Prefer } else { Self::VerifyFull }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Disable => "disable",
            Self::Allow => "allow",
            Self::Prefer => "prefer",
            Self::Require => "require",
            Self::VerifyCa => "verify-ca",
            Self::VerifyFull => "verify-full",
        }
    }
}

/// No name but `localhost` is looked up: what a resolver says can be forged.
fn is_loopback(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost")
        || host.parse::<IpAddr>().is_ok_and(|address| address.to_canonical().is_loopback())
}

/// The mode's name, as `PostgreSQL` spells it.
impl fmt::Display for SslMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl From<SslMode> for PgSslMode {
    fn from(mode: SslMode) -> Self {
        match mode {
            SslMode::Disable => Self::Disable,
            SslMode::Allow => Self::Allow,
            SslMode::Prefer => Self::Prefer,
            SslMode::Require => Self::Require,
            SslMode::VerifyCa => Self::VerifyCa,
            SslMode::VerifyFull => Self::VerifyFull,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::SslMode;

    #[test]
    fn only_this_machine_may_go_without_a_checked_certificate() {
        for host in [
            "localhost",
            "LocalHost",
            "127.0.0.1",
            "127.9.8.7",
            "::1",
            "::ffff:127.0.0.1",
            "/run/postgresql",
        ] {
            assert_eq!(SslMode::for_host(host), SslMode::Prefer, "{host}");
        }
        for host in [
            "db.example.org",
            "localhost.example.org",
            "10.0.0.1",
            "128.0.0.1",
            "0.0.0.0",
            "::2",
            "127.0.0.1.nip.io",
        ] {
            assert_eq!(SslMode::for_host(host), SslMode::VerifyFull, "{host}");
        }
    }

    #[test]
    fn every_mode_is_read_by_the_name_that_it_shows() {
        for mode in SslMode::ALL {
            assert_eq!(SslMode::parse(&mode.to_string()), Some(mode));
            assert!(SslMode::VALUE.allowed.contains(mode.name()));
        }
        assert_eq!(SslMode::parse("Verify-CA"), Some(SslMode::VerifyCa));
    }

    #[test]
    fn yes_checks_the_certificate_and_no_does_not_encrypt() {
        for yes in ["true", "on", "YES", "1"] {
            assert_eq!(SslMode::parse(yes), Some(SslMode::VerifyFull), "{yes}");
        }
        for no in ["false", "off", "no", "0"] {
            assert_eq!(SslMode::parse(no), Some(SslMode::Disable), "{no}");
        }
        assert_eq!(SslMode::parse("strict"), None);
    }
}
