//! Statements of a transaction that no operation of the service has.

use annals_service::{Error, Transaction};
use sea_orm::{ConnectionTrait, DbBackend, QueryResult, Statement, Value};

use crate::failure::Failure;

pub(super) async fn query(
    tx: &Transaction<'_>,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<Vec<QueryResult>, Failure> {
    let statement = Statement::from_sql_and_values(DbBackend::Postgres, sql, values);
    Ok(tx.query_all_raw(statement).await.map_err(Error::from)?)
}

pub(super) async fn execute(
    tx: &Transaction<'_>,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<(), Failure> {
    let statement = Statement::from_sql_and_values(DbBackend::Postgres, sql, values);
    tx.execute_raw(statement).await.map_err(Error::from)?;
    Ok(())
}

/// A column of a row, by its number.
pub(super) fn cell<T: sea_orm::TryGetable>(row: &QueryResult, at: usize) -> Result<T, Failure> {
    Ok(row.try_get_by_index(at).map_err(Error::from)?)
}
