//! What is told of an undo: what it would do, what stands against it, what it did.

use annals_service::prelude::*;
use serde::Serialize;
use uuid::Uuid;

use crate::{
    failure::Failure,
    terminal::{Align, Table, Terminal, cut, harmless, time, wrap},
};

/// An undo, for programs: what it did, or would.
#[derive(Serialize)]
pub(super) struct Told<'a> {
    account_id: Uuid,
    undoes: String,
    is_done: bool,
    /// The undo's own, by which it can be undone.
    transaction_id: Option<i64>,
    rows: Vec<ToldRows<'a>>,
    conflicts: Vec<ToldConflict>,
    total_conflicts: u64,
}

#[derive(Serialize)]
struct ToldRows<'a> {
    table: &'a str,
    effect: &'static str,
    rows: u64,
}

#[derive(Serialize)]
struct ToldConflict {
    what: String,
    can_be_overwritten: bool,
}

impl<'a> Told<'a> {
    pub(super) fn new(account_id: Uuid, undoing: &Undoing, preview: &'a UndoPreview) -> Self {
        let conflict = |conflict: &UndoConflict| ToldConflict {
            what: conflict.to_string(),
            can_be_overwritten: conflict.can_be_overwritten(),
        };
        Self {
            account_id,
            undoes: undoing.to_string(),
            is_done: false,
            transaction_id: None,
            rows: told_rows(&preview.rows),
            conflicts: preview.conflicts.iter().map(conflict).collect(),
            total_conflicts: preview.total_conflicts,
        }
    }
}

fn told_rows(rows: &[annals_service::audit::UndoneRows]) -> Vec<ToldRows<'_>> {
    let told = |it: &'_ annals_service::audit::UndoneRows| match it.effect {
        UndoEffect::BroughtBack => "brought back",
        UndoEffect::SetBack => "set back",
        UndoEffect::Removed => "removed",
    };
    rows.iter().map(|it| ToldRows { table: &it.table, effect: told(it), rows: it.rows }).collect()
}

/// Whose, when, by whom and what for.
pub(super) fn operation(
    terminal: &Terminal,
    undoing: &Undoing,
    account: Uuid,
    newest: &AuditEntry,
) -> Result<(), Failure> {
    let by = newest.actor_id.map_or("nobody named".to_owned(), |actor| actor.to_string());
    let said = |key: &str| newest.context.as_ref()?.get(key)?.as_str().map(str::to_owned);
    let width = terminal.width();
    terminal.say(cut(&harmless(&undoing.to_string()), width))?;
    terminal.say(format!("  of account {account}"))?;
    terminal.say(format!("  {} by {by}", time(&newest.occurred_at.to_utc())))?;
    for line in [said("operation"), said("reason")].into_iter().flatten() {
        terminal.say(cut(&format!("  {}", harmless(&line)), width))?;
    }
    Ok(())
}

/// What would happen, by table, and what stands against it.
pub(super) fn preview(terminal: &Terminal, preview: &UndoPreview) -> Result<(), Failure> {
    say_rows(terminal, "To be undone:", &preview.rows)?;
    if preview.conflicts.is_empty() {
        return Ok(());
    }
    terminal.say(format!("\nAgainst it ({}):", preview.total_conflicts))?;
    for conflict in &preview.conflicts {
        for line in wrap(&harmless(&conflict.to_string()), terminal.width() - 2) {
            terminal.say(format!("  {line}"))?;
        }
    }
    let more = preview.total_conflicts.saturating_sub(preview.conflicts.len() as u64);
    if more > 0 {
        terminal.say(format!("  … and {more} more"))?;
    }
    terminal.say("")
}

fn say_rows(
    terminal: &Terminal,
    title: &str,
    rows: &[annals_service::audit::UndoneRows],
) -> Result<(), Failure> {
    let mut table =
        Table::new([("table", Align::Left), ("rows", Align::Right), ("what", Align::Left)]);
    for row in told_rows(rows) {
        table.row([row.table.to_owned(), row.rows.to_string(), row.effect.to_owned()]);
    }
    terminal.say(format!("\n{title}"))?;
    for line in table.lines(terminal.width() - 2) {
        terminal.say(format!("  {line}"))?;
    }
    Ok(())
}

/// Why it does not go on, and what would.
pub(super) fn against(conflicts: &[UndoConflict]) -> String {
    let told = if conflicts.iter().all(UndoConflict::can_be_overwritten) {
        "undo the later changes first, or give --overwrite: the log keeps what is lost by it"
    } else {
        "some of it can't be overwritten: set rows back one by one, by what `annals history` tells of them"
    };
    format!("annals: conflicts stand against it, and nothing was undone:\n  {told}")
}

/// What was done, and the way back.
pub(super) fn undone(
    terminal: &Terminal,
    account: Uuid,
    undoing: &Undoing,
    undone: &Undone,
    transaction: i64,
) -> Result<(), Failure> {
    terminal.give(&Told {
        account_id: account,
        undoes: undoing.to_string(),
        is_done: true,
        transaction_id: Some(transaction),
        rows: told_rows(&undone.rows),
        conflicts: Vec::new(),
        total_conflicts: 0,
    })?;
    say_rows(terminal, "Undone:", &undone.rows)?;
    terminal.say("\nTo take that back:")?;
    terminal.say(format!("  annals undo --transaction {transaction} --account {account}"))
}
