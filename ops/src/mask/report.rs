//! What is told of a copy: the tables, their rows, and which columns were masked.

use annals_service::DatabaseConfig;
use serde::Serialize;

use super::{plan::Plan, value::Mask};
use crate::{
    failure::Failure,
    terminal::{Align, Table, Terminal},
};

#[derive(Serialize)]
pub(super) struct Report {
    accounts: i64,
    tables: Vec<Copied>,
    /// Tables that the connection may not read.
    unreadable: Vec<String>,
}

#[derive(Serialize)]
struct Copied {
    table: String,
    rows: u64,
    masked: Vec<String>,
}

impl Report {
    pub(super) const fn new(accounts: i64, unreadable: Vec<String>) -> Self {
        Self { accounts, tables: Vec::new(), unreadable }
    }

    /// A table, and how many of its rows are to be copied.
    pub(super) fn expect(&mut self, plan: &Plan, rows: u64) {
        let masked = plan.columns.iter().filter(|it| it.mask != Mask::Keep);
        let masked = masked.map(|it| it.name.clone()).collect();
        self.tables.push(Copied { table: plan.table.called(), rows, masked });
    }

    pub(super) fn rows(&self) -> u64 {
        self.tables.iter().map(|table| table.rows).sum()
    }

    pub(super) fn question(&self, from: &DatabaseConfig, to: &DatabaseConfig) -> String {
        let place = |config: &DatabaseConfig| format!("{} on {}", config.database(), config.host());
        let (accounts, rows) = (self.accounts, self.rows());
        format!(
            "Copy {accounts} accounts, {rows} rows, from {} to {}, masked?",
            place(from),
            place(to)
        )
    }

    pub(super) fn tell(&self, terminal: &Terminal, done: &str) -> Result<(), Failure> {
        let columns = [("table", Align::Left), ("rows", Align::Right), ("masked", Align::Left)];
        let mut table = Table::new(columns);
        for it in &self.tables {
            table.row([it.table.clone(), it.rows.to_string(), it.masked.join(" ")]);
        }
        for line in table.lines(terminal.width()) {
            terminal.say(line)?;
        }
        terminal.say(format!("\n{} rows of {} accounts {done}.", self.rows(), self.accounts))?;
        for table in &self.unreadable {
            terminal.note(format!(
                "{table} is left out: this connection may not read it. GRANT SELECT ON {table} TO annals_operator"
            ));
        }
        terminal.give(self)
    }
}
