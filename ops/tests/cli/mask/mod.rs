//! A masked copy: nothing of a person is in it, and everything else is.

mod canaries;
mod filled;
mod refusals;

use std::process::Output;

use annals_sandbox::SandboxDatabase;
use sqlx::{AssertSqlSafe, Connection, PgConnection, Row};

use crate::support::{TestResult, annals, texts};

/// Runs the command from one database to another.
fn mask(source: &SandboxDatabase, to: &str, arguments: &[&str]) -> TestResult<Output> {
    let mut command = annals(Some(source));
    Ok(command.args(["mask", "--to", to]).args(arguments).output()?)
}

/// Runs the command, which must do what it was asked.
fn masked(source: &SandboxDatabase, to: &str, arguments: &[&str]) -> TestResult<String> {
    let output = mask(source, to, arguments)?;
    let (told, errors) = texts(&output);
    assert!(output.status.success(), "{told}{errors}");
    Ok(told)
}

async fn connect(url: &str) -> TestResult<PgConnection> {
    Ok(PgConnection::connect(url).await?)
}

/// Runs statements.
async fn run(connection: &mut PgConnection, sql: &str) -> TestResult {
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(connection).await?;
    Ok(())
}

/// The first column of a query, whose values are texts.
async fn column(connection: &mut PgConnection, sql: &str) -> TestResult<Vec<String>> {
    let rows = sqlx::query(AssertSqlSafe(sql)).fetch_all(connection).await?;
    Ok(rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?)
}

/// How many rows there are, in tables that are copied.
async fn accounts(connection: &mut PgConnection) -> TestResult<usize> {
    Ok(column(connection, "SELECT id::text FROM annals.accounts").await?.len())
}

/// An account with one user, whose name and address are given.
async fn account(connection: &mut PgConnection, name: &str, email: &str) -> TestResult<String> {
    let ids = column(
        connection,
        &format!("INSERT INTO annals.accounts (name) VALUES ('{name}') RETURNING id::text"),
    )
    .await?;
    let id = &ids[0];
    run(
        connection,
        &format!("INSERT INTO annals.users (account_id, email, username) VALUES ('{id}', '{email}', '{name}')"),
    )
    .await?;
    Ok(id.clone())
}
