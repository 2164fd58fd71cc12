//! `annals import`: what users bring in files.
//!
//! - `formats`: reads a source record by record, in bounded memory, and says of each what rows it is,
//!   what was adjusted, or why it is refused. Knows no database.
//! - `load`: writes the rows, accounts for every record, reads everything back and compares.
//! - `record`: what the one hands to the other.
//! - `archive`: what `annals export` wrote; it stands for itself.

mod archive;
mod formats;
mod load;
mod record;

#[doc(hidden)]
pub use formats::fuzz_formats;

use std::path::{Path, PathBuf};

use annals_service::Database;
use clap::{Args, Subcommand, ValueEnum};
use uuid::Uuid;

use self::{
    archive::Archive,
    load::{Import, Outcome},
    record::Source,
};
use crate::{
    connect,
    desk::Desk,
    failure::{Exit, Failure},
    subject::{Found, Subject},
};

/// Connections: the import takes two, and those that may be needed beside them.
const CONNECTIONS: u32 = 4;

/// Reads files of other programs into an account: every record is imported, there already, or reported.
///
/// It may be run again at any time: what is there already is found, and what was changed in Annals
/// since stays as it is. In the end everything is read back and compared with the files.
#[derive(Debug, Subcommand)]
#[command(after_help = "\
Examples:
  annals import journal-files ./journal --user ada@example.org --dry-run
  annals import archive ada.jsonl")]
pub(crate) enum Format {
    JournalFiles(JournalFiles),
    JournalMemory(JournalMemory),
    Archive(Archive),
}

/// A folder of JSON files: entries.json, sessions.json, messages.json, topics.json, psychology.json.
///
/// The articles of psychology.json are shared by all accounts: an operator's connection writes them.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  annals import journal-files ./journal --user ada@example.org --dry-run
  annals import journal-files ./journal --user ada@example.org --outcome file
  annals import journal-files ./journal --user ada@example.org --verify-only")]
pub(crate) struct JournalFiles {
    /// The folder
    folder: PathBuf,
    #[command(flatten)]
    options: Options,
}

/// One JSON file, the dump of an in-memory store.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  annals import journal-memory dump.json --user ada@example.org
  annals import journal-memory dump.json --user ada@example.org --outcome batch
  annals import journal-memory dump.json --user ada@example.org --report told.jsonl")]
pub(crate) struct JournalMemory {
    /// The file
    file: PathBuf,
    #[command(flatten)]
    options: Options,
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
    /// Only compare what is in the database with the files
    #[arg(long, conflicts_with = "dry_run")]
    verify_only: bool,
    /// Where the report of all that is not as in the files goes, as JSON Lines;
    /// else, where there is something to report, annals-import-<run>.jsonl
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
}

impl Format {
    pub(crate) async fn run(self, desk: &Desk) -> Result<Exit, Failure> {
        match self {
            Self::JournalFiles(JournalFiles { folder, options }) => {
                let open = |user| formats::journal_files(&folder, user);
                Box::pin(options.run(desk, "journal-files", &folder, open)).await
            }
            Self::JournalMemory(JournalMemory { file, options }) => {
                let open = |user| formats::journal_memory(&file, user);
                Box::pin(options.run(desk, "journal-memory", &file, open)).await
            }
            Self::Archive(archive) => Box::pin(archive.run(desk)).await,
        }
    }
}

impl Options {
    async fn run(
        self,
        desk: &Desk,
        format: &'static str,
        path: &Path,
        open: impl FnOnce(Uuid) -> Result<Box<dyn Source>, Failure>,
    ) -> Result<Exit, Failure> {
        let db = connected(desk.app_config()?).await?;
        let found = self.subject.find(desk, &db).await?;
        let source = open(found.user_id)?;
        let operator = match desk.operator_if_given()? {
            Some(config) => Some(connected(config).await?),
            None => None,
        };
        self.import(desk, format, path, &*source, (&db, operator.as_ref(), found)).await
    }

    async fn import(
        self,
        desk: &Desk,
        format: &'static str,
        path: &Path,
        source: &dyn Source,
        (db, operator, found): (&Database, Option<&Database>, Found),
    ) -> Result<Exit, Failure> {
        let total = source.files().iter().map(|file| file.size).sum();
        for name in source.unread() {
            let told = format!("{name} is not read: the format has no file of this name");
            desk.terminal.note(told);
        }
        let progress = |what: &str| desk.terminal.progress(what, "bytes", Some(total));
        let import = Import {
            db,
            operator,
            found,
            source,
            name: path.canonicalize().as_deref().unwrap_or(path).display().to_string(),
            format,
            outcome: self.outcome,
            is_dry: self.dry_run,
            report: self.report,
        };
        let whole = if self.verify_only {
            import.verify(progress("Comparing")).await?
        } else {
            import.run(&progress).await?
        };
        whole.show(&desk.terminal)
    }
}

/// Statements on thousands of rows may take their time, and are few.
async fn connected(config: annals_service::DatabaseConfig) -> Result<Database, Failure> {
    let config = config.with_statement_timeout(None).with_max_connections(CONNECTIONS);
    connect::open(config.with_min_connections(1)).await
}

/// An import of a folder, for benches.
pub(crate) async fn measured(
    db: &Database,
    operator: &Database,
    found: Found,
    folder: &Path,
    outcome: &str,
) -> Result<crate::measuring::Imported, Failure> {
    let source = formats::journal_files(folder, found.user_id)?;
    let import = Import {
        db,
        operator: Some(operator),
        found,
        source: &*source,
        name: folder.display().to_string(),
        format: "journal-files",
        outcome: Outcome::from_str(outcome, false).map_err(Failure::Usage)?,
        is_dry: false,
        report: None,
    };
    let terminal = crate::terminal::Terminal::new(true, false);
    let whole = import.run(&|what| terminal.progress(what, "bytes", None)).await?;
    let total = whole.tally.total();
    Ok(crate::measuring::Imported {
        records: total.in_source,
        imported: total.imported + total.adjusted,
        writing: whole.writing.unwrap_or_default(),
        verifying: whole.verifying.unwrap_or_default(),
    })
}
