//! Writes an archive: all of it from one snapshot, a row at a time.

use annals_migration::{Migrator, MigratorTrait};
use annals_service::{Context, Database, Error, Transaction};
use chrono::{DateTime, Utc};
use futures_util::TryStreamExt;
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use serde::Serialize;

use super::{
    format::{self, ColumnHead, FOOTER, Footer, Header, LeftOut, TableHead, Totals, Why},
    rows,
    tables::{self, Kind, Table},
    tally::Tally,
};
use crate::{
    export::target::Target,
    failure::Failure,
    terminal::{Progress, Terminal},
};

/// What was written.
pub(crate) struct Written {
    pub(crate) header: Header,
    pub(crate) totals: Totals,
}

/// Writes the account of the context.
pub(crate) async fn write(
    db: &Database,
    context: &Context,
    history: bool,
    target: &mut Target,
    terminal: &Terminal,
) -> Result<Written, Failure> {
    let tx = db.snapshot(context).await?;
    rows::prepare(&tx).await?;
    let all = tables::of(&tx).await?;
    let header = header(&tx, &all, history).await?;
    let rows = header.tables.iter().map(|table| table.rows).sum();
    let progress = terminal.progress("export", "rows", Some(rows));
    let mut tally = Tally::default();
    let first = json(&header)? + "\n";
    tally.line(first.as_bytes());
    target.write(first.as_bytes())?;
    for head in &header.tables {
        tally.begin(&head.table);
        if let Some(table) = all.iter().find(|table| table.name == head.table) {
            write_table(&tx, table, &all, &mut tally, target, &progress).await?;
        }
    }
    let footer = Footer { end: tally.totals() };
    let last = json(&footer)? + "\n";
    debug_assert!(last.as_bytes().starts_with(FOOTER), "it is told from rows by its beginning");
    target.write(last.as_bytes())?;
    progress.finish();
    tx.rollback().await?;
    Ok(Written { header, totals: footer.end })
}

async fn write_table(
    tx: &Transaction<'_>,
    table: &Table,
    all: &[Table],
    tally: &mut Tally,
    target: &mut Target,
    progress: &Progress,
) -> Result<(), Failure> {
    let beginning = format!("{{\"table\":{},\"row\":", json(&table.name)?);
    let mut stream = rows::stream(tx, table, all).await?;
    let mut line = String::new();
    while let Some(row) = stream.try_next().await.map_err(Error::from)? {
        let (row, json_null) = rows::told(&row)?;
        line.clear();
        line.push_str(&beginning);
        push_in_one_line(&mut line, &row);
        if let Some(columns) = json_null {
            line.push_str(",\"json_null\":");
            line.push_str(&columns);
        }
        line.push_str("}\n");
        tally.row(line.as_bytes());
        target.write(line.as_bytes())?;
        progress.advance(1);
    }
    Ok(())
}

/// A column of the type json keeps the line breaks that it was given; between JSON's tokens, where alone
/// they can be, a space says the same.
fn push_in_one_line(line: &mut String, json: &str) {
    let mut parts = json.split(['\n', '\r']);
    line.push_str(parts.next().unwrap_or_default());
    for part in parts {
        line.push(' ');
        line.push_str(part);
    }
}

async fn header(tx: &Transaction<'_>, all: &[Table], history: bool) -> Result<Header, Failure> {
    let account = tx.context().account_id;
    let is_carried = |table: &&Table| match table.kind {
        Kind::Shared | Kind::Account => true,
        Kind::History => history,
        Kind::Open => false,
    };
    let mut heads = Vec::new();
    for table in all.iter().filter(is_carried) {
        heads.push(head(table, rows::count(tx, table, all).await?));
    }
    heads.sort_by_key(|head| match head.kind {
        Kind::Shared => 0,
        Kind::Account | Kind::Open => 1,
        Kind::History => 2,
    });
    if !heads.iter().any(|head| head.kind != Kind::Shared && head.rows > 0) {
        return Err(Failure::Usage(format!(
            "there is no account {account} that this login may see: check the id{}",
            if history { "" } else { "; of one that was erased --history alone is left" }
        )));
    }
    Ok(Header {
        annals: format::NAME.to_owned(),
        version: format::VERSION,
        program: concat!("annals ", env!("CARGO_PKG_VERSION")).to_owned(),
        migration: newest_migration(),
        account,
        time: now(tx).await?,
        history,
        tables: heads,
        left_out: all.iter().flat_map(|table| left_out(table, history)).collect(),
    })
}

fn head(table: &Table, rows: u64) -> TableHead {
    let told = |column: &tables::Column| ColumnHead {
        name: column.name.clone(),
        kind: column.kind.clone(),
    };
    let columns = table.carried().map(told).collect();
    TableHead { table: table.name.clone(), kind: table.kind, rows, columns }
}

/// What of a table the file has not: the whole of it, or some columns.
fn left_out(table: &Table, history: bool) -> Vec<LeftOut> {
    let told = |column: Option<&str>, why| LeftOut {
        table: table.name.clone(),
        column: column.map(str::to_owned),
        why,
    };
    match table.kind {
        Kind::Open => return vec![told(None, Why::NotIsolated)],
        Kind::History if !history => return vec![told(None, Why::History)],
        _ => {}
    }
    let columns = table.columns.iter().filter_map(|column| {
        let why = match (column.is_secret(), column.is_derived) {
            (true, _) => Why::Secret,
            (_, true) => Why::Derived,
            _ => return None,
        };
        Some(told(Some(&column.name), why))
    });
    columns.collect()
}

/// The newest migration that this program knows.
pub(crate) fn newest_migration() -> String {
    Migrator::migrations().last().map(|newest| newest.name().to_owned()).unwrap_or_default()
}

async fn now(tx: &Transaction<'_>) -> Result<DateTime<Utc>, Failure> {
    let asking = Statement::from_string(DbBackend::Postgres, "SELECT now()");
    let row = tx.connection().query_one_raw(asking).await.map_err(Error::from)?;
    let now = row.map_or_else(|| Ok(Utc::now()), |row| row.try_get_by_index(0));
    Ok(now.map_err(Error::from)?)
}

fn json(value: &impl Serialize) -> Result<String, Failure> {
    serde_json::to_string(value)
        .map_err(|error| Failure::Other(format!("the archive can't be written: {error}")))
}
