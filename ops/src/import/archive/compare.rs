//! Rows that are there already: equal ones are left alone, and a single different one stands against all.

use annals_service::Transaction;

use super::{
    fit::{Plan, Planned},
    query,
};
use crate::{export::archive::tables::Kind, failure::Failure};

/// How many are named of each table.
const NAMED: usize = 20;

/// Fails with the rows that are there and different.
pub(super) async fn compare(tx: &Transaction<'_>, plan: &Plan) -> Result<(), Failure> {
    let mut different = Vec::new();
    for planned in plan.iter().flatten().filter(|it| it.table.kind == Kind::Account) {
        let rows: Vec<(String, String, i64)> = query(tx, &asking(planned), []).await?;
        let name = &planned.table.name;
        let all = rows.first().map_or(0, |(.., count)| *count);
        let named = i64::try_from(rows.len()).unwrap_or(i64::MAX);
        different
            .extend(rows.into_iter().map(|(key, columns, _)| format!("{name} {key}: {columns}")));
        if all > named {
            different.push(format!("{name}: {} more", all - named));
        }
    }
    if different.is_empty() {
        return Ok(());
    }
    Err(Failure::Other(format!(
        "rows of the account are there already, and differ from the archive in these columns:\n  {}\n\
         Nothing was written. Erase the account first, or change it as it shall be by hand",
        different.join("\n  ")
    )))
}

/// Values are compared as they are stored, not as they compare: 1.0 is not 1.00.
fn asking(planned: &Planned) -> String {
    let is_told = |name: &str| name != "account_id";
    let key = planned.key();
    let told = key.iter().filter(|it| is_told(&it.name));
    let told: Vec<_> = told.map(|it| format!("s.{}::text", it.quoted)).collect();
    let differs = planned.restored().map(|it| {
        format!(
            "CASE WHEN record_image_ne(ROW(s.{0}), ROW(t.{0})) THEN {1} END",
            it.quoted, it.label
        )
    });
    format!(
        "SELECT concat_ws(' ', {}), array_to_string(ARRAY[{}], ', '), count(*) OVER ()
           FROM {} s JOIN {} t ON {} WHERE record_image_ne(ROW({}), ROW({})) ORDER BY 1 LIMIT {NAMED}",
        told.join(", "),
        differs.collect::<Vec<_>>().join(", "),
        planned.staged,
        planned.table.rows_of,
        planned.is_same_row(),
        planned.names("s."),
        planned.names("t."),
    )
}
