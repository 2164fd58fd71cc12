//! `annals export`: everything that an account has, in files.
//!
//! - `archive`: JSON Lines, whole and exact, that `annals import archive` reads
//! - `journal_files`: a folder of JSON files, that `annals import journal-files` reads
//! - `target`: where it goes

pub(crate) mod archive;
mod journal_files;
mod shown;
mod target;

use std::path::PathBuf;

use annals_service::Context;
use clap::{Args, ValueEnum};
use uuid::Uuid;

use crate::{
    desk::Desk,
    failure::{Exit, Failure},
    place::is_stdout,
};
use journal_files::Asked;
use target::Target;

/// Writes everything that an account has into files.
///
/// All of it is read from one snapshot, under row-level security: the file has what the account has at
/// one moment, and nothing of another account. A file gets its name when it is whole, and only its
/// owner may read it.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  annals export 0199f5c2-6a1e-7c3a-9d54-2f6b8a1c0e77 --to ada.jsonl --history
  annals export 0199f5c2-6a1e-7c3a-9d54-2f6b8a1c0e77 --to - | gzip > ada.gz")]
pub(crate) struct Export {
    /// The account
    account: Uuid,
    /// How it is written
    #[arg(long, value_enum, default_value_t = Format::JsonLines)]
    format: Format,
    /// Where to: a file (a folder for journal-files), or - for the standard output
    #[arg(long, value_name = "PATH|-")]
    to: PathBuf,
    /// With the audit log, its seals and its erasures (json-lines)
    #[arg(long)]
    history: bool,
    /// Whose journal, where the account has several users (journal-files)
    #[arg(long, value_name = "ID|EMAIL")]
    user: Option<String>,
    /// With the articles, which belong to no account (journal-files)
    #[arg(long)]
    articles: bool,
}

/// How an export is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// One file with every row of every table, which `annals import archive` reads
    JsonLines,
    /// A folder of JSON files, which `annals import journal-files` reads: what a journal holds
    JournalFiles,
}

impl Export {
    pub(crate) async fn run(self, desk: &Desk) -> Result<Exit, Failure> {
        match self.format {
            Format::JsonLines if self.user.is_some() || self.articles => Err(Failure::Usage(
                "--user and --articles go with --format journal-files: an archive is the account's"
                    .to_owned(),
            )),
            Format::JournalFiles if self.history => Err(Failure::Usage(
                "--history goes with --format json-lines: a journal's files have no place for it"
                    .to_owned(),
            )),
            Format::JsonLines => Box::pin(self.json_lines(desk)).await,
            Format::JournalFiles => Box::pin(self.journal_files(desk)).await,
        }
    }

    async fn journal_files(&self, desk: &Desk) -> Result<Exit, Failure> {
        if is_stdout(&self.to) {
            return Err(Failure::Usage("journal-files is a folder: name one".to_owned()));
        }
        let db = desk.app().await?;
        let context = &Context::new(self.account).operation("export");
        let (user, articles) = (self.user.as_deref(), self.articles);
        let asked = Asked { context, user, articles };
        journal_files::write(&db, &asked, &self.to, &desk.terminal).await?.show(&desk.terminal)?;
        Ok(Exit::Done)
    }

    async fn json_lines(&self, desk: &Desk) -> Result<Exit, Failure> {
        if is_stdout(&self.to) && desk.terminal.is_json() {
            return Err(Failure::Usage(
                "--to - and --json both want the standard output: name a file".to_owned(),
            ));
        }
        let db = desk.app().await?;
        let context = Context::new(self.account).operation("export");
        let mut target = Target::open(&self.to, &desk.terminal)?;
        let written =
            archive::write(&db, &context, self.history, &mut target, &desk.terminal).await?;
        target.finish()?;
        shown::archive(&written, &self.to, &desk.terminal)?;
        Ok(Exit::Done)
    }
}
