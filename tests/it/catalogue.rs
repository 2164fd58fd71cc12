//! What tests read of the catalogue: the rules of the schema hold for tables that nobody named.

mod snapshot;

use sea_orm::{ConnectionTrait, DatabaseTransaction};
pub(crate) use snapshot::{assert_same, snapshot};

use crate::support::{TestResult, rows};

/// The first column of a query, whose values are texts.
pub(crate) async fn texts(connection: &impl ConnectionTrait, sql: &str) -> TestResult<Vec<String>> {
    rows(connection, sql, []).await
}

/// The one value of a query.
pub(crate) async fn one<T: sea_orm::TryGetableMany>(
    connection: &impl ConnectionTrait,
    sql: &str,
) -> TestResult<T> {
    let mut found = rows(connection, sql, []).await?;
    assert_eq!(found.len(), 1, "rows of {sql}");
    Ok(found.remove(0))
}

/// Fails the test with every line that a query finds: it looks for what breaks a rule.
pub(crate) async fn assert_none(
    connection: &impl ConnectionTrait,
    rule: &str,
    sql: &str,
) -> TestResult {
    let found = texts(connection, sql).await?;
    assert!(found.is_empty(), "{rule}:\n  {}", found.join("\n  "));
    Ok(())
}

/// Every table of Annals' whose rows belong to accounts and that follows the rules of tenant tables.
pub(crate) const TENANT_TABLES: &str = "
SELECT c.relname::text FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
 WHERE c.relnamespace = 'annals'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
   AND a.attname = 'account_id' AND NOT a.attisdropped
   AND c.relname NOT IN ('accounts', 'identities', 'audit_log')
 ORDER BY 1";

/// The names of the tenant tables.
pub(crate) async fn tenant_tables(connection: &impl ConnectionTrait) -> TestResult<Vec<String>> {
    let tables = texts(connection, TENANT_TABLES).await?;
    assert!(tables.len() >= 16, "tenant tables: {tables:?}");
    Ok(tables)
}

/// What the database said, in the SQLSTATE that decides it.
pub(crate) fn sqlstate(error: &sea_orm::DbErr) -> Option<String> {
    use sea_orm::{DbErr, RuntimeErr};
    let (DbErr::Conn(RuntimeErr::SqlxError(source))
    | DbErr::Exec(RuntimeErr::SqlxError(source))
    | DbErr::Query(RuntimeErr::SqlxError(source))) = error
    else {
        return None;
    };
    Some(source.as_database_error()?.code()?.into_owned())
}

/// A statement of the transaction must be refused with one of these SQLSTATEs; the transaction goes on.
pub(crate) async fn refused(
    connection: &DatabaseTransaction,
    sql: &str,
    states: &[&str],
) -> TestResult<String> {
    connection.execute_unprepared("SAVEPOINT attempt").await?;
    let outcome = connection.execute_unprepared(sql).await;
    connection.execute_unprepared("ROLLBACK TO SAVEPOINT attempt").await?;
    let error = match outcome {
        Ok(done) => return Err(format!("not refused, {} rows: {sql}", done.rows_affected()).into()),
        Err(error) => error,
    };
    match sqlstate(&error) {
        Some(state) if states.contains(&state.as_str()) => Ok(error.to_string()),
        state => Err(format!("refused with {state:?}, not {states:?}: {error}\n{sql}").into()),
    }
}
