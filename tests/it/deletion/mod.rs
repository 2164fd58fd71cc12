//! Trees that are previewed, deleted, deleted softly and brought back.

mod conflicts;
mod meeting;
mod own_trees;
mod random_trees;
mod tables;
mod trees;

use std::collections::BTreeMap;

use annals::{
    prelude::*,
    service::cascade::{Obstacle, RestoreConflict},
};
use sea_orm::{ConnectionTrait, QueryResult, Statement, TransactionTrait, Value};
use uuid::Uuid;

use crate::{
    catalogue::texts,
    support::{Fixture, TestResult, rows},
};

/// Rows by table.
type Counts = BTreeMap<String, u64>;

/// A database with the tables of [`tables`], and somebody who has signed up.
async fn application() -> TestResult<(Fixture, SignedUp)> {
    let sandbox = annals_sandbox::database_with::<tables::Migrator>().await?;
    let db = Database::connect(DatabaseConfig::new(sandbox.url())?).await?;
    let fixture = Fixture { db, sandbox };
    let ada = fixture.sign_up().await?;
    Ok((fixture, ada))
}

async fn execute(tx: &Transaction<'_>, sql: &str) -> TestResult<u64> {
    Ok(tx.connection().execute_unprepared(sql).await?.rows_affected())
}

async fn called(
    tx: &Transaction<'_>,
    sql: &str,
    values: Vec<Value>,
) -> Result<Vec<QueryResult>, Error> {
    let connection = tx.connection();
    let statement = Statement::from_sql_and_values(connection.get_database_backend(), sql, values);
    Ok(connection.query_all_raw(statement).await?)
}

/// Deletes a row of any table softly: how many rows went, by table.
async fn soft(
    tx: &Transaction<'_>,
    table: &str,
    id: Uuid,
    deletion: Uuid,
) -> Result<Counts, Error> {
    let sql = "SELECT table_name, row_count FROM annals.soft_delete($1::regclass, $2, $3)";
    let rows = called(tx, sql, vec![table.into(), id.into(), deletion.into()]).await?;
    rows.iter().map(counted).collect()
}

/// What the deletion of a row of any table would do.
async fn preview(tx: &Transaction<'_>, table: &str, id: Uuid) -> Result<Told, Error> {
    let sql = "SELECT * FROM annals.preview_deletion($1::regclass, $2)";
    Told::read(&called(tx, sql, vec![table.into(), id.into()]).await?)
}

/// Deletes a row of any table for good.
async fn for_good(tx: &Transaction<'_>, table: &str, id: Uuid) -> Result<Told, Error> {
    let sql = "SELECT * FROM annals.delete_for_good($1::regclass, $2)";
    Told::read(&called(tx, sql, vec![table.into(), id.into()]).await?)
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Told {
    taken: Counts,
    detached: Counts,
    blocking: Counts,
}

impl Told {
    fn read(rows: &[QueryResult]) -> Result<Self, Error> {
        let mut told = Self::default();
        for row in rows {
            let (table, count) = counted(row)?;
            match row.try_get::<String>("", "part")?.as_str() {
                "taken" => told.taken.insert(table, count),
                "detached" => told.detached.insert(table, count),
                _ => {
                    let column: String = row.try_get("", "column_name")?;
                    told.blocking.insert(format!("{table}.{column}"), count)
                }
            };
        }
        Ok(told)
    }
}

fn counted(row: &QueryResult) -> Result<(String, u64), Error> {
    let count: i64 = row.try_get("", "row_count")?;
    Ok((row.try_get("", "table_name")?, count.unsigned_abs()))
}

fn counts<const N: usize>(rows: [(&str, u64); N]) -> Counts {
    rows.into_iter().map(|(table, count)| (table.to_owned(), count)).collect()
}

/// Every row of every table with an account, the log's included, as the owner sees them.
async fn dump(fixture: &Fixture) -> TestResult<BTreeMap<String, Vec<String>>> {
    let owner = fixture.owner().await?;
    let snapshot = owner.begin().await?;
    let tables: Vec<(String, String)> = rows(
        &snapshot,
        "SELECT c.oid::regclass::text, annals.log_name(c.oid) FROM pg_class c
           JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'account_id' AND NOT a.attisdropped
          WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY 1",
        [],
    )
    .await?;
    let mut dumped = BTreeMap::new();
    for (table, name) in tables {
        let sql = format!("SELECT to_jsonb(t)::text FROM {table} t ORDER BY 1");
        dumped.insert(name, texts(&snapshot, &sql).await?);
    }
    Ok(dumped)
}

async fn assert_complete(fixture: &Fixture, context: &Context) -> TestResult {
    let verified = fixture.db.read(context).audit().verify().await?;
    assert_eq!(verified.findings, []);
    assert!(verified.entries > 0);
    Ok(())
}

/// The conflicts of a refused restoration.
fn conflicts(refused: Result<Deletion, Error>) -> TestResult<Vec<(String, Uuid, Obstacle)>> {
    let Err(Error::RestoreConflicts { conflicts, .. }) = refused else {
        return Err(format!("not refused by conflicts: {refused:?}").into());
    };
    let told = |RestoreConflict { table, id, obstacle }| (table, id, obstacle);
    Ok(conflicts.into_iter().map(told).collect())
}
