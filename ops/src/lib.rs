//! What operators do with a database of Annals, as one command: `annals`.
//!
//! - [`cli`]: what can be said on the command line
//! - `commands`: one file a command; those with more to them have a folder: `import`, `export`, `mask`
//! - `terminal`: what the command shows, to a person and to a program
//! - `connect`: which connection a command takes; `subject`: which account and user are meant
//! - `failure`: what can go wrong, and the exit codes; `refusal`: what a server said, and its cure
//! - `interrupt`: Ctrl-C and SIGTERM; `leftover`: what the server is then still at
//!
//! # Adding a command
//!
//! A variant in `cli::Command`, its arguments and `run` in `commands/<name>.rs`. `run` takes the
//! `Desk`, which has the terminal, the connections and the interrupt. Its section in
//! `docs/command.md` is held against the command line by a test.

pub mod cli;
mod commands;
mod connect;
mod desk;
mod export;
mod failure;
#[doc(hidden)]
pub mod fuzzing {
    //! What is given any bytes, and must neither panic nor hang.
    pub use crate::import::fuzz_formats as formats;
}
mod import;
mod interrupt;
mod leftover;
mod mask;
#[doc(hidden)]
pub mod measuring;
mod place;
mod refusal;
mod subject;
mod terminal;

use std::{env, io, process::ExitCode};

use clap::Parser;
use tracing_subscriber::EnvFilter;

use crate::{cli::Cli, desk::Desk, failure::Failure, terminal::Terminal};

/// Does what the command line says.
pub async fn main() -> ExitCode {
    prepare_output();
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(told) => return misunderstood(&told),
    };
    let desk = Desk::new(cli.global);
    match Box::pin(commands::run(cli.command, &desk)).await {
        Ok(exit) => exit.into(),
        Err(failure) => desk.terminal.fail(&failure).into(),
    }
}

/// No colours where `NO_COLOR` says so, whatever else asks for them; what happens inside, on the standard
/// error, where `RUST_LOG` asks for it.
fn prepare_output() {
    if env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty()) {
        console::set_colors_enabled(false);
        console::set_colors_enabled_stderr(false);
    }
    if let Ok(filter) = EnvFilter::try_from_default_env() {
        tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr).init();
    }
}

/// Help and the version, which were asked for; or what is wrong with the command line, to a program that
/// asked for JSON as JSON.
fn misunderstood(told: &clap::Error) -> ExitCode {
    let asks_for_json = env::args_os().any(|argument| argument == "--json");
    if told.use_stderr() && asks_for_json {
        let text = told.render().to_string();
        let text = text.trim_start_matches("error: ").trim_end();
        return Terminal::new(true, false).fail(&Failure::Usage(text.to_owned())).into();
    }
    // Who asked may have left.
    drop(told.print());
    u8::try_from(told.exit_code()).unwrap_or(1).into()
}
