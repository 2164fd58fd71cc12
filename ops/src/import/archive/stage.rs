//! Puts the rows of an archive into temporary tables, which go with the transaction.

use std::path::Path;

use annals_service::Transaction;

use super::{
    execute,
    fit::{Plan, Planned},
    query,
    walk::{Row, Walk},
};
use crate::{
    export::archive::{
        format::Header,
        tables::{Column, Kind},
    },
    failure::Failure,
    terminal::Terminal,
};

/// What one statement brings at most.
const MOST_ROWS: u32 = 2_000;
const MOST_BYTES: usize = 1 << 20;

/// Reads the file again, checking it again: it may have changed since.
pub(super) async fn stage(
    tx: &Transaction<'_>,
    file: &Path,
    header: &Header,
    plan: &Plan,
    terminal: &Terminal,
) -> Result<(), Failure> {
    for planned in plan.iter().flatten() {
        execute(tx, &creation(planned), []).await?;
    }
    let mut walk = Walk::open(file)?;
    let progress = terminal.progress("read", "bytes", Some(walk.size()));
    let mut chunk = Chunk::default();
    while let Some(row) = walk.next()? {
        progress.advance(row.bytes);
        if row.place != chunk.place || chunk.is_full() {
            chunk.write(tx, plan).await?;
        }
        if plan.get(row.place).is_some_and(Option::is_some) {
            chunk.push(&row);
        }
    }
    chunk.write(tx, plan).await?;
    progress.finish();
    let again = walk.into_header();
    if (again.account, again.tables.len()) != (header.account, header.tables.len()) {
        return Err(Failure::Other("the file has changed while it was read".to_owned()));
    }
    for planned in plan.iter().flatten() {
        check_account(tx, planned).await?;
        execute(tx, &format!("ANALYZE {}", planned.staged), []).await?;
    }
    Ok(())
}

fn creation(planned: &Planned) -> String {
    let names: Vec<_> = planned.columns.iter().map(|column| column.quoted.as_str()).collect();
    format!(
        "CREATE TEMPORARY TABLE {} ON COMMIT DROP AS SELECT {} FROM {} WITH NO DATA",
        planned.staged.trim_start_matches("pg_temp."),
        names.join(", "),
        planned.table.relation
    )
}

/// No row of an archive is another account's. (The policy would refuse it too, where one holds.)
async fn check_account(tx: &Transaction<'_>, planned: &Planned) -> Result<(), Failure> {
    let account = ["account_id", "id"];
    let column = account.iter().find_map(|name| planned.columns.iter().find(|it| it.name == *name));
    let (Some(column), Kind::Account) = (column, planned.table.kind) else { return Ok(()) };
    let asking = format!(
        "SELECT count(*) FROM {} s WHERE s.{} IS DISTINCT FROM $1",
        planned.staged, column.quoted
    );
    let foreign: Vec<(i64,)> = query(tx, &asking, [tx.context().account_id.into()]).await?;
    if foreign.iter().any(|(count,)| *count > 0) {
        let name = &planned.table.name;
        return Err(Failure::Other(format!(
            "rows of {name} are another account's: nothing was written"
        )));
    }
    Ok(())
}

/// Rows of one table, as a JSON list.
#[derive(Default)]
struct Chunk {
    place: usize,
    rows: u32,
    first: u64,
    last: u64,
    list: String,
}

impl Chunk {
    const fn is_full(&self) -> bool {
        self.rows >= MOST_ROWS || self.list.len() >= MOST_BYTES
    }

    fn push(&mut self, row: &Row<'_>) {
        self.list.push_str(if self.rows == 0 { "[{\"row\":" } else { ",{\"row\":" });
        self.list.push_str(row.json);
        if let Some(columns) = row.json_null {
            self.list.push_str(",\"json_null\":");
            self.list.push_str(columns);
        }
        self.list.push('}');
        if self.rows == 0 {
            (self.place, self.first) = (row.place, row.number);
        }
        self.last = row.number;
        self.rows += 1;
    }

    async fn write(&mut self, tx: &Transaction<'_>, plan: &Plan) -> Result<(), Failure> {
        let Some(Some(planned)) = plan.get(self.place) else { return Ok(()) };
        if self.rows == 0 {
            return Ok(());
        }
        self.list.push(']');
        let list = std::mem::take(&mut self.list);
        execute(tx, &insertion(planned), [list.into()]).await.map_err(|failure| {
            let (from, to, name) = (self.first, self.last, &planned.table.name);
            Failure::Other(format!("lines {from} to {to} ({name}): {failure}"))
        })?;
        self.rows = 0;
        Ok(())
    }
}

fn insertion(planned: &Planned) -> String {
    let names: Vec<_> = planned.columns.iter().map(|column| column.quoted.as_str()).collect();
    let values: Vec<_> = planned.columns.iter().map(value).collect();
    format!(
        "INSERT INTO {} ({}) SELECT {} FROM json_to_recordset($1::json) AS l (\"row\" json, json_null jsonb)
           CROSS JOIN LATERAL json_populate_record(NULL::{}, l.\"row\") r",
        planned.staged,
        names.join(", "),
        values.join(", "),
        planned.table.relation
    )
}

/// A JSON null is no value at all, unless the column must have one, or the line says so.
fn value(column: &Column) -> String {
    let Column { quoted, label, .. } = column;
    match (column.is_json, column.is_required) {
        (false, _) => format!("r.{quoted}"),
        (true, true) => format!("coalesce(r.{quoted}, 'null')"),
        (true, false) => format!("CASE WHEN l.json_null ? {label} THEN 'null' ELSE r.{quoted} END"),
    }
}
