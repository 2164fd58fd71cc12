//! The command line.

use clap::{Args, CommandFactory, Parser, Subcommand};

use crate::commands::{completions, history, status, undo, verify};
use crate::{export, import, mask};

/// Apart from the options of the command itself.
const OF_ALL: &str = "Options of every command";

const EXAMPLES: &str = "\
Examples:
  annals status
  annals history journal_entries 0199f5c2-6a1e-7c3a-9d54-2f6b8a1c0e77
  annals undo --request req-17 --dry-run
  annals verify --json | jq .findings

`annals help COMMAND` tells more of each.";

/// Moves data in and out of Annals, proves its audit log, undoes, and tells what is wrong.
///
/// It connects with DATABASE_URL, as applications do, and so under the row-level security that they
/// have. What goes across accounts takes ANNALS_OPERATOR_URL, a member of annals_operator.
///
/// Exit codes: 0 done; 1 failed; 2 the command line or a setting is wrong; 3 done, but records were
/// refused, or something was found; 4 declined; 130 interrupted. After 1, 4 and 130 nothing half-done
/// stays, and the same command may be run again.
#[derive(Parser)]
#[command(name = "annals", version, max_term_width = 80, after_help = EXAMPLES)]
pub struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What every command takes. No `Debug`: the URLs may hold passwords.
#[derive(Args)]
pub(crate) struct Global {
    /// The application's database; else DATABASE_URL and the DB_* variables
    #[arg(long, global = true, value_name = "URL", help_heading = OF_ALL)]
    pub(crate) database_url: Option<String>,
    /// A connection that sees all accounts, of a member of annals_operator; else ANNALS_OPERATOR_URL
    #[arg(long, global = true, value_name = "URL", help_heading = OF_ALL)]
    pub(crate) operator_url: Option<String>,
    /// Write JSON to the standard output, for programs
    #[arg(long, global = true, help_heading = OF_ALL)]
    pub(crate) json: bool,
    /// Answer yes to every question
    #[arg(long, short, global = true, help_heading = OF_ALL)]
    pub(crate) yes: bool,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    #[command(subcommand)]
    Import(import::Format),
    Export(export::Export),
    Verify(verify::Verify),
    History(history::History),
    Undo(undo::Undo),
    Mask(mask::Mask),
    Status(status::Status),
    Completions(completions::Completions),
}

/// The command line as clap knows it, for tests and for what is written from it.
#[doc(hidden)]
#[must_use]
pub fn command() -> clap::Command {
    let mut command = Cli::command();
    command.build();
    command
}
