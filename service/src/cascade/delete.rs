//! Deletion for good.

use uuid::Uuid;

use super::{Preview, Table};
use crate::{
    database::{Transaction, query},
    error::{Error, Result},
};

const DELETE: &str = "SELECT * FROM annals.delete_for_good($1::regclass, $2)";

/// Removes a row, deleted or not, and all that hangs on it. Each row is audited once, by the
/// database.
///
/// # Errors
/// `NotFound`; `Blocked` with what refers to it: nothing is changed then, and the transaction can go
/// on.
pub(crate) async fn delete(tx: &Transaction<'_>, table: &Table, id: Uuid) -> Result<()> {
    let told = Preview::read(&query(tx, DELETE, [table.quoted().into(), id.into()]).await?)?;
    if !told.blocked_by.is_empty() {
        return Err(Error::Blocked { entity: table.name, id, blocked_by: told.blocked_by });
    }
    match told.total() {
        0 => Err(Error::NotFound { entity: table.name, id }),
        _ => Ok(()),
    }
}
