//! What stands against an undo.

use std::fmt;

use uuid::Uuid;

/// Why an operation can't be undone as things are.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum UndoConflict {
    /// A row was changed again since, or by others in between.
    ChangedSince {
        /// Its table.
        table: String,
        /// The row.
        id: Uuid,
        /// The latest transaction that changed it.
        transaction_id: i64,
    },
    /// Rows that the operation did not write refer to rows that it inserted, which would go.
    InUse {
        /// The table of those that refer.
        table: String,
        /// The column by which they refer.
        column: String,
        /// How many they are.
        rows: u64,
    },
    /// The log no longer has the entries from which it could be told how rows were before.
    Forgotten {
        /// Their table.
        table: String,
        /// How many they are.
        rows: u64,
    },
    /// A table is not there any more, or not tracked.
    NoTable {
        /// The table.
        table: String,
        /// How many of its rows were changed.
        rows: u64,
    },
    /// The operation made the account itself: no undo removes that.
    Account,
}

impl UndoConflict {
    /// Does [`IfChanged::Overwrite`](super::IfChanged::Overwrite) pass over it?
    #[must_use]
    pub const fn can_be_overwritten(&self) -> bool {
        matches!(self, Self::ChangedSince { .. } | Self::InUse { .. })
    }
}

impl fmt::Display for UndoConflict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ChangedSince { table, id, transaction_id } => {
                write!(f, "{table} {id} was changed by transaction {transaction_id}")
            }
            Self::InUse { table, column, rows } => {
                let refer = if *rows == 1 { "row refers" } else { "rows refer" };
                write!(f, "{rows} {refer} by {table}.{column} to what would go")
            }
            Self::Forgotten { table, rows } => {
                write!(f, "the log knows no more how {rows} of {table} were before")
            }
            Self::NoTable { table, .. } => write!(f, "{table} is no tracked table any more"),
            Self::Account => f.write_str("it made the account itself, which no undo removes"),
        }
    }
}
