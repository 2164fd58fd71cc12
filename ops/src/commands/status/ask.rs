//! A question to the server whose answer is one JSON document.

use annals_service::Transaction;
use sea_orm::{ConnectionTrait, DbErr, Statement, Value};
use serde::de::DeserializeOwned;

use crate::failure::Failure;

/// The document that a statement yields, as the type that it is read into.
pub(super) async fn ask<T: DeserializeOwned>(
    tx: &Transaction<'_>,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<T, Failure> {
    let asked = Statement::from_sql_and_values(tx.get_database_backend(), sql, values);
    let row = tx.query_one_raw(asked).await?;
    let row = row.ok_or_else(|| DbErr::RecordNotFound("the server gave no answer".to_owned()))?;
    let document: serde_json::Value = row.try_get_by_index(0)?;
    serde_json::from_value(document)
        .map_err(|error| Failure::Other(format!("the server's answer can't be read: {error}")))
}
