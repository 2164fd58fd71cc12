//! Why an operation did not happen.

use annals::prelude::Error;
use sea_orm::DbErr;

/// What random writes may well meet, and what they never should.
#[derive(Debug)]
pub(super) enum Failure {
    /// Somebody was first, a rule stands against it, the row is not there.
    Expected,
    /// Anything else: the test fails.
    Unexpected(String),
}

/// Conflicts of rows and rules, serialization failures and deadlocks, as SQLSTATEs.
const EXPECTED: [&str; 6] = ["23000", "23503", "23505", "23514", "40001", "40P01"];

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let is_expected = error.is_transient()
            || matches!(
                error,
                Error::NotFound { .. }
                    | Error::StaleVersion { .. }
                    | Error::AlreadyExists { .. }
                    | Error::Conflict { .. }
                    | Error::Blocked { .. }
                    | Error::RestoreConflicts { .. }
                    | Error::ClaimLost { .. }
            );
        let told = format!("{error:?}");
        if is_expected { Self::Expected } else { Self::Unexpected(told) }
    }
}

impl From<DbErr> for Failure {
    fn from(error: DbErr) -> Self {
        Error::from(error).into()
    }
}

impl From<sqlx::Error> for Failure {
    fn from(error: sqlx::Error) -> Self {
        let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
        let is_expected = code.is_some_and(|code| EXPECTED.contains(&code.as_ref()));
        let told = error.to_string();
        if is_expected { Self::Expected } else { Self::Unexpected(told) }
    }
}
