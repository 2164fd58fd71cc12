//! Setting one row back to an earlier version.

use std::{
    collections::BTreeSet,
    sync::{Mutex, PoisonError},
};

use uuid::Uuid;

use crate::{
    audit::{AuditEntry, history},
    database::{Transaction, query},
    error::{Error, Result},
};

const REVERT: &str = "SELECT * FROM annals.revert($1, $2, $3, $4)";

/// Which row is to be set back, and how far.
///
/// ```
/// use annals_service::audit::Revert;
///
/// let revert = Revert::of("journal_entries", uuid::Uuid::nil()).to(3).expecting(7);
/// assert_eq!(revert.expected_version, Some(7));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revert {
    /// The table: one of Annals' named bare, an application's with its schema (`public.notes`).
    pub table: String,
    /// The row.
    pub row_id: Uuid,
    /// The version to go back to; by default the first.
    pub to_version: i64,
    /// The version that the row has, as the caller knows it; of a deleted row, that of its deletion.
    /// `None`: whatever it has, its later changes are lost.
    pub expected_version: Option<i64>,
}

impl Revert {
    /// A row, to its first version, whatever it has now.
    #[must_use]
    pub fn of(table: impl Into<String>, row_id: Uuid) -> Self {
        Self { table: table.into(), row_id, to_version: 1, expected_version: None }
    }

    /// To this version.
    #[must_use]
    pub fn to(self, to_version: i64) -> Self {
        Self { to_version, ..self }
    }

    /// Only if the row is at the version that the caller knows.
    #[must_use]
    pub fn expecting(self, version: i64) -> Self {
        Self { expected_version: Some(version), ..self }
    }
}

/// By `idx_audit_log_table_name_row_id_row_version`.
pub(in crate::audit) async fn revert(tx: &Transaction<'_>, revert: &Revert) -> Result<AuditEntry> {
    let Revert { table, row_id, to_version, expected_version } = revert;
    let values =
        [table.as_str().into(), (*row_id).into(), (*to_version).into(), (*expected_version).into()];
    let told = query(tx, REVERT, values).await?;
    let (outcome, actual): (String, Option<i64>) = match told.first() {
        Some(row) => (row.try_get("", "outcome")?, row.try_get("", "actual")?),
        None => ("no row".to_owned(), None),
    };
    if outcome != "done" {
        return Err(refusal(revert, &outcome, actual.unwrap_or_default()));
    }
    let entry = history::last(&tx, table, *row_id).await?;
    entry.ok_or_else(|| Error::NotFound { entity: known(table), id: *row_id })
}

fn refusal(revert: &Revert, outcome: &str, actual: i64) -> Error {
    let Revert { table, row_id: id, to_version, expected_version } = revert;
    let rule = match outcome {
        "untracked" => {
            let rule =
                format!("is {table:?}, which is no tracked table: see the entries' table_name");
            return Error::invalid("table", rule);
        }
        "stale" => {
            let (entity, expected) = (known(table), expected_version.unwrap_or_default());
            return Error::StaleVersion { entity, id: *id, expected, actual };
        }
        "no version" => "is none that the log knows of the row: see its history",
        "deletion" => "is the deletion of the row: take an earlier one, or delete the row",
        "append only" => {
            let rule =
                format!("is {table}, whose rows are written once: add a new row in its place");
            return Error::invalid("table", rule);
        }
        _ => return Error::NotFound { entity: known(table), id: *id },
    };
    Error::invalid("to_version", format!("{to_version} {rule}"))
}

/// The name of a tracked table, for as long as the program runs. There are no more of them than the
/// catalogue has.
fn known(table: &str) -> &'static str {
    static NAMES: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());
    let mut names = NAMES.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(name) = names.get(table) {
        return name;
    }
    let name: &'static str = table.to_owned().leak();
    names.insert(name);
    name
}
