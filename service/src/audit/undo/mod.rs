//! Undoing a whole operation: all that a transaction or a request did.

mod conflict;
mod read;
mod revert;
mod run;

use std::fmt;

pub use conflict::UndoConflict;
pub use revert::Revert;
pub(super) use revert::revert;
pub(super) use run::{preview, undo};

/// What is to be undone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Undoing {
    /// All that a transaction of the database did: `transaction_id` of its entries.
    Transaction(i64),
    /// All that was done for a request, in however many transactions.
    Request(String),
}

impl Undoing {
    /// For the functions of the database: one of the two is NULL.
    fn values(&self) -> [sea_orm::Value; 2] {
        match self {
            Self::Transaction(id) => [(*id).into(), None::<String>.into()],
            Self::Request(id) => [None::<i64>.into(), id.as_str().into()],
        }
    }
}

impl fmt::Display for Undoing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Transaction(id) => write!(f, "transaction {id}"),
            Self::Request(id) => write!(f, "request {id:?}"),
        }
    }
}

/// What an undo does with rows that were changed since, and with what hangs on rows that go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum IfChanged {
    /// Nothing is undone.
    #[default]
    Refuse,
    /// Later changes are lost (the log keeps them), and what hangs on a row that goes, goes with it.
    Overwrite,
}

/// What an undo would do, and what stands against it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UndoPreview {
    /// Rows by table and by what happens to them. Empty: nothing is left to be undone.
    pub rows: Vec<UndoneRows>,
    /// What stands against it; of rows that were changed since, the first hundred. Empty: nothing.
    pub conflicts: Vec<UndoConflict>,
    /// How many conflicts there are.
    pub total_conflicts: u64,
}

/// What an undo did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Undone {
    /// Rows by table and by what happened to them, by name. What is by now as it was counts among
    /// those that were set back, but makes no version.
    pub rows: Vec<UndoneRows>,
}

/// Rows of a table to which one thing happens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UndoneRows {
    /// The table, as the log names it.
    pub table: String,
    /// What happens to them.
    pub effect: UndoEffect,
    /// How many they are.
    pub rows: u64,
}

/// What an undo does to a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UndoEffect {
    /// It was deleted, and is inserted as it was; its versions go on.
    BroughtBack,
    /// It was changed, and is changed back.
    SetBack,
    /// It was inserted, and is deleted.
    Removed,
}

impl Undone {
    /// All rows.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.rows.iter().map(|rows| rows.rows).sum()
    }

    /// The rows of a table to which one thing happened.
    #[must_use]
    pub fn of(&self, table: &str, effect: UndoEffect) -> u64 {
        let is_asked = |rows: &&UndoneRows| rows.table == table && rows.effect == effect;
        self.rows.iter().find(is_asked).map_or(0, |rows| rows.rows)
    }
}
