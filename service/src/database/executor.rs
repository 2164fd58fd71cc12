//! What an aggregate's implementation stands on: a transaction, or a scope that opens one.

use sea_orm::{
    ConnectionTrait, DbBackend, EntityTrait, FromQueryResult, QueryResult, QueryTrait, Select,
    Statement, Value, sea_query::SelectStatement,
};

use uuid::Uuid;

use super::{Transaction, Work};
use crate::error::Result;

/// Runs the work of an operation. On a [`Transaction`] it is a part of that one; on a
/// [`Scope`](super::Scope) it is a transaction of its own, run again as a whole where it may be. So
/// each operation is written once. Only this crate implements it.
#[async_trait::async_trait]
pub trait Executor: Sealed + Send + Sync {
    /// Runs work that takes several statements, or writes.
    async fn run<'env, T, F>(&self, work: F) -> Result<T>
    where
        Self: 'env,
        T: Send + 'env,
        F: for<'t> Fn(&'t Transaction<'env>) -> Work<'t, T> + Send + Sync + 'env;

    /// Runs a query: one statement, one round trip, on a scope too.
    async fn fetch(&self, statement: SelectStatement) -> Result<Vec<QueryResult>>;

    /// Runs a query for one id whose SQL was built before: `plain` within a transaction, `gated` where
    /// it has to set its own context.
    async fn fetch_by_id(&self, plain: &str, gated: &str, id: Uuid) -> Result<Option<QueryResult>>;

    /// Runs a query written as SQL: `plain` within a transaction, `gated`, whose last parameter is the
    /// account, where it has to set its own context.
    async fn fetch_sql(
        &self,
        plain: &str,
        gated: &str,
        values: Vec<Value>,
    ) -> Result<Vec<QueryResult>>;
}

/// Keeps the implementations in this crate.
pub trait Sealed {}

impl Sealed for &Transaction<'_> {}

#[async_trait::async_trait]
impl Executor for &Transaction<'_> {
    async fn run<'env, T, F>(&self, work: F) -> Result<T>
    where
        Self: 'env,
        T: Send + 'env,
        F: for<'t> Fn(&'t Transaction<'env>) -> Work<'t, T> + Send + Sync + 'env,
    {
        work(self).await
    }

    async fn fetch(&self, statement: SelectStatement) -> Result<Vec<QueryResult>> {
        Ok(self.query_all_raw(DbBackend::Postgres.build(&statement)).await?)
    }

    async fn fetch_by_id(&self, plain: &str, _: &str, id: Uuid) -> Result<Option<QueryResult>> {
        let statement = Statement::from_sql_and_values(DbBackend::Postgres, plain, [id.into()]);
        let row = self.connection().query_one_raw(statement).await?;
        self.note(plain, Some(id), usize::from(row.is_some()));
        Ok(row)
    }

    async fn fetch_sql(
        &self,
        plain: &str,
        _: &str,
        values: Vec<Value>,
    ) -> Result<Vec<QueryResult>> {
        let statement = Statement::from_sql_and_values(DbBackend::Postgres, plain, values);
        Ok(self.query_all_raw(statement).await?)
    }
}

/// The models of a query.
pub(crate) async fn fetch_models<E, X>(executor: &X, select: Select<E>) -> Result<Vec<E::Model>>
where
    E: EntityTrait,
    X: Executor,
{
    let rows = executor.fetch(select.into_query()).await?;
    let models: std::result::Result<_, _> =
        rows.iter().map(|row| E::Model::from_query_result(row, "")).collect();
    Ok(models?)
}
