//! `annals import`: files into an account.

mod accounts;
mod again;
mod articles;
mod batches;
mod duplicates;
mod faulty;
mod files;
mod folder;
mod interrupted;
mod refusals;
mod report;
mod subjects;

use std::{path::Path, process::Output};

use annals_sandbox::SandboxDatabase;
use annals_service::prelude::*;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};
use serde_json::Value;
use tempfile::TempDir;
use uuid::Uuid;

use crate::support::{TestResult, annals};

/// Whom the tests import for; the same in every database, so that what is imported is the same.
const ACCOUNT: Uuid = Uuid::from_u128(0x0198_0000_0000_7000_8000_0000_0000_0001);
const USER: Uuid = Uuid::from_u128(0x0198_0000_0000_7000_8000_0000_0000_0002);

/// The tables that an import writes.
const TABLES: [&str; 5] =
    ["journal_entries", "processed_content", "conversations", "messages", "knowledge_articles"];

/// A database with a user, and a directory to work in.
struct Desk {
    sandbox: SandboxDatabase,
    directory: TempDir,
}

async fn desk() -> TestResult<Desk> {
    on(annals_sandbox::database().await?).await
}

async fn on(sandbox: SandboxDatabase) -> TestResult<Desk> {
    let desk = Desk { sandbox, directory: tempfile::tempdir()? };
    desk.add_user(ACCOUNT, USER, "ada@example.org").await?;
    Ok(desk)
}

impl Desk {
    async fn add_user(&self, account: Uuid, user: Uuid, email: &str) -> TestResult {
        let owner = self.owner().await?;
        run(&owner, &format!("INSERT INTO annals.accounts (id, name) VALUES ('{account}', 'Ada')"))
            .await?;
        let columns = "account_id, id, email";
        let user = format!(
            "INSERT INTO annals.users ({columns}) VALUES ('{account}', '{user}', '{email}')"
        );
        run(&owner, &user).await
    }

    async fn owner(&self) -> TestResult<DatabaseConnection> {
        Ok(sea_orm::Database::connect(self.sandbox.owner_url()).await?)
    }

    async fn app(&self) -> TestResult<annals_service::Database> {
        Ok(Database::connect(DatabaseConfig::new(self.sandbox.url())?).await?)
    }

    /// The command, on this database and in this directory, for Ada.
    fn command(&self, arguments: &[&str]) -> std::process::Command {
        let mut command = annals(Some(&self.sandbox));
        command.current_dir(self.directory.path());
        command.args(["import"]).args(arguments).args(["--user", "ada@example.org"]);
        command.args(["--account", &ACCOUNT.to_string()]);
        command
    }

    fn import(&self, arguments: &[&str]) -> TestResult<Output> {
        Ok(self.command(arguments).output()?)
    }

    /// The same, as a program reads it.
    fn import_json(&self, arguments: &[&str]) -> TestResult<(i32, Value)> {
        let output = self.command(arguments).arg("--json").output()?;
        let document = serde_json::from_slice(&output.stdout)
            .map_err(|error| format!("{error}: {}", String::from_utf8_lossy(&output.stderr)))?;
        Ok((output.status.code().ok_or("no code")?, document))
    }

    /// Writes a file of the directory, and returns its name.
    fn write<'n>(&self, name: &'n str, content: impl AsRef<[u8]>) -> TestResult<&'n str> {
        let path = self.directory.path().join(name);
        std::fs::create_dir_all(path.parent().ok_or("a parent")?)?;
        std::fs::write(path, content)?;
        Ok(name)
    }

    fn path(&self) -> &Path {
        self.directory.path()
    }

    /// Every row of the tables that an import writes, but for what the clock says.
    async fn rows(&self) -> TestResult<Vec<String>> {
        let owner = self.owner().await?;
        let mut rows = Vec::new();
        for table in TABLES {
            let query = format!(
                "SELECT '{table} ' || (to_jsonb(t) - '{{created_at,updated_at,audit_id,search}}'::text[])::text
                   FROM annals.{table} t ORDER BY 1"
            );
            rows.extend(texts_of(&owner, &query).await?);
        }
        Ok(rows)
    }

    /// A number that a query gives.
    async fn number(&self, query: &str) -> TestResult<i64> {
        number(&self.owner().await?, query).await
    }
}

async fn run(connection: &impl ConnectionTrait, sql: &str) -> TestResult {
    connection.execute_unprepared(sql).await?;
    Ok(())
}

async fn number(connection: &impl ConnectionTrait, query: &str) -> TestResult<i64> {
    let statement = Statement::from_string(DbBackend::Postgres, query);
    let row = connection.query_one_raw(statement).await?.ok_or("a row")?;
    Ok(row.try_get_by_index(0)?)
}

async fn texts_of(connection: &impl ConnectionTrait, query: &str) -> TestResult<Vec<String>> {
    let statement = Statement::from_string(DbBackend::Postgres, query);
    let rows = connection.query_all_raw(statement).await?;
    Ok(rows.iter().map(|row| row.try_get_by_index(0)).collect::<Result<_, _>>()?)
}

/// The columns of a total: in the source, imported, there, adjusted, refused, verified.
fn total(document: &Value) -> [u64; 6] {
    counts(&document["total"])
}

fn counts(of: &Value) -> [u64; 6] {
    ["in_source", "imported", "there", "adjusted", "refused", "verified"]
        .map(|name| of[name].as_u64().unwrap_or(u64::MAX))
}
