//! The command line.

use clap::{Args, Parser, Subcommand};

use crate::commands::{completions, history, mask, status, undo, verify};
use crate::{export, import};

/// Moves data in and out of Annals, proves its audit log, undoes, and tells what is wrong.
///
/// It connects with DATABASE_URL, as applications do, and so under the row-level security that they
/// have. What goes across accounts takes ANNALS_OPERATOR_URL, a member of annals_operator.
///
/// Exit codes: 0 done; 1 failed; 2 the command line or a setting is wrong; 3 done, but records were
/// refused, or something was found; 4 declined; 130 interrupted. After 1, 4 and 130 nothing half-done
/// stays, and the same command may be run again.
#[derive(Debug, Parser)]
#[command(name = "annals", version, max_term_width = 100)]
pub struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What every command takes.
#[derive(Args, Debug)]
pub(crate) struct Global {
    /// The application's database; else DATABASE_URL and the DB_* variables
    #[arg(long, global = true, value_name = "URL", hide_env_values = true)]
    pub(crate) database_url: Option<String>,
    /// A connection that sees all accounts, of a member of annals_operator; else ANNALS_OPERATOR_URL
    #[arg(long, global = true, value_name = "URL")]
    pub(crate) operator_url: Option<String>,
    /// Write JSON to the standard output, for programs
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Answer yes to every question
    #[arg(long, short, global = true)]
    pub(crate) yes: bool,
}

#[derive(Debug, Subcommand)]
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
