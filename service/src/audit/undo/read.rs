//! What the database tells of an undo.

use sea_orm::QueryResult;

use super::{UndoConflict, UndoEffect, UndoPreview, UndoneRows};
use crate::error::{Error, Result};

impl UndoPreview {
    /// Reads what `annals.preview_undo` and `annals.undo` return.
    pub(super) fn read(told: &[QueryResult]) -> Result<Self> {
        let mut preview = Self::default();
        let mut is_counted = false;
        for row in told {
            let part: String = row.try_get("", "part")?;
            let table: String = row.try_get("", "table_name")?;
            let rows = row.try_get::<i64>("", "row_count")?.unsigned_abs();
            if part == "effect" {
                let effect = effect(&row.try_get::<String>("", "detail")?)?;
                preview.rows.push(UndoneRows { table, effect, rows });
                continue;
            }
            let conflict = conflict(&part, table, rows, row)?;
            // Rows that were changed are told one by one, each with how many there are.
            if !matches!(conflict, UndoConflict::ChangedSince { .. }) {
                preview.total_conflicts += 1;
            } else if !is_counted {
                preview.total_conflicts += rows;
                is_counted = true;
            }
            preview.conflicts.push(conflict);
        }
        preview.rows.sort_by(|a, b| (&a.table, a.effect as u8).cmp(&(&b.table, b.effect as u8)));
        Ok(preview)
    }
}

fn effect(told: &str) -> Result<UndoEffect> {
    Ok(match told {
        "bring back" => UndoEffect::BroughtBack,
        "set back" => UndoEffect::SetBack,
        "remove" => UndoEffect::Removed,
        unknown => return Err(Error::invalid("effect", format!("is {unknown:?}"))),
    })
}

fn conflict(part: &str, table: String, rows: u64, row: &QueryResult) -> Result<UndoConflict> {
    Ok(match part {
        "changed" => UndoConflict::ChangedSince {
            table,
            id: row.try_get("", "row_id")?,
            transaction_id: row.try_get("", "changed_in")?,
        },
        "hanging" => UndoConflict::InUse { table, column: row.try_get("", "detail")?, rows },
        "unknown" => UndoConflict::Forgotten { table, rows },
        "untracked" => UndoConflict::NoTable { table, rows },
        _ => UndoConflict::Account,
    })
}
