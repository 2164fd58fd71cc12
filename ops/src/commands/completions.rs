//! `annals completions`.

use std::io;

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use crate::{
    cli::Cli,
    desk::Desk,
    failure::{Exit, Failure},
};

/// Writes the completion of a shell.
#[derive(Args, Debug)]
pub(crate) struct Completions {
    shell: Shell,
}

impl Completions {
    pub(crate) fn run(self, _desk: &Desk) -> Result<Exit, Failure> {
        clap_complete::generate(self.shell, &mut Cli::command(), "annals", &mut io::stdout());
        Ok(Exit::Done)
    }
}
