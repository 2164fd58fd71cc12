//! Writes of one row, through the hooks, under a condition.

use std::str::FromStr;

use sea_orm::{
    ActiveModelBehavior, ActiveModelTrait, ColumnTrait, Condition, DbErr, EntityName, EntityTrait,
    IntoActiveModel, QueryFilter, QuerySelect, Select,
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
    let connection = tx.connection();
    let signed = row.before_save(connection, false).await?;
    let statement = A::Entity::update(signed).validate()?.filter(condition);
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
    let version = column::<A::Entity>("row_version")?;
    let known = is_living::<A::Entity>().add(version.eq(expected));
    match update_where(tx, row, known).await? {
        Some(model) => Ok(model),
        None => Err(why_not::<A::Entity>(tx, id, expected).await?),
    }
}

/// Somebody was first, or the row is not there.
async fn why_not<E: EntityTrait>(tx: &Transaction<'_>, id: Uuid, expected: i64) -> Result<Error> {
    let entity = EntityName::table_name(&E::default());
    let actual: Option<i64> = living(E::find())
        .select_only()
        .column(column::<E>("row_version")?)
        .filter(column::<E>("id")?.eq(id))
        .into_tuple()
        .one(tx.connection())
        .await?;
    Ok(match actual {
        Some(actual) => Error::StaleVersion { entity, id, expected, actual },
        None => Error::NotFound { entity, id },
    })
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
