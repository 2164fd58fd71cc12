//! New rows, or new values of those that are there.

use std::collections::HashMap;

use sea_orm::{EntityTrait, Value};

use super::{
    super::table::{Column, Table},
    Row,
    batch::{Batch, Drawer},
    conflict::Unique,
};
use crate::{
    database::{Transaction, query},
    error::{Error, Result, sqlstate},
    query::TenantEntity,
    rules::Rules,
};

/// What became of the rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Upserted {
    /// How many were not there.
    pub inserted: u64,
    /// How many were there with other values.
    pub updated: u64,
    /// How many were there with the same values, and were not written.
    pub unchanged: u64,
}

/// What an update of a row leaves as it is.
const KEPT: [&str; 3] = ["created_at", "updated_at", "row_version"];

pub(super) async fn many<E, I>(tx: &Transaction<'_>, mut rows: I, unique: &str) -> Result<Upserted>
where
    E: TenantEntity,
    I: Iterator<Item = Row<E>> + Send,
{
    let account = tx.context().account_id;
    let table = Table::<E>::of(tx).await?;
    let unique = Unique::named(tx, &table.name, unique).await?;
    let mut drawer = Drawer::new(&table, account);
    let mut seen = HashMap::new();
    let mut total = Upserted::default();
    loop {
        let chunk = drawer.draw(&mut rows)?;
        if chunk.is_empty() {
            return Ok(total);
        }
        for mut batch in chunk {
            let values: Vec<Value> =
                std::iter::once(account.into()).chain(batch.values()).collect();
            let sql = keys(&table, &unique, &batch);
            refuse_twins(tx, &sql, &values, &batch, &unique, &mut seen).await?;
            let sql = upsert(&table, &unique, &batch);
            let written = total.add(tx, &sql, values, batch.positions.len()).await;
            written.map_err(|error| as_twins(error, &unique))?;
        }
    }
}

impl Upserted {
    async fn add(
        &mut self,
        tx: &Transaction<'_>,
        sql: &str,
        values: Vec<Value>,
        given: usize,
    ) -> Result<()> {
        for row in query(tx, sql, values).await? {
            let (inserted, updated): (i64, i64) =
                (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
            self.inserted += inserted.unsigned_abs();
            self.updated += updated.unsigned_abs();
            self.unchanged += given as u64 - (inserted + updated).unsigned_abs();
        }
        Ok(())
    }
}

/// Of two rows with one key the second would overwrite the first, and nobody would hear of it. The
/// database computes the keys, since some are of generated columns and expressions.
async fn refuse_twins(
    tx: &Transaction<'_>,
    sql: &str,
    values: &[Value],
    batch: &Batch,
    unique: &Unique,
    seen: &mut HashMap<String, usize>,
) -> Result<()> {
    let mut rules = Rules::default();
    let rows = query(tx, sql, values.iter().cloned()).await?;
    for (row, position) in rows.iter().zip(&batch.positions) {
        let Some(key) = row.try_get_by_index::<Option<String>>(0)? else { continue };
        if let Some(first) = seen.insert(key, *position) {
            let (first, second) = (first.min(*position), first.max(*position));
            let rule = format!("has the same {} as [{first}]: give one of the two", unique.shown());
            rules.fault(&format!("[{second}]"), rule);
        }
    }
    rules.finish()
}

/// A trigger that changes a key makes twins that nobody could see before.
fn as_twins(error: Error, unique: &Unique) -> Error {
    match &error {
        Error::Database(source) if sqlstate(source) == Some("21000") => {
            let shown = unique.shown();
            let rule = format!(
                "has two rows that come to have the same {shown} when they are written: give one of the two"
            );
            Error::invalid("rows", rule)
        }
        _ => error,
    }
}

/// The keys of the rows, in their order.
fn keys<E: EntityTrait>(table: &Table<E>, unique: &Unique, batch: &Batch) -> String {
    let left_out = table.columns.iter().enumerate();
    let left_out = left_out.filter(|(place, _)| !batch.columns.contains(place));
    let given = std::iter::once("given.*".to_owned());
    let whole: Vec<String> = given
        .chain(
            left_out.map(|(_, column)| format!("{} AS {}", column.default_value(), column.quoted)),
        )
        .collect();
    let (key, whole, given) = (unique.text(), whole.join(", "), batch.select(table));
    format!("SELECT {key} FROM (SELECT {whole} FROM ({given}) AS given) AS whole")
}

/// A row is written where a value differs; the tuple of an insert has no `xmax`.
fn upsert<E: EntityTrait>(table: &Table<E>, unique: &Unique, batch: &Batch) -> String {
    let (name, names, given) = (&table.name, batch.names(table), batch.select(table));
    let (target, change) = (unique.target(), change(unique, batch.set(table)));
    format!(
        "WITH written AS (INSERT INTO {name} AS present ({names}) {given} \
         ON CONFLICT {target} DO {change} RETURNING present.xmax = 0 AS is_new) \
         SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE NOT is_new) FROM written"
    )
}

fn change<'t, E: EntityTrait>(unique: &Unique, set: impl Iterator<Item = &'t Column<E>>) -> String {
    let changed: Vec<&Column<E>> = set
        .filter(|column| !KEPT.contains(&column.name) && !unique.keys.contains(&column.quoted))
        .collect();
    if changed.is_empty() {
        return "NOTHING".to_owned();
    }
    let list = |one: &dyn Fn(&Column<E>) -> String| {
        changed.iter().map(|column| one(column)).collect::<Vec<_>>().join(", ")
    };
    let assigned = list(&|Column { quoted, .. }| format!("{quoted} = excluded.{quoted}"));
    let present = list(&|column| format!("present.{}", column.comparable()));
    let given = list(&|column| format!("excluded.{}", column.comparable()));
    format!("UPDATE SET {assigned} WHERE ROW({present}) IS DISTINCT FROM ROW({given})")
}
