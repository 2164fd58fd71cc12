//! What is said of an export.

use std::path::Path;

use serde::Serialize;
use uuid::Uuid;

use super::archive::{
    Written,
    format::{LeftOut, TableTotal, Why},
};
use crate::{
    failure::Failure,
    place::is_stdout,
    terminal::{Align, Table, Terminal},
};

#[derive(Serialize)]
struct Given<'a> {
    account: Uuid,
    file: &'a Path,
    rows: u64,
    tables: &'a [TableTotal],
    sha256: &'a str,
    left_out: &'a [LeftOut],
}

/// Says what an archive holds. Where the archive is the standard output, it is a remark.
pub(super) fn archive(written: &Written, to: &Path, terminal: &Terminal) -> Result<(), Failure> {
    let Written { header, totals } = written;
    let rows: u64 = totals.tables.iter().map(|table| table.rows).sum();
    for out in header.left_out.iter().filter(|out| out.why == Why::NotIsolated) {
        terminal.note(format!(
            "{} is left out: it has an account_id, but is not isolated, so nothing says whose its rows are",
            out.table
        ));
    }
    if is_stdout(to) {
        terminal.note(format!("{rows} rows of account {}", header.account));
        return Ok(());
    }
    let mut table = Table::new([("Table", Align::Left), ("Rows", Align::Right)]);
    for total in totals.tables.iter().filter(|total| total.rows > 0) {
        table.row([total.table.clone(), total.rows.to_string()]);
    }
    table.row(["Total".to_owned(), rows.to_string()]);
    for line in table.lines(terminal.width()) {
        terminal.say(line)?;
    }
    terminal.say(format!("{}: SHA-256 of all lines but the last:", to.display()))?;
    terminal.say(format!("  {}", totals.sha256))?;
    let (tables, sha256, left_out) = (&totals.tables, &totals.sha256, &header.left_out);
    terminal.give(&Given { account: header.account, file: to, rows, tables, sha256, left_out })
}
