//! The sandbox on real servers.
//!
//! - `databases`: what one database is and does
//! - `processes`: many processes, killed processes, broken servers
//! - `foreign`: a server that is not the sandbox's
//! - `private`: servers of one's own
//! - `migrators`: migrations as applications have them
//! - `child`: this program again, as another process

#![expect(clippy::unwrap_used, reason = "a test that can't go on should stop where it is")]

mod child;
mod databases;
mod foreign;
mod migrators;
mod private;
mod processes;

use sqlx::{AssertSqlSafe, Connection, PgConnection};

async fn connect(url: &str) -> PgConnection {
    PgConnection::connect(url).await.unwrap()
}

async fn run(connection: &mut PgConnection, sql: &str) {
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(connection).await.unwrap();
}

/// Whether an expression of SQL is true.
async fn holds(connection: &mut PgConnection, condition: &str) -> bool {
    sqlx::query_scalar(AssertSqlSafe(format!("SELECT {condition}")))
        .fetch_one(connection)
        .await
        .unwrap()
}

async fn text(connection: &mut PgConnection, expression: &str) -> String {
    sqlx::query_scalar(AssertSqlSafe(format!("SELECT ({expression})::text")))
        .fetch_one(connection)
        .await
        .unwrap()
}

/// Whether the server has a database of this name.
async fn has_database(connection: &mut PgConnection, name: &str) -> bool {
    let condition = format!("EXISTS (SELECT FROM pg_database WHERE datname = '{name}')");
    holds(connection, &condition).await
}
