//! New rows under a row that must be living.

use sea_orm::{
    ActiveModelBehavior, ActiveModelTrait, ActiveValue, ColumnTrait, ConnectionTrait, DbBackend,
    DbErr, EntityName, EntityTrait, FromQueryResult, IntoActiveModel, Iterable, QueryFilter,
    QuerySelect, QueryTrait,
    sea_query::{Expr, InsertStatement, LockType, Query},
};
use uuid::Uuid;

use crate::{
    database::Transaction,
    error::{Error, Result},
    write::{column, living},
};

/// Inserts a row through its hooks if the row on which it is to hang is living, and keeps that from
/// being deleted until the transaction ends: a foreign key takes a softly deleted parent too.
///
/// One statement, for a look at the parent beforehand would be one more round trip. The lock is that
/// which the foreign key takes anyway. The parent by `pk_<table>`.
///
/// # Errors
/// `NotFound` of the parent.
pub(crate) async fn insert_under<P, A>(
    tx: &Transaction<'_>,
    parent: Uuid,
    row: A,
) -> Result<<A::Entity as EntityTrait>::Model>
where
    P: EntityTrait,
    A: ActiveModelTrait + ActiveModelBehavior + Send,
    <A::Entity as EntityTrait>::Model: IntoActiveModel<A>,
{
    let connection = tx.connection();
    let mut signed = row.before_save(connection, true).await?;
    let statement = insertion::<P, A>(tx, parent, &mut signed)?;
    let Some(inserted) = connection.query_one(&statement).await? else {
        let entity = EntityName::table_name(&P::default());
        return Err(Error::NotFound { entity, id: parent });
    };
    let model = <A::Entity as EntityTrait>::Model::from_query_result(&inserted, "")?;
    Ok(A::after_save(model, connection, true).await?)
}

/// `INSERT … SELECT <values> FROM (the parent, locked) RETURNING …`.
fn insertion<P, A>(
    tx: &Transaction<'_>,
    parent: Uuid,
    row: &mut A,
) -> Result<InsertStatement, DbErr>
where
    P: EntityTrait,
    A: ActiveModelTrait,
{
    let locked = living(P::find())
        .select_only()
        .column(column::<P>("id")?)
        .filter(column::<P>("account_id")?.eq(tx.context().account_id))
        .filter(column::<P>("id")?.eq(parent))
        .lock(LockType::KeyShare)
        .into_query();
    let mut columns = Vec::new();
    let mut values = Query::select();
    for column in <A::Entity as EntityTrait>::Column::iter() {
        if let ActiveValue::Set(value) | ActiveValue::Unchanged(value) = row.take(column) {
            columns.push(column);
            values.expr(column.save_as(Expr::val(value)));
        }
    }
    values.from_subquery(locked, "parent");
    let returned = <A::Entity as EntityTrait>::Column::iter()
        .map(|column| column.select_as(column.into_returning_expr(DbBackend::Postgres)));
    let mut statement = Query::insert();
    statement
        .into_table(A::Entity::default().table_ref())
        .columns(columns)
        .select_from(values)
        .map_err(|error| DbErr::Custom(error.to_string()))?
        .returning(Query::returning().exprs(returned));
    Ok(statement)
}
