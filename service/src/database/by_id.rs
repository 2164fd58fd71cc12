//! The query of a living row by its id, built once. It is the most frequent read, and building it anew
//! each time costs a tenth of its round trip.

use std::marker::PhantomData;

use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, DbErr, EntityTrait, FromQueryResult, QueryFilter,
    QueryTrait, Statement,
};
use uuid::Uuid;

use super::{Executor, gate::gated};
use crate::{
    context::Context,
    error::Result,
    write::{column, living},
};

/// The SQL of the query for an entity: within a transaction, and setting its own context.
pub(crate) struct ById<E> {
    plain: String,
    gated: String,
    entity: PhantomData<fn() -> E>,
}

impl<E: EntityTrait> ById<E> {
    /// For rows that are not deleted, where the entity has `deleted_at`. By the primary key, whose
    /// account the policy gives.
    ///
    /// # Errors
    /// When the entity has no `id`.
    pub(crate) fn living() -> Result<Self, DbErr> {
        let select = living(E::find()).filter(column::<E>("id")?.eq(Uuid::nil())).into_query();
        let gated = gated(select.clone(), &Context::new(Uuid::nil()));
        Ok(Self {
            plain: DbBackend::Postgres.build(&select).sql,
            gated: DbBackend::Postgres.build(&gated).sql,
            entity: PhantomData,
        })
    }

    /// The row. `None`: it is not there, not the account's, or deleted.
    pub(crate) async fn find(
        &self,
        executor: &impl Executor,
        id: Uuid,
    ) -> Result<Option<E::Model>> {
        let row = executor.fetch_by_id(&self.plain, &self.gated, id).await?;
        let model = row.map(|row| E::Model::from_query_result(&row, "")).transpose()?;
        Ok(model)
    }
}

/// Runs the form that sets its own context; its parameters are in the order in which `gated` names them.
pub(super) async fn fetch_gated(
    pool: &impl ConnectionTrait,
    sql: &str,
    context: &Context,
    id: Uuid,
) -> Result<Option<sea_orm::QueryResult>> {
    let setting = ["annals.account_id".into(), context.account_id.to_string().into(), true.into()];
    let values = setting.into_iter().chain([id.into()]);
    let statement = Statement::from_sql_and_values(DbBackend::Postgres, sql, values);
    Ok(pool.query_one_raw(statement).await?)
}
