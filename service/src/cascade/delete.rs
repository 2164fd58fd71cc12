//! Deletion for good.

use sea_orm::QueryResult;
use uuid::Uuid;

use super::{Preview, Table};
use crate::{
    database::{Transaction, query},
    error::{Error, Result},
};

const DELETE: &str = "SELECT * FROM annals.delete_for_good($1::regclass, $2)";
const DELETE_USER: &str = "SELECT * FROM annals.delete_user($1)";

/// Removes a row, deleted or not, and all that hangs on it. Each row is audited once, by the
/// database.
///
/// # Errors
/// `NotFound`; `Blocked` with what refers to it: nothing is changed then, and the transaction can go
/// on.
pub(crate) async fn delete(tx: &Transaction<'_>, table: &Table, id: Uuid) -> Result<()> {
    let told = query(tx, DELETE, [table.quoted().into(), id.into()]).await?;
    outcome(&told, table.name, id)
}

/// The same for a user, whose name is first taken off what others keep.
///
/// # Errors
/// As [`delete`].
pub(crate) async fn delete_user(tx: &Transaction<'_>, id: Uuid) -> Result<()> {
    outcome(&query(tx, DELETE_USER, [id.into()]).await?, "users", id)
}

fn outcome(told: &[QueryResult], entity: &'static str, id: Uuid) -> Result<()> {
    let told = Preview::read(told)?;
    if !told.blocked_by.is_empty() {
        return Err(Error::Blocked { entity, id, blocked_by: told.blocked_by });
    }
    match told.total() {
        0 => Err(Error::NotFound { entity, id }),
        _ => Ok(()),
    }
}
