//! An entry of the log, as a person reads it.

use annals_service::prelude::*;
use console::{StyledObject, style};

use crate::{
    failure::Failure,
    terminal::{Terminal, cut, harmless, time},
};

/// A block of lines, and an empty one.
pub(super) fn say(terminal: &Terminal, changed: &ChangedEntry) -> Result<(), Failure> {
    let width = terminal.width();
    terminal.say(head(&changed.entry))?;
    for line in circumstances(&changed.entry) {
        terminal.say(cut(&format!("  {line}"), width))?;
    }
    if let Some(certificate) = changed.entry.erasure_id {
        terminal.say(format!("  its content was erased; the certificate is {certificate}"))?;
    } else {
        for line in changed.changes.iter().flat_map(|change| of_change(change, width - 4)) {
            terminal.say(format!("    {line}"))?;
        }
    }
    terminal.say("")
}

fn head(entry: &AuditEntry) -> String {
    let at = style(time(&entry.occurred_at.to_utc())).bold();
    format!("{at}  {} {}, version {}", verb(entry), entry.table_name, entry.row_version)
}

fn verb(entry: &AuditEntry) -> StyledObject<&str> {
    let verb = style(entry.operation.as_str());
    match entry.operation.as_str() {
        "insert" => verb.green(),
        "delete" => verb.red(),
        _ => verb.yellow(),
    }
}

/// Who, in what, and why.
fn circumstances(entry: &AuditEntry) -> Vec<String> {
    let by = entry.actor_id.map_or("nobody named".to_owned(), |actor| actor.to_string());
    let recorder = &entry.recorded_by;
    let mut lines = vec![
        format!("row {}", entry.row_id),
        format!("by {by}, recorded by the {recorder}"),
        format!("in transaction {}{}", entry.transaction_id, of_request(entry)),
    ];
    lines.extend(said(entry, "operation").map(|operation| match said(entry, "reason") {
        Some(reason) => format!("{operation}: {reason}"),
        None => operation,
    }));
    if said(entry, "operation").is_none() {
        lines.extend(said(entry, "reason"));
    }
    let undoes = entry.context.as_ref().and_then(|context| context.get("undoes"));
    lines.extend(undoes.map(|undone| format!("undoes {}", harmless(&undone.to_string()))));
    lines
}

fn of_request(entry: &AuditEntry) -> String {
    said(entry, "request_id").map_or(String::new(), |request| format!(", request {request}"))
}

/// What the context of an entry says.
fn said(entry: &AuditEntry, key: &str) -> Option<String> {
    Some(harmless(entry.context.as_ref()?.get(key)?.as_str()?).into_owned())
}

/// In one line where it fits, else what was and what is below each other; a text as its diff.
pub(super) fn of_change(change: &Change, width: usize) -> Vec<String> {
    let path = harmless(&change.path.to_string()).into_owned();
    if let Some(unified) = &change.unified {
        let lines = unified.lines().map(|line| format!("  {}", of_diff(line, width - 2)));
        return std::iter::once(format!("{path}:")).chain(lines).collect();
    }
    let text = |value: &annals_entity::values::ExactJson| harmless(value.as_str()).into_owned();
    let line = match (&change.from, &change.to) {
        (Some(from), Some(to)) => format!("{path}: {} → {}", text(from), text(to)),
        (None, Some(to)) => format!("{path}: {}", text(to)),
        (Some(from), None) => format!("{path}: {} is gone", text(from)),
        (None, None) => path.clone(),
    };
    let (Some(from), Some(to)) = (&change.from, &change.to) else {
        return vec![cut(&line, width).into_owned()];
    };
    if console::measure_text_width(&line) <= width {
        return vec![line];
    }
    let side = |sign: &str, value| of_diff(&format!("{sign}{}", text(value)), width - 2);
    vec![format!("{path}:"), format!("  {}", side("-", from)), format!("  {}", side("+", to))]
}

fn of_diff(line: &str, width: usize) -> String {
    let shown = cut(&harmless(line), width).into_owned();
    match line.chars().next() {
        Some('+') => style(shown).green().to_string(),
        Some('-') => style(shown).red().to_string(),
        Some('@') => style(shown).cyan().to_string(),
        _ => shown,
    }
}
