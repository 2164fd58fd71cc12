//! Diagrams of tables, in Mermaid's language.

use std::fmt::{Result, Write};

use super::catalogue::{Column, Table};

/// All tables and what refers to what, without columns.
pub(super) fn relations(page: &mut String, tables: &[Table]) -> Result {
    page.push_str("```mermaid\nerDiagram\n");
    for table in tables {
        writeln!(page, "  {}", table.name)?;
    }
    for table in tables {
        arrows(page, table)?;
    }
    page.push_str("```\n");
    Ok(())
}

/// Some tables with their columns but those that recur, and what they refer to.
pub(super) fn family(page: &mut String, tables: &[&Table], recurring: &[Column]) -> Result {
    page.push_str("```mermaid\nerDiagram\n");
    for table in tables {
        arrows(page, table)?;
    }
    for table in tables {
        writeln!(page, "  {} {{", table.name)?;
        let own =
            table.columns.iter().filter(|it| !recurring.iter().any(|other| it.is_like(other)));
        for column in own {
            let role = role(table, column);
            writeln!(page, "    {} {}{role}", bare(&column.kind), column.name)?;
        }
        page.push_str("  }\n");
    }
    page.push_str("```\n");
    Ok(())
}

fn arrows(page: &mut String, table: &Table) -> Result {
    for key in &table.keys {
        let end = if key.nullable { "|o" } else { "||" };
        writeln!(page, "  {} {end}--o{{ {} : {}", key.target, table.name, key.column)?;
    }
    Ok(())
}

fn role(table: &Table, column: &Column) -> &'static str {
    if column.in_key {
        " PK"
    } else if table.keys.iter().any(|key| key.column == column.name) {
        " FK"
    } else {
        ""
    }
}

/// A type without its length.
fn bare(kind: &str) -> &str {
    kind.split('(').next().unwrap_or(kind)
}
