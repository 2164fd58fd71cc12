//! Writes of one row, through the hooks, under a condition; and the rows that new ones refer to.

use std::{collections::HashSet, str::FromStr};

use sea_orm::{
    ActiveModelBehavior, ActiveModelTrait, ColumnTrait, Condition, DbErr, EntityName, EntityTrait,
    IntoActiveModel, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
    sea_query::{Expr, LockType},
};
use uuid::Uuid;

use crate::{
    database::Transaction,
    error::{Error, Result},
};

/// Updates the row that an `ActiveModel` names by its key, if it also meets a condition. `None`: there
/// is no such row.
///
/// `ActiveModel::update` filters by key alone. So its hooks are called here, around an update whose
/// statement holds the condition: of two writers with one version exactly one wins.
pub(crate) async fn update_where<A>(
    tx: &Transaction<'_>,
    row: A,
    condition: Condition,
) -> Result<Option<<A::Entity as EntityTrait>::Model>>
where
    A: ActiveModelTrait + ActiveModelBehavior + Send,
    <A::Entity as EntityTrait>::Model: IntoActiveModel<A>,
{
    update_with(tx, row, [], condition).await
}

/// As [`update_where`], with columns that get what the database evaluates, such as its time.
pub(crate) async fn update_with<A, const N: usize>(
    tx: &Transaction<'_>,
    row: A,
    evaluated: [(<A::Entity as EntityTrait>::Column, Expr); N],
    condition: Condition,
) -> Result<Option<<A::Entity as EntityTrait>::Model>>
where
    A: ActiveModelTrait + ActiveModelBehavior + Send,
    <A::Entity as EntityTrait>::Model: IntoActiveModel<A>,
{
    let connection = tx.connection();
    let signed = row.before_save(connection, false).await?;
    let mut statement = A::Entity::update(signed).validate()?.filter(condition);
    QueryTrait::query(&mut statement).values(evaluated);
    match statement.exec(connection).await {
        Ok(model) => Ok(Some(A::after_save(model, connection, false).await?)),
        Err(DbErr::RecordNotUpdated) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Updates a living row that is at the version the caller knows.
pub(crate) async fn update_versioned<A>(
    tx: &Transaction<'_>,
    row: A,
    id: Uuid,
    expected: i64,
) -> Result<<A::Entity as EntityTrait>::Model>
where
    A: ActiveModelTrait + ActiveModelBehavior + Send,
    <A::Entity as EntityTrait>::Model: IntoActiveModel<A>,
{
    let entity = EntityName::table_name(&A::Entity::default());
    let updated = update_versioned_where(tx, row, id, expected, None).await?;
    updated.ok_or(Error::NotFound { entity, id })
}

/// The same, if the row also meets a condition. `None`: it is at that version and does not.
pub(crate) async fn update_versioned_where<A>(
    tx: &Transaction<'_>,
    row: A,
    id: Uuid,
    expected: i64,
    condition: Option<Condition>,
) -> Result<Option<<A::Entity as EntityTrait>::Model>>
where
    A: ActiveModelTrait + ActiveModelBehavior + Send,
    <A::Entity as EntityTrait>::Model: IntoActiveModel<A>,
{
    let version = column::<A::Entity>("row_version")?;
    let known = is_living::<A::Entity>().add(version.eq(expected)).add_option(condition);
    if let Some(model) = update_where(tx, row.clone(), known.clone()).await? {
        return Ok(Some(model));
    }
    // It may have come to that version since: now it is locked, and what the update says is so.
    expect_version::<A::Entity>(tx, id, expected).await?;
    update_where(tx, row, known).await
}

/// Somebody was first, or the row is not there; unless it is at that version. Then it stays so.
async fn expect_version<E: EntityTrait>(
    tx: &Transaction<'_>,
    id: Uuid,
    expected: i64,
) -> Result<()> {
    let entity = EntityName::table_name(&E::default());
    let actual: Option<i64> = living(E::find())
        .select_only()
        .column(column::<E>("row_version")?)
        .filter(column::<E>("id")?.eq(id))
        .lock(LockType::NoKeyUpdate)
        .into_tuple()
        .one(tx.connection())
        .await?;
    match actual {
        None => Err(Error::NotFound { entity, id }),
        Some(actual) if actual == expected => Ok(()),
        Some(actual) => Err(Error::StaleVersion { entity, id, expected, actual }),
    }
}

/// Makes sure of a row that a new one is to refer to, and keeps it from being deleted until the
/// transaction ends: a foreign key takes a softly deleted parent too.
pub(crate) async fn require_living<E: EntityTrait>(tx: &Transaction<'_>, id: Uuid) -> Result<()> {
    require_all_living::<E>(tx, [id]).await
}

/// The same for many rows, of which the first one missing is named. One statement for each 10,000.
/// They are locked in one order, so that two writers of the same parents wait and do not deadlock.
pub(crate) async fn require_all_living<E: EntityTrait>(
    tx: &Transaction<'_>,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<()> {
    let mut seen = HashSet::new();
    let wanted: Vec<Uuid> = ids.into_iter().filter(|id| seen.insert(*id)).collect();
    let key = column::<E>("id")?;
    for chunk in wanted.chunks(10_000) {
        let found: Vec<Uuid> = living(E::find())
            .select_only()
            .column(key)
            .filter(column::<E>("account_id")?.eq(tx.context().account_id))
            .filter(key.eq_any(chunk.iter().copied()))
            .order_by_asc(key)
            .lock(LockType::KeyShare)
            .into_tuple()
            .all(tx.connection())
            .await?;
        let found: HashSet<Uuid> = found.into_iter().collect();
        if let Some(id) = chunk.iter().find(|id| !found.contains(id)) {
            let entity = EntityName::table_name(&E::default());
            return Err(Error::NotFound { entity, id: *id });
        }
    }
    Ok(())
}

/// The rows of a query that are not deleted: all, where the entity has no `deleted_at`.
pub(crate) fn living<E: EntityTrait>(select: Select<E>) -> Select<E> {
    select.filter(is_living::<E>())
}

/// True of a row that is not deleted.
pub(crate) fn is_living<E: EntityTrait>() -> Condition {
    Condition::all().add_option(column::<E>("deleted_at").ok().map(|column| column.is_null()))
}

/// A column that an entity of this kind has, by its name in the table.
pub(crate) fn column<E: EntityTrait>(name: &str) -> Result<E::Column, DbErr> {
    E::Column::from_str(name).map_err(|_| {
        let table = EntityName::table_name(&E::default());
        DbErr::Custom(format!("the entity of {table} has no column {name}"))
    })
}
