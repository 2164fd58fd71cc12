//! `annals import archive`: brings an account back from the file that `annals export` wrote.
//!
//! The file is read twice. First all of it is checked, its digest too; nothing is written yet. Then its
//! rows go into temporary tables of one transaction, where they are compared with what is there, and from
//! there into their tables, parents first.
//!
//! - `walk`: reads a file line by line, and finds what is damaged
//! - `fit`: whether the database has the tables and columns
//! - `stage`: the temporary tables; `shared`: the rows that are no account's, such as roles
//! - `compare`: rows that are there already; `restore`: the others

mod compare;
mod fit;
mod restore;
mod shared;
mod shown;
mod stage;
mod walk;

use std::path::{Path, PathBuf};

use annals_service::{Context, Error, Transaction};
use clap::Args;
use sea_orm::{ConnectionTrait, DbBackend, QueryResult, Statement, Value};
use uuid::Uuid;

use crate::{
    desk::Desk,
    export::archive::{format::Header, rows, tables},
    failure::{Exit, Failure},
    terminal::Terminal,
};
use shown::Outcome;
use walk::Walk;

/// What `annals export` wrote as JSON Lines: everything that an account had.
///
/// The account comes back with its ids, times and values, in one transaction. Rows that are there
/// already and equal are left alone; where one is there and different, nothing is written. Passwords
/// and sessions are in no archive: people set a new password.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  annals import archive ada.jsonl --dry-run
  annals import archive ada.jsonl")]
pub(crate) struct Archive {
    /// The file
    file: PathBuf,
    /// Check everything, against the database as well, but write nothing
    #[arg(long)]
    dry_run: bool,
}

impl Archive {
    pub(crate) async fn run(self, desk: &Desk) -> Result<Exit, Failure> {
        let header = check(&self.file, &desk.terminal).await?;
        let db = desk.app().await?;
        let request = Uuid::now_v7();
        let context = Context::new(header.account)
            .operation("import archive")
            .request_id(request.to_string());
        let tx = db.begin(&context).await?;
        let tables = self.bring_back(&tx, &header, &desk.terminal).await?;
        if self.dry_run {
            tx.rollback().await?;
        } else {
            tx.commit().await?;
        }
        let outcome = Outcome::of(&header, &tables, request, self.dry_run);
        outcome.show(&desk.terminal)?;
        Ok(Exit::Done)
    }

    async fn bring_back(
        &self,
        tx: &Transaction<'_>,
        header: &Header,
        terminal: &Terminal,
    ) -> Result<Vec<restore::Restored>, Failure> {
        rows::prepare(tx).await?;
        let plan = fit::fit(header, &tables::of(tx).await?)?;
        stage::stage(tx, &self.file, header, &plan, terminal).await?;
        shared::match_up(tx, &plan).await?;
        compare::compare(tx, &plan).await?;
        let restored = restore::restore(tx, &plan, terminal).await?;
        // What is put off to the end of the transaction is found now, in a dry run too.
        execute(tx, "SET CONSTRAINTS ALL IMMEDIATE", []).await?;
        Ok(restored)
    }
}

/// Reads the whole file, and finds whether it is as it was written.
async fn check(file: &Path, terminal: &Terminal) -> Result<Header, Failure> {
    let mut walk = Walk::open(file)?;
    let progress = terminal.progress("check", "bytes", Some(walk.size()));
    while let Some(row) = walk.next()? {
        progress.advance(row.bytes);
        if row.number.is_multiple_of(1_000) {
            tokio::task::yield_now().await; // for Ctrl-C
        }
    }
    progress.finish();
    Ok(walk.into_header())
}

async fn execute(
    tx: &Transaction<'_>,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<u64, Failure> {
    let statement = Statement::from_sql_and_values(DbBackend::Postgres, sql, values);
    let done = tx.connection().execute_raw(statement).await.map_err(Error::from)?;
    Ok(done.rows_affected())
}

async fn query<T: sea_orm::TryGetableMany>(
    tx: &Transaction<'_>,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<Vec<T>, Failure> {
    let statement = Statement::from_sql_and_values(DbBackend::Postgres, sql, values);
    let rows = tx.connection().query_all_raw(statement).await.map_err(Error::from)?;
    let told = rows.iter().map(QueryResult::try_get_many_by_index);
    Ok(told.collect::<Result<_, _>>().map_err(Error::from)?)
}
