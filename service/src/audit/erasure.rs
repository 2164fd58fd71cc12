//! The erasure of a person, and its certificate.

use annals_entity::audit_erasures;
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::{
    database::{Transaction, query},
    error::{Error, Result},
};

/// The certificate of an erasure: whose data were taken (`user_id`; `None`: the whole account's), when
/// (`created_at`), by whom and why, how many rows and entries of which tables (`rows_taken`,
/// `entries_erased`), and the digest of the entries, which seals and `verify` hold it to. It is audited
/// itself, so the chain of seals holds it too.
pub type Certificate = audit_erasures::Model;

/// By `pk_audit_erasures`, whose ids rise with time.
const LIST: &str = "SELECT * FROM annals.audit_erasures WHERE account_id = $1 ORDER BY id";

pub(super) async fn list(tx: &Transaction<'_>) -> Result<Vec<Certificate>> {
    let rows = query(tx, LIST, [tx.context().account_id.into()]).await?;
    let certificates: Result<_, _> =
        rows.iter().map(|row| Certificate::from_query_result(row, "")).collect();
    Ok(certificates?)
}

pub(super) async fn account(tx: &Transaction<'_>) -> Result<Certificate> {
    let id = tx.context().account_id;
    let rows = query(tx, "SELECT * FROM annals.erase_account($1)", [id.into()]).await?;
    let row = rows.first().ok_or(Error::NotFound { entity: "accounts", id })?;
    Ok(Certificate::from_query_result(row, "")?)
}

pub(super) async fn user(tx: &Transaction<'_>, id: Uuid) -> Result<Certificate> {
    let account = tx.context().account_id;
    let sql = "SELECT * FROM annals.erase_user($1, $2)";
    let rows = query(tx, sql, [account.into(), id.into()]).await?;
    let row = rows.first().ok_or(Error::NotFound { entity: "users", id })?;
    Ok(Certificate::from_query_result(row, "")?)
}
