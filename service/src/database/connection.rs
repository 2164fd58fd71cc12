//! A transaction as a connection of `SeaORM`'s.

use async_trait::async_trait;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, ExecResult, QueryResult, Statement};

use super::Transaction;

/// For an application's own entities and statements: `Entity::find().all(tx)`, `model.insert(tx)`.
/// Whatever is written through it is in the account's context, and audited with the rest. Errors are
/// `SeaORM`'s; `?` makes an [`Error`](crate::Error) of them.
#[async_trait]
impl ConnectionTrait for Transaction<'_> {
    fn get_database_backend(&self) -> DbBackend {
        self.connection().get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.connection().execute_raw(statement).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.connection().execute_unprepared(sql).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        let sql = self.notes_reads().then(|| statement.sql.clone());
        let row = self.connection().query_one_raw(statement).await?;
        self.note(&sql.unwrap_or_default(), None, usize::from(row.is_some()));
        Ok(row)
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        let sql = self.notes_reads().then(|| statement.sql.clone());
        let rows = self.connection().query_all_raw(statement).await?;
        self.note(&sql.unwrap_or_default(), None, rows.len());
        Ok(rows)
    }
}
