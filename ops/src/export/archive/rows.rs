//! The rows of an account in a table, as JSON whose values are exact.

use annals_service::{Error, Transaction};
use sea_orm::{ConnectionTrait, DbBackend, QueryResult, Statement, StreamTrait, TransactionStream};

use super::tables::{Column, Kind, Table};
use crate::failure::Failure;

/// How values are written, whatever the server or the login has set: times in UTC, and all digits of a
/// float. An export takes as long as it takes.
const SETTINGS: &str =
    "SELECT set_config('timezone', 'UTC', true), set_config('datestyle', 'ISO, YMD', true),
  set_config('intervalstyle', 'postgres', true), set_config('bytea_output', 'hex', true),
  set_config('extra_float_digits', '1', true), set_config('statement_timeout', '0', true)";

/// Prepares a transaction for reading or writing archives.
pub(crate) async fn prepare(tx: &Transaction<'_>) -> Result<(), Failure> {
    let settings = Statement::from_string(DbBackend::Postgres, SETTINGS);
    tx.connection().execute_raw(settings).await.map_err(Error::from)?;
    Ok(())
}

/// How many rows of the account there are.
pub(crate) async fn count(
    tx: &Transaction<'_>,
    table: &Table,
    all: &[Table],
) -> Result<u64, Failure> {
    let sql = format!("SELECT count(*) FROM {} t WHERE {}", table.rows_of, belongs(table, all));
    let row = tx.connection().query_one_raw(asking(tx, &sql)).await.map_err(Error::from)?;
    let count: i64 = row.map_or(Ok(0), |row| row.try_get_by_index(0)).map_err(Error::from)?;
    Ok(count.unsigned_abs())
}

/// The rows, one after the other: each as JSON, and the columns that hold JSON's null.
pub(crate) async fn stream<'a>(
    tx: &'a Transaction<'_>,
    table: &Table,
    all: &[Table],
) -> Result<TransactionStream<'a>, Failure> {
    Ok(tx.connection().stream_raw(asking(tx, &select(table, all))).await.map_err(Error::from)?)
}

/// What a row of [`stream`] says.
pub(crate) fn told(row: &QueryResult) -> Result<(String, Option<String>), Failure> {
    Ok(row.try_get_many_by_index().map_err(Error::from)?)
}

fn asking(tx: &Transaction<'_>, sql: &str) -> Statement {
    let account = tx.context().account_id.into();
    Statement::from_sql_and_values(DbBackend::Postgres, sql, [account])
}

/// In the order of the key, so that the same rows make the same file.
fn select(table: &Table, all: &[Table]) -> String {
    let columns: Vec<String> = table.carried().map(written).collect();
    let key = table.key().unwrap_or_default();
    let is_carried = |column: &&Column| table.carried().any(|it| it.name == column.name);
    let key: Vec<_> =
        key.into_iter().filter(is_carried).map(|column| format!("r.{}", column.quoted)).collect();
    let order = if key.is_empty() { String::new() } else { format!("ORDER BY {}", key.join(", ")) };
    format!(
        "SELECT row_to_json(r.*)::text, {} FROM (SELECT {} FROM {} t WHERE {}) r {order}",
        json_nulls(table),
        columns.join(", "),
        table.rows_of,
        belongs(table, all),
    )
}

fn written(column: &Column) -> String {
    let name = &column.quoted;
    if column.is_text { format!("t.{name}::text AS {name}") } else { format!("t.{name}") }
}

/// The rows of the account: by its policy too, but a login that owns the tables is bound by none. Of a
/// shared table those that the account's rows refer to.
fn belongs(table: &Table, all: &[Table]) -> String {
    if table.kind != Kind::Shared {
        return "t.account_id = $1".to_owned();
    }
    let referring = all.iter().filter(|other| other.kind == Kind::Account).flat_map(|other| {
        let to_table = other.references.iter().filter(|reference| reference.table == table.name);
        to_table.map(move |reference| (other, reference))
    });
    let conditions: Vec<String> = referring
        .map(|(other, reference)| {
            let (own, theirs) =
                (list(table, "t.", &reference.targets), list(other, "o.", &reference.columns));
            format!("({own}) IN (SELECT {theirs} FROM {} o WHERE o.account_id = $1)", other.rows_of)
        })
        .collect();
    if conditions.is_empty() {
        "false AND $1 IS NOT NULL".to_owned()
    } else {
        conditions.join(" OR ")
    }
}

fn list(table: &Table, prefix: &str, names: &[String]) -> String {
    let quoted = names.iter().filter_map(|name| table.column(name));
    quoted.map(|column| format!("{prefix}{}", column.quoted)).collect::<Vec<_>>().join(", ")
}

/// The nullable JSON columns that hold JSON's null, as a JSON list; NULL where there is none.
fn json_nulls(table: &Table) -> String {
    let cases: Vec<String> = table
        .carried()
        .filter(|column| column.is_json && !column.is_required)
        .map(|column| {
            let Column { quoted, label, kind, .. } = column;
            format!("CASE WHEN {kind}_typeof(r.{quoted}) = 'null' THEN to_json({label}::text) END")
        })
        .collect();
    if cases.is_empty() {
        return "NULL::text".to_owned();
    }
    let cases = cases.join(", ");
    format!(
        "(SELECT json_agg(n.name)::text FROM unnest(ARRAY[{cases}]) n (name) WHERE n.name IS NOT NULL)"
    )
}
