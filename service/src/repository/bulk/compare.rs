//! Rows that are given, beside those of their ids.

use sea_orm::{EntityTrait, Value};

use super::{
    super::table::{Column, Table},
    Row,
    batch::{Batch, Drawer},
};
use crate::{
    database::{Transaction, query},
    error::Result,
    query::TenantEntity,
};

/// How a row that is given compares with the one that has its id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// No row has its id.
    Absent,
    /// The row has all the values that are given.
    Same,
    /// It has others in these columns.
    Different(Vec<String>),
    /// It is deleted softly.
    Deleted,
}

pub(super) async fn many<E, I>(tx: &Transaction<'_>, mut rows: I) -> Result<Vec<Standing>>
where
    E: TenantEntity,
    I: Iterator<Item = Row<E>> + Send,
{
    let account = tx.context().account_id;
    let table = Table::<E>::of(tx).await?;
    let mut drawer = Drawer::new(&table, account);
    let mut standings = Vec::new();
    loop {
        let chunk = drawer.draw(&mut rows)?;
        if chunk.is_empty() {
            return Ok(standings);
        }
        standings.resize(drawer.ids.len(), Standing::Same);
        for mut batch in chunk {
            let sql = others(&table, &batch);
            let values: Vec<Value> =
                std::iter::once(account.into()).chain(batch.values()).collect();
            for row in query(tx, &sql, values).await? {
                let place: i64 = row.try_get_by_index(0)?;
                let standing = match row.try_get_by_index::<Option<Vec<String>>>(3)? {
                    _ if !row.try_get_by_index::<bool>(1)? => Standing::Absent,
                    _ if row.try_get_by_index::<bool>(2)? => Standing::Deleted,
                    columns => Standing::Different(columns.unwrap_or_default()),
                };
                let place = usize::try_from(place - 1).ok().and_then(|at| batch.positions.get(at));
                if let Some(position) = place {
                    standings[*position] = standing;
                }
            }
        }
    }
}

/// The rows that are not as given. What the values are is compared by type, so 1.50 is 1.5, a time is the
/// same in every zone, and the keys of an object have no order.
///
/// Each row is looked up by the primary key: LIMIT keeps the planner from joining the whole account. The
/// view has the one condition on the account; with that of the policy beside another one the estimate for a
/// table without statistics is a single row, and the planner may then take any index of the account
/// (measured: a scan of all its entries for each row).
fn others<E: EntityTrait>(table: &Table<E>, batch: &Batch) -> String {
    let (view, given) = (&table.scoped, batch.select(table));
    let is_deleted = if table.columns.iter().any(|column| column.name == "deleted_at") {
        "present.deleted_at IS NOT NULL"
    } else {
        "false"
    };
    let differing: Vec<String> = batch.set(table).map(differing).collect();
    let differing = format!("array_remove(ARRAY[{}]::text[], NULL)", differing.join(", "));
    format!(
        "SELECT * FROM (
           SELECT given.place, present.id IS NOT NULL AS is_there, {is_deleted} AS is_deleted, {differing} AS columns
             FROM (SELECT row_number() OVER () AS place, given.* FROM ({given}) AS given) AS given
             LEFT JOIN LATERAL (SELECT * FROM {view} AS own WHERE own.id = given.id LIMIT 1) AS present ON true
         ) AS compared WHERE NOT is_there OR is_deleted OR columns <> '{{}}'"
    )
}

fn differing<E: EntityTrait>(column: &Column<E>) -> String {
    let (name, compared) = (column.name.replace('\'', "''"), column.comparable());
    format!("CASE WHEN present.{compared} IS DISTINCT FROM given.{compared} THEN '{name}' END")
}
