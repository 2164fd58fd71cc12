//! What is said of one table.

use std::fmt::{Result, Write};

use super::catalogue::{Column, Index, Kept, Table};

/// The section of a table; of the columns that recur only the names.
pub(super) fn write(page: &mut String, table: &Table, recurring: &[Column]) -> Result {
    let is_recurring = |column: &&Column| recurring.iter().any(|it| it.is_like(column));
    let about = table.about.as_deref().unwrap_or_default();
    write!(page, "\n### {}\n\n{about}\n\n*{}*\n\n", table.name, table.traits.join(", "))?;
    let own: Vec<&Column> = table.columns.iter().filter(|it| !is_recurring(it)).collect();
    let is_tracked = table.columns.iter().any(|column| column.kept != Kept::Never);
    columns(page, &own, is_tracked)?;
    let shared: Vec<String> = table.columns.iter().filter(is_recurring).map(name_of).collect();
    writeln!(page, "\nAnd [those that recur](#columns-that-recur): {}.", shared.join(", "))?;
    references(page, table)?;
    indexes(page, &table.indexes)
}

/// A table of columns.
pub(super) fn columns(page: &mut String, columns: &[&Column], is_tracked: bool) -> Result {
    let (title, rule) = if is_tracked { (" log |", "---|") } else { ("", "") };
    writeln!(page, "| column | type | NULL | default |{title} what it is |")?;
    writeln!(page, "|---|---|---|---|{rule}---|")?;
    for column in columns {
        let null = if column.nullable { "may be" } else { "" };
        let default = column.default.as_deref().map(code).unwrap_or_default();
        let log = if is_tracked { format!(" {} |", sign(column.kept)) } else { String::new() };
        let about = cell(column.about.as_deref());
        let name = name_of(column);
        writeln!(page, "| {name} | {} | {null} | {default} |{log} {about} |", column.kind)?;
    }
    Ok(())
}

fn references(page: &mut String, table: &Table) -> Result {
    if table.keys.is_empty() && table.checks.is_empty() {
        return Ok(());
    }
    page.push('\n');
    for key in &table.keys {
        let target = &key.target;
        writeln!(
            page,
            "- `{}`: a row of [{target}](#{target}), and {}",
            key.column, key.on_delete
        )?;
    }
    for check in &table.checks {
        writeln!(page, "- {}", check.rule)?;
    }
    Ok(())
}

fn indexes(page: &mut String, indexes: &[Index]) -> Result {
    page.push_str("\n| index | on | serves |\n|---|---|---|\n");
    for index in indexes {
        let kind = if index.kind.is_empty() { String::new() } else { format!("{} ", index.kind) };
        let condition = index.condition.as_ref().map(|it| format!(" where `{it}`"));
        let about = match &index.about {
            None if index.kind == "key" => "The row of a key.".to_owned(),
            about => cell(about.as_deref()),
        };
        let condition = condition.unwrap_or_default();
        writeln!(page, "| `{}` | {kind}`{}`{condition} | {about} |", index.name, index.columns)?;
    }
    Ok(())
}

fn name_of(column: &Column) -> String {
    code(&column.name)
}

fn code(text: &str) -> String {
    format!("`{text}`")
}

const fn sign(kept: Kept) -> &'static str {
    match kept {
        Kept::Never => "",
        Kept::OnDeletion => "○",
        Kept::Always => "●",
    }
}

/// Text in a cell, where a bar would end it.
fn cell(text: Option<&str>) -> String {
    text.unwrap_or_default().replace('|', "\\|")
}
