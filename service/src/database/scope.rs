//! The operations of an account, each on its own.

use sea_orm::{
    AccessMode, ConnectionTrait, DbBackend, QueryResult, Statement, Value,
    sea_query::SelectStatement,
};

use uuid::Uuid;

use super::{
    Database, Executor, Transaction, Work, by_id::fetch_gated, executor::Sealed, gate::gated,
};
use crate::{context::Context, error::Result};

/// The operations of an account outside a transaction: made by [`Database::scope`] and
/// [`Database::read`].
#[derive(Clone, Copy, Debug)]
pub struct Scope<'a> {
    database: &'a Database,
    context: &'a Context,
    access: AccessMode,
}

impl<'a> Scope<'a> {
    pub(super) fn new(database: &'a Database, context: &'a Context, access: AccessMode) -> Self {
        Self { database, context, access }
    }

    async fn query(&self, statement: Statement) -> Result<Vec<QueryResult>> {
        let sql = self.database.recorder().map(|_| statement.sql.clone());
        let rows = self.database.pool().query_all_raw(statement).await?;
        if let Some(sql) = sql {
            self.note(&sql, None, rows.len());
        }
        Ok(rows)
    }

    fn note(&self, sql: &str, by_id: Option<Uuid>, rows: usize) {
        if let Some(recorder) = self.database.recorder() {
            recorder.note(self.context, sql, by_id, rows);
        }
    }
}

impl Sealed for Scope<'_> {}

#[async_trait::async_trait]
impl Executor for Scope<'_> {
    async fn run<'env, T, F>(&self, work: F) -> Result<T>
    where
        Self: 'env,
        T: Send + 'env,
        F: for<'t> Fn(&'t Transaction<'env>) -> Work<'t, T> + Send + Sync + 'env,
    {
        self.database.transaction_with(self.context, self.access, work).await
    }

    async fn fetch(&self, statement: SelectStatement) -> Result<Vec<QueryResult>> {
        let statement = DbBackend::Postgres.build(&gated(statement, self.context));
        self.query(statement).await
    }

    async fn fetch_by_id(&self, _: &str, gated: &str, id: Uuid) -> Result<Option<QueryResult>> {
        let row = fetch_gated(self.database.pool(), gated, self.context, id).await?;
        self.note(gated, Some(id), usize::from(row.is_some()));
        Ok(row)
    }

    async fn fetch_sql(
        &self,
        _: &str,
        gated: &str,
        mut values: Vec<Value>,
    ) -> Result<Vec<QueryResult>> {
        values.push(self.context.account_id.to_string().into());
        let statement = Statement::from_sql_and_values(DbBackend::Postgres, gated, values);
        self.query(statement).await
    }
}
