//! Writes what a source holds, and accounts for every record.
//!
//! - `run`: one run from its beginning to its summary; `lanes`: which transactions it is made of
//! - what is read: `reader` (ahead of the writing, in a thread), `batch` (records of one statement)
//! - what becomes of a record: `fate`; `settle` asks the database which rows are there already;
//!   `insert` writes the others, and finds those that the database refuses
//! - the tables: `stored` (what the accounts' tables have in common), `messages`, `topics`, `articles`;
//!   `file` brings them together, `parts` in many transactions
//! - `seen`: the ids of a file so far
//! - what is told: `tally`, `report`, `runs` (in the database), `summary`
//! - `verify`: reads everything again and compares

mod articles;
mod batch;
mod fate;
mod file;
mod insert;
mod lanes;
mod messages;
mod parts;
mod reader;
mod report;
mod run;
mod runs;
mod seen;
mod settle;
mod sql;
mod stored;
mod summary;
mod tally;
mod topics;
mod verify;

pub(crate) use lanes::Outcome;
pub(crate) use run::Import;
