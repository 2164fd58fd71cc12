//! From what the database says to an [`Error`], by SQLSTATE and constraint name.
//!
//! The codes are those of PostgreSQL's documentation, appendix A.

use std::error::Error as _;

use sea_orm::{DbErr, RuntimeErr};
use sqlx::postgres::PgDatabaseError;

use super::{Error, unique};

/// Gives an error of the database the name that a caller acts on.
pub(crate) fn classify(source: DbErr) -> Error {
    let Some(sqlx) = sqlx_error(&source) else {
        return match source {
            DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => Error::Unavailable { source },
            _ => Error::Database(source),
        };
    };
    match sqlx {
        sqlx::Error::Database(_) => classify_reported(source),
        sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed
        | sqlx::Error::Protocol(_) => Error::Unavailable { source },
        _ => Error::Database(source),
    }
}

/// Serialization failure or deadlock.
pub(super) fn is_transient(source: &DbErr) -> bool {
    reported(source).is_some_and(|error| matches!(error.code(), "40001" | "40P01"))
}

/// The code that the database gave an error. `None`: it is not the database's.
pub(crate) fn sqlstate(source: &DbErr) -> Option<&str> {
    reported(source).map(PgDatabaseError::code)
}

fn classify_reported(source: DbErr) -> Error {
    let Some(error) = reported(&source) else {
        return Error::Database(source);
    };
    let entity = error.table().unwrap_or("a row").to_owned();
    let constraint = error.constraint().map(without_shard).unwrap_or_default();
    match error.code() {
        "23505" => {
            let fields = unique::columns(&entity, &constraint, error.detail().unwrap_or_default());
            Error::AlreadyExists { entity, constraint, fields }
        }
        "23000" | "23001" | "23503" | "23514" => Error::Conflict { entity, constraint, source },
        "23502" => Error::invalid(error.column().unwrap_or("a column"), "must be given"),
        "22P02" | "22P05" | "22001" | "22003" | "22007" | "22008" | "22021" | "22023" | "54000" => {
            let field = error.column().unwrap_or("a value").to_owned();
            let rule = error.detail().unwrap_or(error.message()).to_owned();
            Error::invalid(field, rule)
        }
        "42501" | "25006" => Error::Forbidden { source },
        "57014" | "55P03" | "25P03" => Error::Timeout { source },
        "53300" | "57P01" | "57P02" | "57P03" => Error::Unavailable { source },
        code if code.starts_with("08") => Error::Unavailable { source },
        _ => Error::Database(source),
    }
}

fn sqlx_error(source: &DbErr) -> Option<&sqlx::Error> {
    match source {
        DbErr::Conn(RuntimeErr::SqlxError(error))
        | DbErr::Exec(RuntimeErr::SqlxError(error))
        | DbErr::Query(RuntimeErr::SqlxError(error)) => Some(error),
        _ => source.source().and_then(|inner| inner.downcast_ref()),
    }
}

fn reported(source: &DbErr) -> Option<&PgDatabaseError> {
    sqlx_error(source)?.as_database_error()?.try_downcast_ref()
}

/// On Citus the name of a constraint ends with the number of the shard.
fn without_shard(constraint: &str) -> String {
    match constraint.rsplit_once('_') {
        Some((name, shard)) if !shard.is_empty() && shard.bytes().all(|b| b.is_ascii_digit()) => {
            name.to_owned()
        }
        _ => constraint.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::without_shard;

    #[test]
    fn the_shard_is_no_part_of_a_constraints_name() {
        assert_eq!(without_shard("idx_users_email_key_102008"), "idx_users_email_key");
        assert_eq!(without_shard("idx_users_email_key"), "idx_users_email_key");
    }
}
