//! `annals import`: what users bring in files.
//!
//! - `formats`: reads a source record by record, in bounded memory, and says of each what rows it is,
//!   what was adjusted, or why it is refused. Knows no database.
//! - `load`: writes the rows, accounts for every record, reads everything back and compares.
//! - `record`: what the one hands to the other.

mod formats;
mod load;
mod record;

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use crate::{
    desk::Desk,
    failure::{Exit, Failure},
    subject::Subject,
};

/// Reads files of other programs into an account: every record is imported, there already, or reported.
#[derive(Debug, Subcommand)]
pub(crate) enum Format {
    JournalFiles(JournalFiles),
    JournalMemory(JournalMemory),
    Archive(Archive),
}

/// A folder of JSON files: entries.json, sessions.json, messages.json, topics.json, psychology.json.
#[derive(Args, Debug)]
pub(crate) struct JournalFiles {
    /// The folder
    folder: PathBuf,
    #[command(flatten)]
    options: Options,
}

/// One JSON file, the dump of an in-memory store.
#[derive(Args, Debug)]
pub(crate) struct JournalMemory {
    /// The file
    file: PathBuf,
    #[command(flatten)]
    options: Options,
}

/// What `annals export` wrote as JSON Lines: everything that an account had.
#[derive(Args, Debug)]
pub(crate) struct Archive {
    /// The file
    file: PathBuf,
}

/// How a run goes.
#[derive(Args, Debug)]
pub(crate) struct Options {
    #[command(flatten)]
    subject: Subject,
    /// What is committed together
    #[arg(long, value_enum, default_value_t = Outcome::Run)]
    outcome: Outcome,
    /// Read, check and compare, but write nothing
    #[arg(long)]
    dry_run: bool,
    /// Where the report of every adjustment and refusal goes, as JSON Lines
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
}

/// What is committed together: all of it or none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Outcome {
    /// The whole run: the files, all or none
    Run,
    /// Each file for itself, two at a time where they do not depend on each other
    File,
}

impl Format {
    pub(crate) async fn run(self, _desk: &Desk) -> Result<Exit, Failure> {
        Err(Failure::Other(format!("it is not built yet: {self:?}")))
    }
}
