//! The seals of an account's log: a chain of digests over closed stretches of it.

mod check;
mod export;

use annals_entity::audit_seals;
use sea_orm::FromQueryResult;

pub use check::{BrokenExport, CheckedExport, Flaw};
pub use export::SealedExport;

use crate::{
    database::{Transaction, query},
    error::Result,
};

/// A seal: one link of the chain of an account, made by
/// [`Maintenance::seal`](super::Maintenance::seal) over entries of one month.
pub type Seal = audit_seals::Model;

/// By `idx_audit_seals_number`.
const FIND: &str = "SELECT * FROM annals.audit_seals WHERE account_id = $1 AND number = $2";

/// By `idx_audit_seals_number`.
const NEWEST: &str =
    "SELECT * FROM annals.audit_seals WHERE account_id = $1 ORDER BY number DESC LIMIT 1";

pub(super) async fn find(tx: &Transaction<'_>, number: i64) -> Result<Option<Seal>> {
    let rows = query(tx, FIND, [tx.context().account_id.into(), number.into()]).await?;
    Ok(rows.first().map(|row| Seal::from_query_result(row, "")).transpose()?)
}

pub(super) async fn newest(tx: &Transaction<'_>) -> Result<Option<Seal>> {
    let rows = query(tx, NEWEST, [tx.context().account_id.into()]).await?;
    Ok(rows.first().map(|row| Seal::from_query_result(row, "")).transpose()?)
}

pub(super) async fn export(tx: &Transaction<'_>, number: i64) -> Result<Option<SealedExport>> {
    export::of_seal(tx, number).await
}
