//! Writes the rows that are not there yet, each table after those that it refers to.

use annals_service::{Error, Transaction};

use super::{
    fit::{Plan, Planned},
    query,
};
use crate::{
    export::archive::{
        order,
        tables::{Kind, Table},
    },
    failure::Failure,
    terminal::Terminal,
};

/// What became of a table's rows.
pub(super) struct Restored {
    pub(super) table: String,
    /// How many were written.
    pub(super) written: u64,
}

pub(super) async fn restore(
    tx: &Transaction<'_>,
    plan: &Plan,
    terminal: &Terminal,
) -> Result<Vec<Restored>, Failure> {
    let own = plan.iter().flatten().filter(|it| it.table.kind == Kind::Account);
    let own: Vec<&Planned> = own.collect();
    let tables: Vec<Table> = own.iter().map(|planned| planned.table.clone()).collect();
    let progress = terminal.progress("restore", "tables", Some(tables.len() as u64));
    let mut restored = Vec::with_capacity(own.len());
    for group in order::groups(&tables) {
        let group: Vec<&Planned> = group.into_iter().map(|place| own[place]).collect();
        let written: Vec<(String, i64)> =
            query(tx, &insertion(&group), []).await.map_err(explained)?;
        progress.advance(written.len() as u64);
        restored.extend(written.into_iter().map(|(place, count)| Restored {
            table: group[place.parse::<usize>().unwrap_or_default()].table.name.clone(),
            written: count.unsigned_abs(),
        }));
    }
    progress.finish();
    Ok(restored)
}

/// One statement for tables that refer to each other, or to themselves: foreign keys are looked at when
/// it ends, so the order of its rows does not matter.
fn insertion(group: &[&Planned]) -> String {
    let parts = group.iter().enumerate().map(|(place, planned)| {
        format!(
            "written_{place} AS (
               INSERT INTO {} ({}) OVERRIDING SYSTEM VALUE
               SELECT {} FROM {} s WHERE NOT EXISTS (SELECT FROM {} t WHERE {}) RETURNING 1)",
            planned.table.relation,
            planned.names(""),
            planned.names("s."),
            planned.staged,
            planned.table.rows_of,
            planned.is_same_row()
        )
    });
    let counts = (0..group.len())
        .map(|place| format!("SELECT '{place}', (SELECT count(*) FROM written_{place})"));
    format!(
        "WITH {} {}",
        parts.collect::<Vec<_>>().join(", "),
        counts.collect::<Vec<_>>().join(" UNION ALL ")
    )
}

/// A value that only one row of the whole database may have, such as a login, can be another account's.
fn explained(failure: Failure) -> Failure {
    match failure {
        Failure::Service(Error::AlreadyExists { entity, constraint, fields }) => {
            Failure::Other(format!(
                "{entity}: another row has the same {} ({constraint}), one of another account it may be. \
                 Nothing was written",
                fields.join(", ")
            ))
        }
        failure => failure,
    }
}
