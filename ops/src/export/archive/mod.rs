//! An archive: one file of JSON Lines with everything that an account has (docs/export.md).
//!
//! - `catalogue.sql`, `tables`: what the tables are; `order`: parents before their children
//! - `rows`: the rows as JSON
//! - `format`: the lines; `tally`: their digests
//! - `write`: puts it all together

pub(crate) mod format;
pub(crate) mod order;
pub(crate) mod rows;
pub(crate) mod tables;
pub(crate) mod tally;
mod write;

pub(crate) use write::newest_migration;
pub(super) use write::{Written, write};
