//! What a server said, as a person at a prompt needs it: the cause, and what to look at.

use std::io::ErrorKind;

use annals_service::{DatabaseConfig, Error};
use sea_orm::{DbErr, RuntimeErr, SqlxError};

use crate::failure::Failure;

/// Why a connection did not come about.
pub(crate) fn unreached(config: &DatabaseConfig, error: Error) -> Failure {
    let (Error::Unavailable { source } | Error::Database(source) | Error::Forbidden { source }) =
        &error
    else {
        return Failure::Service(error);
    };
    let (host, port) = (config.host(), config.port());
    let what = format!("the database {} on {host}:{port} as {}", config.database(), config.user());
    Failure::Unreached { what, why: cause(source), cure: cure(config, source) }
}

/// An error of the service, without advice that is for programmers.
pub(crate) fn told(error: &Error) -> String {
    match error {
        Error::Forbidden { source } => format!(
            "the database does not allow this: {}\n  `annals status` tells what the role may, and what it lacks",
            cause(source)
        ),
        Error::Unavailable { source } => format!(
            "the connection to the database broke: {}\n  see with `annals status` whether it is back; a COMMIT that was under way may have taken place",
            cause(source)
        ),
        Error::Timeout { source } => format!(
            "the database gave up: {}\n  ask for less, or raise DB_STATEMENT_TIMEOUT (0 is no limit)",
            cause(source)
        ),
        Error::Database(source) => format!("the database reports: {}", cause(source)),
        error => error.to_string(),
    }
}

/// What the server or the system said, without who handed it on.
fn cause(source: &DbErr) -> String {
    match driver_error(source) {
        Some(SqlxError::Database(said)) => said.message().to_owned(),
        Some(SqlxError::Io(error)) => error.to_string(),
        Some(error) => error.to_string(),
        None => match source {
            DbErr::Conn(RuntimeErr::Internal(said)) => said.clone(),
            source => source.to_string(),
        },
    }
}

fn driver_error(source: &DbErr) -> Option<&SqlxError> {
    match source {
        DbErr::Conn(RuntimeErr::SqlxError(error))
        | DbErr::Exec(RuntimeErr::SqlxError(error))
        | DbErr::Query(RuntimeErr::SqlxError(error)) => Some(error),
        _ => None,
    }
}

fn cure(config: &DatabaseConfig, source: &DbErr) -> String {
    match driver_error(source) {
        Some(SqlxError::Database(said)) => refused(config, said.code().as_deref().unwrap_or("")),
        Some(SqlxError::Io(error)) => unheard(config, error.kind()),
        Some(SqlxError::Tls(_)) => {
            "the server's certificate must be of a known authority and name the host: give its authority as sslrootcert in the URL, or set DB_SSL_MODE".to_owned()
        }
        _ => format!("check host and port, and that no firewall is between; {}", whence()),
    }
}

/// By SQLSTATE, which `PostgreSQL` documents in its appendix A.
fn refused(config: &DatabaseConfig, code: &str) -> String {
    let (user, database) = (config.user(), config.database());
    match code {
        "28P01" => {
            format!("give {user}'s right password: in the URL, in DB_PASSWORD or in ~/.pgpass")
        }
        "28000" => format!(
            "check that the role {user} is there and may log in, and the server's pg_hba.conf"
        ),
        "3D000" => format!(
            "there is no database {database} on this server: correct its name, or create it"
        ),
        "42501" => {
            format!("have the database's owner run: GRANT CONNECT ON DATABASE {database} TO {user}")
        }
        "53300" => "all connections are in use: close some, or raise max_connections".to_owned(),
        "57P03" => "the server starts or stops: try again in a moment".to_owned(),
        _ => whence(),
    }
}

fn unheard(config: &DatabaseConfig, kind: ErrorKind) -> String {
    let host = config.host();
    match kind {
        ErrorKind::ConnectionRefused => format!(
            "nothing listens there: is the server running (pg_isready -h {host} -p {}), and are host and port right? {}",
            config.port(),
            whence()
        ),
        ErrorKind::NotFound => {
            format!("there is no server's socket in {host}: is the server running? {}", whence())
        }
        _ => format!("check the host's name, and that no firewall is between; {}", whence()),
    }
}

fn whence() -> String {
    "the address comes from DATABASE_URL, the DB_* variables or a flag".to_owned()
}
