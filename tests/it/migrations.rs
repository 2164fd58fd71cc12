//! Migrations: each undone exactly, run from code and from the command line, alone and beside others.

mod applications;
mod binary;
mod connections;
mod exactness;
mod operations;
mod privileges;
mod together;

use std::collections::BTreeSet;

use annals::migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection};

use crate::{
    catalogue::{snapshot, texts},
    support::TestResult,
};

/// A connection that sees names as every other snapshot does.
async fn connect(url: &str) -> TestResult<DatabaseConnection> {
    let mut options = ConnectOptions::new(url);
    options.max_connections(2).sqlx_logging(false).set_schema_search_path("public");
    Ok(Database::connect(options).await?)
}

/// The names of Annals' migrations, oldest first.
fn names() -> Vec<String> {
    let files = Migrator::get_migration_files();
    files.iter().map(|file| file.name().to_owned()).collect()
}

/// The names that the history holds, oldest first.
async fn applied(connection: &impl ConnectionTrait) -> TestResult<Vec<String>> {
    let history = "SELECT version::text FROM annals.annals_migrations ORDER BY version";
    texts(connection, history).await
}

/// What every fully migrated database holds.
async fn fully_migrated() -> TestResult<BTreeSet<String>> {
    let sandbox = annals_sandbox::database().await?;
    snapshot(&connect(sandbox.admin_url()).await?).await
}
