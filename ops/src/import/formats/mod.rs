//! The formats: each a [`Source`].
//!
//! - `folder` (`journal-files`) and `dump` (`journal-memory`) are the sources; `file` is one of their files
//! - `split` finds the records of a file, whatever is wrong between and within them
//! - `records` and `reading` make of each what it is in Annals: `entries`, `sessions`, `messages`,
//!   `topics`, `articles`, `dumped` say how, by kind; `refusal` says why one is nothing
//! - `fields` are what a record has; `values`, `times`, `exact` read them; `escapes` replaces what no
//!   column can hold; `ids` and `owner` give ids that stay
//!
//! Nothing that a file holds is lost: what has no column, and the original of what a column holds
//! otherwise, is kept beside (`raw_data`, `context`, `metadata`) or told in the report.

mod articles;
mod dump;
mod dumped;
mod entries;
mod escapes;
mod exact;
mod fields;
mod file;
mod folder;
mod fuzz;
mod ids;
mod messages;
mod owner;
mod reading;
mod records;
mod refusal;
mod sessions;
mod split;
#[cfg(test)]
mod tests;
mod times;
mod topics;
mod values;

use std::path::Path;

use sea_orm::ActiveValue::{self, NotSet, Set};
use uuid::Uuid;

pub use fuzz::fuzz_formats;

use super::record::Source;
use crate::failure::Failure;

/// A folder of JSON files, all of whose records are one user's.
pub(crate) fn journal_files(folder: &Path, user_id: Uuid) -> Result<Box<dyn Source>, Failure> {
    Ok(Box::new(folder::Folder::open(folder, user_id)?))
}

/// The dump of an in-memory store, all of whose records are one user's.
pub(crate) fn journal_memory(file: &Path, user_id: Uuid) -> Result<Box<dyn Source>, Failure> {
    Ok(Box::new(dump::Dump::open(file, user_id)?))
}

/// What the source says; nothing where it says nothing, so that the column takes its default.
fn set<V: Into<sea_orm::Value>>(value: Option<V>) -> ActiveValue<V> {
    value.map_or(NotSet, Set)
}
