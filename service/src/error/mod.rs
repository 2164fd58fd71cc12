//! The one error of all operations.

mod classify;
mod lists;
mod unique;

use sea_orm::DbErr;
use uuid::Uuid;

pub(crate) use classify::{classify, sqlstate};
#[doc(hidden)]
pub use unique::UNIQUE;

use crate::{
    audit::{UndoConflict, Undoing},
    cascade::{Blocker, RestoreConflict},
    query::CursorError,
    search::SearchCursorError,
};
use lists::{Blockers, InvalidFields, Several};

/// Short for a result with Annals' error.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why an operation did not happen. Nothing half-done stays: its transaction was rolled back.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The row that was to be written is not there, or not the account's. Reads say `None` instead.
    #[error("{entity} {id} is not there, or is not this account's: check the id and the context")]
    NotFound {
        /// The table.
        entity: &'static str,
        /// The id that was asked for.
        id: Uuid,
    },

    /// Another row has the values that only one may have.
    #[error("{entity} with the same {} is there already ({constraint}): choose another, or update that one", .fields.join(", "))]
    AlreadyExists {
        /// The table.
        entity: String,
        /// The unique index.
        constraint: String,
        /// The columns that collide, without the account.
        fields: Vec<String>,
    },

    /// Somebody else changed the row since it was read.
    #[error("{entity} {id} is at version {actual}, not {expected}: read it again and decide anew")]
    StaleVersion {
        /// The table.
        entity: &'static str,
        /// The row.
        id: Uuid,
        /// The version that the caller knew.
        expected: i64,
        /// The version that it has.
        actual: i64,
    },

    /// The input breaks rules: all of them are named.
    #[error("{}", InvalidFields(.fields))]
    Invalid {
        /// Every field at fault.
        fields: Vec<InvalidField>,
    },

    /// The database refuses this to the role or the context: a write in a reading scope, a row of
    /// another account, a rewriting of the audit log.
    #[error(
        "the database does not allow this: {source}. A reading scope writes nothing: take `scope` or `transaction`; else check that the row's account is the context's, and the role's grants"
    )]
    Forbidden {
        /// What the database said.
        source: DbErr,
    },

    /// A foreign key or a CHECK stands against it: the row refers to one that is not there, others
    /// refer to it, or a value is outside its range.
    #[error("{entity} conflicts with the rule {constraint}: {source}")]
    Conflict {
        /// The table.
        entity: String,
        /// The constraint.
        constraint: String,
        /// What the database said.
        source: DbErr,
    },

    /// Rows that would stay refer to what was to be deleted for good.
    #[error("{entity} {id} can't be deleted: {}. Delete those or let them refer to another one, or delete it softly", Blockers(.blocked_by))]
    Blocked {
        /// The table.
        entity: &'static str,
        /// The row.
        id: Uuid,
        /// What refers to it, by table and column.
        blocked_by: Vec<Blocker>,
    },

    /// Rows that a deletion took can't come back as things are; so none did.
    #[error("deletion {deletion_id} can't be restored: {} of its rows conflict. {}", .total, Several(.conflicts))]
    RestoreConflicts {
        /// The deletion.
        deletion_id: Uuid,
        /// The rows, and what stands against each: the first hundred.
        conflicts: Vec<RestoreConflict>,
        /// How many there are.
        total: u64,
    },

    /// A worker's claim on a row ended before its work did.
    #[error(
        "{entity} {id} is no longer claimed by {worker} (attempt {attempt}): it is {now}. Drop the work; extend a claim in time where it takes longer"
    )]
    ClaimLost {
        /// The table.
        entity: &'static str,
        /// The row.
        id: Uuid,
        /// Who had claimed it.
        worker: String,
        /// Which claim on the row that was.
        attempt: i32,
        /// What it is now: its status, `deleted`, or who has claimed it since.
        now: String,
    },

    /// What an operation did can't be undone as things are; so none of it was.
    #[error("{undoing} can't be undone: {} conflicts. {}. Undo the later changes first, or overwrite them", .total, Several(.conflicts))]
    UndoConflicts {
        /// The operation.
        undoing: Undoing,
        /// What stands against it; of rows that were changed since, the first hundred.
        conflicts: Vec<UndoConflict>,
        /// How many conflicts there are.
        total: u64,
    },

    /// A statement ran longer than `DB_STATEMENT_TIMEOUT`, or waited too long for a lock.
    #[error("the statement was cancelled: {source}. Narrow it, or raise DB_STATEMENT_TIMEOUT")]
    Timeout {
        /// What the database said.
        source: DbErr,
    },

    /// The server can't be reached or has no connection free. Whether a COMMIT that was under way
    /// took place is then not known, and nothing was tried again.
    #[error("the database is unavailable: {source}. Try again, or look at `health`")]
    Unavailable {
        /// What went wrong.
        source: DbErr,
    },

    /// Anything else that the database said.
    #[error("the database reports: {0}")]
    Database(#[source] DbErr),
}

/// A field that breaks a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidField {
    /// The field, as a path: `mood_score`, `[3].raw_data`.
    pub field: String,
    /// The rule, and what was given.
    pub rule: String,
}

impl Error {
    /// May the same transaction succeed when it runs again? So for a serialization failure and a
    /// deadlock, and for nothing whose outcome is unknown.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::Database(source) if classify::is_transient(source))
    }

    /// One field at fault.
    pub(crate) fn invalid(field: impl Into<String>, rule: impl Into<String>) -> Self {
        Self::Invalid { fields: vec![InvalidField { field: field.into(), rule: rule.into() }] }
    }
}

/// `Invalid` of the field `cursor`.
impl From<CursorError> for Error {
    fn from(source: CursorError) -> Self {
        Self::invalid("cursor", source.to_string())
    }
}

/// `Invalid` of the field `cursor`.
impl From<SearchCursorError> for Error {
    fn from(source: SearchCursorError) -> Self {
        Self::invalid("cursor", source.to_string())
    }
}

impl From<DbErr> for Error {
    fn from(source: DbErr) -> Self {
        classify(source)
    }
}

/// What an application's own error must say, so that its transactions can run again.
///
/// ```
/// use annals_service::{Error, Retryable};
///
/// #[derive(Debug)]
/// enum AppError {
///     Storage(Error),
///     NoSuchPlan,
/// }
///
/// impl From<Error> for AppError {
///     fn from(error: Error) -> Self {
///         Self::Storage(error)
///     }
/// }
///
/// impl Retryable for AppError {
///     fn is_transient(&self) -> bool {
///         matches!(self, Self::Storage(error) if error.is_transient())
///     }
/// }
/// ```
pub trait Retryable: From<Error> + Send {
    /// May the same transaction succeed when it runs again?
    fn is_transient(&self) -> bool;
}

impl Retryable for Error {
    fn is_transient(&self) -> bool {
        Self::is_transient(self)
    }
}
