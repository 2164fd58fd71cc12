//! What operators do with a database of Annals, as one command: `annals`.
//!
//! - [`cli`]: what can be said on the command line
//! - `commands`: one file a command; those with more to them have a folder: `import`, `export`
//! - `terminal`: what the command shows, to a person and to a program
//! - `connect`: which connection a command takes; `subject`: which account and user are meant
//! - `failure`: what can go wrong, and the exit codes
//! - `interrupt`: Ctrl-C and SIGTERM
//!
//! # Adding a command
//!
//! A variant in [`cli::Command`], its arguments and `run` in `commands/<name>.rs`. `run` takes the
//! [`Desk`](desk::Desk), which has the terminal, the connections and the interrupt.

pub mod cli;
mod commands;
mod connect;
mod desk;
mod export;
mod failure;
mod import;
mod interrupt;
mod subject;
mod terminal;

use std::process::ExitCode;

use clap::Parser;

use crate::{cli::Cli, desk::Desk};

/// Does what the command line says.
pub async fn main() -> ExitCode {
    let cli = Cli::parse();
    let desk = Desk::new(cli.global);
    match commands::run(cli.command, &desk).await {
        Ok(exit) => exit.into(),
        Err(failure) => desk.terminal.fail(&failure).into(),
    }
}
