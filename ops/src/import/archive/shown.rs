//! What is said of an archive that was brought back.

use serde::Serialize;
use uuid::Uuid;

use super::restore::Restored;
use crate::{
    export::archive::{format::Header, tables::Kind},
    failure::Failure,
    terminal::{Align, Table, Terminal},
};

/// What became of an archive.
#[derive(Serialize)]
pub(super) struct Outcome {
    account: Uuid,
    /// What undoes it: `annals undo --request`.
    request: Uuid,
    is_dry_run: bool,
    tables: Vec<OfTable>,
}

/// What became of the rows of a table.
#[derive(Serialize)]
struct OfTable {
    table: String,
    in_file: u64,
    written: u64,
    there_already: u64,
    left_in_file: u64,
}

impl Outcome {
    pub(super) fn of(
        header: &Header,
        restored: &[Restored],
        request: Uuid,
        is_dry_run: bool,
    ) -> Self {
        let of_table = |table: &str| restored.iter().find(|it| it.table == table);
        let own = header.tables.iter().filter(|head| head.kind != Kind::Shared && head.rows > 0);
        let tables = own.map(|head| {
            let (table, in_file) = (head.table.clone(), head.rows);
            let (written, there_already, left_in_file) = match of_table(&table) {
                Some(it) => (it.written, in_file - it.written, 0),
                None => (0, 0, in_file),
            };
            OfTable { table, in_file, written, there_already, left_in_file }
        });
        Self { account: header.account, request, is_dry_run, tables: tables.collect() }
    }

    pub(super) fn show(&self, terminal: &Terminal) -> Result<(), Failure> {
        let names =
            ["In file", "Restored", "There", "Left in file"].map(|name| (name, Align::Right));
        let [in_file, written, there, left] = names;
        let mut table = Table::new([("Table", Align::Left), in_file, written, there, left]);
        let mut total = [0; 4];
        for it in &self.tables {
            let counts = [it.in_file, it.written, it.there_already, it.left_in_file];
            total.iter_mut().zip(counts).for_each(|(total, count)| *total += count);
            table.row(row(&it.table, counts));
        }
        table.row(row("Total", total));
        for line in table.lines(terminal.width()) {
            terminal.say(line)?;
        }
        if total[3] > 0 {
            terminal.say(
                "Left in the file: the audit log is of the database that it was written in, and",
            )?;
            terminal.say("a session is nothing without the token that no archive holds.")?;
        }
        terminal.say(self.end(total[1]))?;
        terminal.give(self)
    }

    fn end(&self, written: u64) -> String {
        match (self.is_dry_run, written) {
            (true, _) => "Nothing was written: this was a dry run.".to_owned(),
            (_, 0) => "Nothing to do: all of it is there.".to_owned(),
            _ => format!("Account {} is back, by request\n{}.", self.account, self.request),
        }
    }
}

fn row(name: &str, counts: [u64; 4]) -> [String; 5] {
    let [in_file, written, there, left] = counts.map(|count| count.to_string());
    [name.to_owned(), in_file, written, there, left]
}
