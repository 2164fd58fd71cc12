//! `annals completions`.

use clap::Args;
use clap_complete::Shell;

use crate::{
    cli,
    desk::Desk,
    failure::{Exit, Failure},
};

const EXAMPLES: &str = "\
Examples, each for one user:
  annals completions bash > ~/.local/share/bash-completion/completions/annals
  annals completions zsh > ~/.zfunc/_annals
  annals completions fish > ~/.config/fish/completions/annals.fish

The folder must be there (mkdir -p). For zsh, ~/.zshrc needs before compinit:
  fpath=(~/.zfunc $fpath)
A new shell has it then: annals his<Tab>";

/// Writes what a shell needs to complete this command line.
///
/// Where the text goes depends on the shell; see the examples.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Completions {
    /// Which shell
    shell: Shell,
}

impl Completions {
    pub(crate) fn run(self, desk: &Desk) -> Result<Exit, Failure> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut cli::command(), "annals", &mut script);
        desk.terminal.pour(&script)?;
        Ok(Exit::Done)
    }
}
