//! `annals history`.

mod entry;
mod past;

use annals_service::prelude::*;
use chrono::{DateTime, Utc};
use clap::{Args, ValueEnum};
use uuid::Uuid;

use super::{
    moment,
    whose::{self, Trace},
};
use crate::{
    desk::Desk,
    failure::{Exit, Failure},
    terminal::time,
};

/// Entries that are read at once.
const PAGE: u64 = 200;

const EXAMPLES: &str = "\
Examples:
  annals history journal_entries 0199f5c2-6a1e-7c3a-9d54-2f6b8a1c0e77
  annals history --account 0199f5c0-… --since 7d --change delete
  annals history --request req-17 --limit 0 --json | jq -c .changes
  annals history users 0199f5c1-… --as-of '2026-11-01 12:00'

A table of an application's own is named with its schema: public.notes.";

/// Shows what happened to a row, or in an account, newest first.
///
/// Each entry tells when, what, by whom and why, and what it changed: from → to, and long texts as a
/// diff. With --json an entry is a line.
///
/// Without --account the operator's connection finds the account that a row, a transaction, a request
/// or an actor belongs to.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct History {
    /// Of one table only, as the log names it: `journal_entries`
    table: Option<String>,
    /// Of one row of the table only: its id
    id: Option<Uuid>,
    /// Whose log it is
    #[arg(long, value_name = "ID")]
    account: Option<Uuid>,
    /// What one user did
    #[arg(long, value_name = "ID")]
    actor: Option<Uuid>,
    /// What was done for one request
    #[arg(long, value_name = "ID")]
    request: Option<String>,
    /// What one transaction of the database did
    #[arg(long, value_name = "NUMBER")]
    transaction: Option<i64>,
    /// What the application did under this name, such as entries.write
    #[arg(long, value_name = "NAME")]
    operation: Option<String>,
    /// One kind of change only
    #[arg(long, value_enum)]
    change: Option<Kind>,
    /// From this time on: a day, a time in UTC, or how long ago (2026-11-21, 24h, 7d)
    #[arg(long, value_name = "TIME", value_parser = moment::parse)]
    since: Option<DateTime<Utc>>,
    /// Before this time
    #[arg(long, value_name = "TIME", value_parser = moment::parse)]
    until: Option<DateTime<Utc>>,
    /// How many entries at most; 0 is all
    #[arg(long, value_name = "NUMBER", default_value_t = 20)]
    limit: u64,
    /// The row as it was at this time, instead of what happened to it
    #[arg(long, value_name = "TIME", value_parser = moment::parse, requires = "id",
          conflicts_with_all = ["actor", "request", "transaction", "operation", "change", "since", "until"])]
    as_of: Option<DateTime<Utc>>,
}

/// What is done to a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Kind {
    Insert,
    Update,
    Delete,
}

impl Kind {
    const fn name(self) -> &'static str {
        match self {
            Self::Insert => "insert",
            Self::Update => "update",
            Self::Delete => "delete",
        }
    }
}

impl History {
    pub(crate) async fn run(self, desk: &Desk) -> Result<Exit, Failure> {
        let account = whose::account(desk, self.account, self.trace()).await?;
        let db = whose::reader(desk).await?;
        let context = Context::new(account);
        if let (Some(at), Some(table), Some(id)) = (self.as_of, &self.table, self.id) {
            let row = HistoryFilter::row(table, id);
            return past::show(desk, &db, &context, row, at).await;
        }
        let shown = self.show(desk, &db, &context).await?;
        if shown == 0 {
            self.nothing(desk, &db, &context).await?;
        }
        Ok(Exit::Done)
    }

    /// By what the account is found where it is not named: the narrowest first.
    fn trace(&self) -> Option<Trace<'_>> {
        let row = self.table.as_deref().zip(self.id).map(|(table, id)| Trace::Row(table, id));
        row.or(self.transaction.map(Trace::Transaction))
            .or(self.request.as_deref().map(Trace::Request))
            .or(self.actor.map(Trace::Actor))
    }

    fn filter(&self) -> HistoryFilter {
        let kind = self.change.map(|kind| Filter::field("operation").eq(kind.name()));
        HistoryFilter {
            table: self.table.clone(),
            row_id: self.id,
            actor_id: self.actor,
            transaction_id: self.transaction,
            request_id: self.request.clone(),
            context_operation: self.operation.clone(),
            from: self.since,
            before: self.until,
            matching: kind.unwrap_or_default(),
        }
    }

    /// Page by page, so in bounded memory; how many there were.
    async fn show(&self, desk: &Desk, db: &Database, context: &Context) -> Result<u64, Failure> {
        let audit = db.read(context).audit();
        let most = if self.limit == 0 { u64::MAX } else { self.limit };
        let mut shown = 0;
        let mut page = PageRequest::of(PAGE.min(most));
        loop {
            let found = audit.changes(self.filter(), page).await.map_err(whose::refused)?;
            for changed in &found.items {
                desk.terminal.give(changed)?;
                if !desk.terminal.is_json() {
                    entry::say(&desk.terminal, changed)?;
                }
                shown += 1;
            }
            let Some(next) = found.next else { return Ok(shown) };
            if shown >= most {
                self.tell_of_older(desk, found.items.last());
                return Ok(shown);
            }
            page = PageRequest::of(PAGE.min(most - shown)).after(next);
        }
    }

    fn tell_of_older(&self, desk: &Desk, last: Option<&ChangedEntry>) {
        let until = last.map_or(String::new(), |last| {
            format!(", or go on with --until {}", last.entry.occurred_at.to_utc().to_rfc3339())
        });
        desk.terminal.note(format!(
            "These are the newest {}; there are older ones: raise --limit (0 is all){until}",
            self.limit
        ));
    }

    /// Nothing was found: in a table that there is not, that is a mistake.
    async fn nothing(&self, desk: &Desk, db: &Database, context: &Context) -> Result<(), Failure> {
        if let Some(table) = &self.table {
            let row = self.id.unwrap_or_default();
            db.read(context).audit().history(table, row).await.map_err(whose::refused)?;
        }
        let since = self.since.map_or(String::new(), |since| format!(" since {}", time(&since)));
        desk.terminal
            .note(format!("The log of account {} has no such entry{since}", context.account_id));
        Ok(())
    }
}
