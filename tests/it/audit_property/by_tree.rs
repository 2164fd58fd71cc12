//! Rows with all that hangs on them: deleted softly, brought back, deleted for good.

use annals::prelude::Error;
use rand::RngExt;
use sea_orm::{ConnectionTrait, DbBackend, QueryResult, Statement, Value};
use uuid::Uuid;

use super::{failure::Failure, round::Round, subject::Subject};

/// Of the tables that go with a row: sessions are deleted with their user, and nobody audits them.
const TRACKED: &str = "table_name <> 'sessions'";

pub(super) async fn soft_delete<S: Subject>(round: &mut Round<'_>) -> Result<(), Failure> {
    if !is_soft_deletable::<S>(round) || !round.rng.random_bool(S::DELETED) {
        return Ok(());
    }
    let (id, deletion) = (round.slot::<S>(), round.novelty());
    let sql =
        format!("SELECT row_count FROM annals.soft_delete($1::regclass, $2, $3) WHERE {TRACKED}");
    let values = vec![table::<S>().into(), id.into(), deletion.into()];
    let taken = sum(&call(round, &sql, values).await?)?;
    round.made(taken);
    if taken > 0 && round.rng.random_bool(0.7) {
        restore_one(round, deletion).await?;
    }
    Ok(())
}

/// Brings back what the deletion of some row took, if it may.
pub(super) async fn restore<S: Subject>(round: &mut Round<'_>) -> Result<(), Failure> {
    if !is_soft_deletable::<S>(round) {
        return Ok(());
    }
    let id = round.slot::<S>();
    let sql = format!(
        "SELECT deletion_id FROM {} WHERE id = $1 AND deletion_id IS NOT NULL",
        table::<S>()
    );
    match call(round, &sql, vec![id.into()]).await?.first() {
        Some(row) => restore_one(round, row.try_get_by_index(0).map_err(Error::from)?).await,
        None => Ok(()),
    }
}

async fn restore_one(round: &mut Round<'_>, deletion: Uuid) -> Result<(), Failure> {
    let sql = format!(
        "SELECT row_count FROM annals.restore_deletion($1) WHERE part = 'restored' AND {TRACKED}"
    );
    let restored = sum(&call(round, &sql, vec![deletion.into()]).await?)?;
    round.made(restored);
    Ok(())
}

pub(super) async fn delete_for_good<S: Subject>(round: &mut Round<'_>) -> Result<(), Failure> {
    if !round.rng.random_bool(S::DELETED) {
        return Ok(());
    }
    let id = round.slot::<S>();
    let sql = "SELECT row_count FROM annals.delete_for_good($1::regclass, $2) WHERE part = 'taken'";
    let deleted = sum(&call(round, sql, vec![table::<S>().into(), id.into()]).await?)?;
    round.deleted::<S>(deleted);
    Ok(())
}

fn table<S: Subject>() -> String {
    format!("annals.{}", S::TABLE)
}

fn is_soft_deletable<S: Subject>(round: &Round<'_>) -> bool {
    round.columns.get(S::TABLE).is_some_and(|columns| columns.contains("deletion_id"))
}

async fn call(
    round: &Round<'_>,
    sql: &str,
    values: Vec<Value>,
) -> Result<Vec<QueryResult>, Failure> {
    let statement = Statement::from_sql_and_values(DbBackend::Postgres, sql, values);
    Ok(round.connection.query_all_raw(statement).await?)
}

fn sum(rows: &[QueryResult]) -> Result<u64, Failure> {
    let counts: Result<Vec<i64>, _> = rows.iter().map(|row| row.try_get_by_index(0)).collect();
    Ok(counts?.iter().map(|count| count.unsigned_abs()).sum())
}
