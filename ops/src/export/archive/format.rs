//! What the lines of an archive are (docs/export.md): a header, the rows, a footer.

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use uuid::Uuid;

use super::tables::Kind;

/// What the header calls the format.
pub(crate) const NAME: &str = "archive";
/// The version of the format that is written, and the newest that is read.
pub(crate) const VERSION: u32 = 1;
/// How a footer begins, and no row.
pub(crate) const FOOTER: &[u8] = b"{\"end\":";

/// What any version of the header says: enough to refuse those that are not known.
#[derive(Debug, Deserialize)]
pub(crate) struct Mark {
    pub(crate) annals: String,
    pub(crate) version: u32,
}

/// The first line.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Header {
    /// [`NAME`].
    pub(crate) annals: String,
    /// [`VERSION`].
    pub(crate) version: u32,
    /// The program that wrote it.
    pub(crate) program: String,
    /// The newest migration that the program knew.
    pub(crate) migration: String,
    /// Whose it is.
    pub(crate) account: Uuid,
    /// The moment whose rows it has.
    pub(crate) time: DateTime<Utc>,
    /// Whether it has the audit log.
    pub(crate) history: bool,
    /// The tables, in the order of the file.
    pub(crate) tables: Vec<TableHead>,
    /// What the account has and the file has not.
    pub(crate) left_out: Vec<LeftOut>,
}

/// A table of the file.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct TableHead {
    pub(crate) table: String,
    pub(crate) kind: Kind,
    pub(crate) rows: u64,
    /// The columns, in the order of the rows' members.
    pub(crate) columns: Vec<ColumnHead>,
}

/// A column of the file.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct ColumnHead {
    pub(crate) name: String,
    #[serde(rename = "type")]
    pub(crate) kind: String,
}

/// Something that the file has not.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
pub(crate) struct LeftOut {
    pub(crate) table: String,
    /// `None`: the whole table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) column: Option<String>,
    pub(crate) why: Why,
}

/// Why it is left out.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Why {
    /// For the application alone.
    Secret,
    /// The database makes it from other columns.
    Derived,
    /// `--history` was not given.
    History,
    /// Nothing says whose the rows are.
    NotIsolated,
}

/// A row.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Line<'a> {
    #[serde(borrow)]
    pub(crate) table: Cow<'a, str>,
    #[serde(borrow)]
    pub(crate) row: &'a RawValue,
    /// Columns that hold JSON's null, where `null` in the row would be no value at all.
    #[serde(borrow, default)]
    pub(crate) json_null: Option<&'a RawValue>,
}

/// The last line.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Footer {
    pub(crate) end: Totals,
}

/// What the lines before come to.
#[derive(Debug, Deserialize, PartialEq, Eq, Serialize)]
pub(crate) struct Totals {
    /// How many there are, the header among them.
    pub(crate) lines: u64,
    pub(crate) tables: Vec<TableTotal>,
    /// Of all their bytes.
    pub(crate) sha256: String,
}

/// What the lines of a table come to.
#[derive(Debug, Deserialize, PartialEq, Eq, Serialize)]
pub(crate) struct TableTotal {
    pub(crate) table: String,
    pub(crate) rows: u64,
    /// Of their bytes: it tells where a file was damaged.
    pub(crate) sha256: String,
}
