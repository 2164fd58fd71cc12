//! Writing one row, through its hooks.

use sea_orm::{ActiveModelTrait, ActiveValue, EntityName, EntityTrait, IntoActiveModel, Value};
use uuid::Uuid;

use super::{
    Repository,
    rules::{check, given},
};
use crate::{
    database::{Executor, Transaction},
    error::{Error, Result},
    query::TenantEntity,
    rules::Rules,
    write::{column, is_living, update_versioned, update_where},
};

/// What is wrong with a row that names another account.
pub(super) const FOREIGN: &str =
    "is another account than the context's: leave it out, the context gives it";

/// What is wrong with a change that names no row.
const MISSING: &str = "must be given: it says which row is changed";

impl<E, X> Repository<E, X>
where
    E: TenantEntity,
    E::ActiveModel: Send + Sync,
    E::Model: IntoActiveModel<E::ActiveModel>,
    X: Executor,
{
    /// Adds a row. Its account is the context's; its id, where it is not set, a new `UUIDv7`. Audited
    /// as an insert, where the table is tracked.
    ///
    /// # Errors
    /// `Invalid` with every value that its column can't hold, before anything is written: a text too
    /// long, NULL where there must be a value, what `PostgreSQL` has no room for; and when another
    /// account is set. `AlreadyExists`, `Conflict`.
    pub async fn insert(&self, row: E::ActiveModel) -> Result<E::Model> {
        self.executor.run(|tx| Box::pin(insert::<E>(tx, row.clone()))).await
    }

    /// Changes what is set of the row whose id is set, if it is at the version the caller knows.
    /// Audited as an update, where the table is tracked; one that changes nothing makes no version and
    /// no audit entry.
    ///
    /// # Errors
    /// `StaleVersion` when somebody else was first; `NotFound`; `Invalid` when the id is not set,
    /// another account is, a value does not fit, or the table counts no versions.
    pub async fn update(&self, row: E::ActiveModel, expected_version: i64) -> Result<E::Model> {
        self.executor.run(|tx| Box::pin(update::<E>(tx, row.clone(), expected_version))).await
    }

    /// Changes what is set of the row whose id is set, whatever its version: for tables that count
    /// none, and for writers that mean to win. Audited as [`update`](Self::update).
    ///
    /// # Errors
    /// `NotFound`; `Invalid` as [`update`](Self::update).
    pub async fn update_unversioned(&self, row: E::ActiveModel) -> Result<E::Model> {
        self.executor.run(|tx| Box::pin(update_unversioned::<E>(tx, row.clone()))).await
    }
}

async fn insert<E>(tx: &Transaction<'_>, mut row: E::ActiveModel) -> Result<E::Model>
where
    E: TenantEntity,
    E::ActiveModel: Send,
    E::Model: IntoActiveModel<E::ActiveModel>,
{
    let mut rules = Rules::default();
    claim::<E>(&mut row, tx.context().account_id, &mut rules)?;
    check::<E>(tx, &row, rules).await?;
    let id = column::<E>("id")?;
    if row.is_not_set(id) {
        row.set(id, Uuid::now_v7().into());
    }
    Ok(row.insert(tx.connection()).await?)
}

async fn update<E>(tx: &Transaction<'_>, mut row: E::ActiveModel, expected: i64) -> Result<E::Model>
where
    E: TenantEntity,
    E::ActiveModel: Send,
    E::Model: IntoActiveModel<E::ActiveModel>,
{
    if column::<E>("row_version").is_err() {
        let rule = "is no column of this table: call update_unversioned";
        return Err(Error::invalid("row_version", rule));
    }
    let id = checked::<E>(tx, &mut row).await?;
    update_versioned(tx, row, id, expected).await
}

async fn update_unversioned<E>(tx: &Transaction<'_>, mut row: E::ActiveModel) -> Result<E::Model>
where
    E: TenantEntity,
    E::ActiveModel: Send,
    E::Model: IntoActiveModel<E::ActiveModel>,
{
    let id = checked::<E>(tx, &mut row).await?;
    let updated = update_where(tx, row, is_living::<E>()).await?;
    updated.ok_or(Error::NotFound { entity: EntityName::table_name(&E::default()), id })
}

/// Gives a change the context's account, and says whose it is.
async fn checked<E: EntityTrait>(tx: &Transaction<'_>, row: &mut E::ActiveModel) -> Result<Uuid> {
    let mut rules = Rules::default();
    claim::<E>(row, tx.context().account_id, &mut rules)?;
    let id = id_of::<E>(row)?;
    if id.is_none() {
        rules.fault("id", MISSING.to_owned());
    }
    check::<E>(tx, row, rules).await?;
    id.ok_or_else(|| Error::invalid("id", MISSING))
}

/// Gives a row the context's account.
fn claim<E: EntityTrait>(row: &mut E::ActiveModel, account: Uuid, rules: &mut Rules) -> Result<()> {
    let column = column::<E>("account_id")?;
    match row.get(column) {
        ActiveValue::NotSet => row.set(column, account.into()),
        ActiveValue::Set(given) | ActiveValue::Unchanged(given) if given != account.into() => {
            rules.fault("account_id", FOREIGN.to_owned());
        }
        _ => {}
    }
    Ok(())
}

fn id_of<E: EntityTrait>(row: &E::ActiveModel) -> Result<Option<Uuid>> {
    Ok(match given(row.get(column::<E>("id")?)) {
        Some(Value::Uuid(id)) => id,
        _ => None,
    })
}
