//! A folder of JSON files: what a user's journal holds, in the form that `annals import journal-files`
//! reads. Each file is a list, a record a line.

mod folder;
mod user;

use std::path::Path;

use annals_service::{Context, Database, Error, Transaction};
use futures_util::TryStreamExt;
use sea_orm::{DbBackend, Statement, StreamTrait};
use serde::Serialize;
use uuid::Uuid;

use super::archive::rows;
use crate::{
    failure::Failure,
    terminal::{Align, Progress, Table, Terminal},
};
use folder::{Folder, List};

/// The files, in the order in which they are read: what is referred to comes first.
const FILES: [(&str, &str); 4] = [
    ("topics.json", include_str!("topics.sql")),
    ("entries.json", include_str!("entries.sql")),
    ("sessions.json", include_str!("sessions.sql")),
    ("messages.json", include_str!("messages.sql")),
];
const ARTICLES: (&str, &str) = ("psychology.json", include_str!("articles.sql"));

/// What is asked for.
pub(super) struct Asked<'a> {
    pub(super) context: &'a Context,
    /// The user, by id or email. `None`: the only one.
    pub(super) user: Option<&'a str>,
    pub(super) articles: bool,
}

/// What was written.
#[derive(Serialize)]
pub(super) struct Written<'a> {
    account: Uuid,
    user: Uuid,
    folder: &'a Path,
    files: Vec<OfFile>,
}

#[derive(Serialize)]
struct OfFile {
    file: &'static str,
    records: u64,
}

/// Writes the folder.
pub(super) async fn write<'a>(
    db: &Database,
    asked: &Asked<'_>,
    to: &'a Path,
    terminal: &Terminal,
) -> Result<Written<'a>, Failure> {
    let folder = Folder::begin(to)?;
    let tx = db.snapshot(asked.context).await?;
    rows::prepare(&tx).await?;
    let user = user::find(&tx, asked.user).await?;
    let progress = terminal.progress("export", "records", None);
    let mut files = Vec::new();
    let articles = asked.articles.then_some(ARTICLES);
    for (file, sql) in FILES.into_iter().chain(articles) {
        let mut list = folder.list(file)?;
        let records = write_list(&tx, sql, user, &mut list, &progress).await?;
        list.finish()?;
        files.push(OfFile { file, records });
    }
    tx.rollback().await?;
    folder.finish()?;
    progress.finish();
    Ok(Written { account: asked.context.account_id, user, folder: to, files })
}

async fn write_list(
    tx: &Transaction<'_>,
    sql: &str,
    user: Uuid,
    list: &mut List,
    progress: &Progress,
) -> Result<u64, Failure> {
    let values = [tx.context().account_id.into(), user.into()];
    let asking = Statement::from_sql_and_values(DbBackend::Postgres, sql, values);
    let mut stream = tx.connection().stream_raw(asking).await.map_err(Error::from)?;
    let mut records = 0;
    while let Some(row) = stream.try_next().await.map_err(Error::from)? {
        let record: String = row.try_get_by_index(0).map_err(Error::from)?;
        list.push(&record)?;
        records += 1;
        progress.advance(1);
    }
    Ok(records)
}

impl Written<'_> {
    pub(super) fn show(&self, terminal: &Terminal) -> Result<(), Failure> {
        let mut table = Table::new([("File", Align::Left), ("Records", Align::Right)]);
        for OfFile { file, records } in &self.files {
            table.row([(*file).to_owned(), records.to_string()]);
        }
        for line in table.lines(terminal.width()) {
            terminal.say(line)?;
        }
        terminal.say(format!(
            "The journal of user {} is in {}",
            self.user,
            self.folder.display()
        ))?;
        terminal.say("What else the account has, --format json-lines has; deleted rows too.")?;
        terminal.give(self)
    }
}
