//! What can go wrong, and how the command ends.

use std::{io, path::PathBuf, process::ExitCode};

use crate::refusal;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// All of it was done.
    Done = 0,
    /// It failed, and left nothing half-done.
    Failed = 1,
    /// The command line or a setting is wrong.
    Usage = 2,
    /// It was done, and something was found: records refused, a log that is not complete.
    Findings = 3,
    /// A question was answered with no.
    Declined = 4,
    /// Ctrl-C, or SIGTERM.
    Interrupted = 130,
    /// Who read the output left before its end, as `head` does: what a shell says of any program.
    NobodyReads = 141,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Why a command did not do what it was asked. Each text says what is the matter and what to do next.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// Something on the command line can't be.
    #[error("{0}")]
    Usage(String),
    /// A setting can't be.
    #[error("{0}")]
    Config(#[from] annals_service::config::ConfigError),
    /// A server that can't be reached, or lets nobody in.
    #[error("{what} can't be reached: {why}\n  {cure}")]
    Unreached {
        /// The database, without its password.
        what: String,
        /// What it, or the system, said.
        why: String,
        /// What to look at.
        cure: String,
    },
    /// The database, or a rule of Annals.
    #[error("{}", refusal::told(.0))]
    Service(#[from] annals_service::Error),
    /// A file.
    #[error("{}: {source}", .path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The standard output, which a pipe may have closed.
    #[error("the output can't be written: {0}")]
    Output(io::Error),
    /// Any other, told in full.
    #[error("{0}")]
    Other(String),
    /// It failed after a part of it was done that stays.
    #[error(
        "{source}\n  {} done: run the same command again for the rest, or take that back:\n  {undo}",
        listed(.done)
    )]
    Partly {
        /// What was done: files, by their names, or so many records of one.
        done: Vec<String>,
        /// The command that takes it back.
        undo: String,
        /// Why the rest was not.
        source: Box<Failure>,
    },
    /// A question was answered with no, or could not be asked.
    #[error("{0}")]
    Declined(String),
    /// Ctrl-C, or SIGTERM.
    #[error("interrupted: nothing half-done stays; run the same command again to go on")]
    Interrupted,
}

impl Failure {
    /// A file that can't be read or written.
    pub(crate) fn file(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { path, source }
    }

    /// The same, where so much was done before, and what takes that back. Nothing: the failure as it is.
    pub(crate) fn after(self, done: Vec<String>, undo: String) -> Self {
        if done.is_empty() {
            return self;
        }
        Self::Partly { done, undo, source: Box::new(self) }
    }

    /// The exit code that tells it.
    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::Usage(_) | Self::Config(_) => Exit::Usage,
            Self::Declined(_) => Exit::Declined,
            Self::Interrupted => Exit::Interrupted,
            Self::Partly { source, .. } => source.exit(),
            Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe => Exit::NobodyReads,
            Self::Unreached { .. }
            | Self::Service(_)
            | Self::File { .. }
            | Self::Output(_)
            | Self::Other(_) => Exit::Failed,
        }
    }
}

fn listed(done: &[String]) -> String {
    let be = if done.len() == 1 { "is" } else { "are" };
    format!("{} {be}", done.join(", "))
}

/// What a statement of a command's own met.
impl From<sea_orm::DbErr> for Failure {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Service(error.into())
    }
}
