//! What a new database holds.

use std::any::type_name;
use std::os::unix::fs::MetadataExt;
use std::pin::Pin;

use annals_migration::{FINGERPRINT, MigratorTrait};
use sea_orm::{ConnectOptions, Database, DbErr};
use sea_orm_migration::Migration;

use crate::fingerprint::Fingerprint;

/// What a new database holds.
#[derive(Clone, Debug)]
pub(crate) enum Content {
    /// Nothing.
    Bare,
    /// The schema of Annals.
    Annals,
    /// The schema of Annals, and an application's on top.
    Application(ApplicationMigrator),
}

/// An application's `Migrator`, without its type.
#[derive(Clone, Debug)]
pub(crate) struct ApplicationMigrator {
    run: fn(String) -> Migrating,
    /// The program and migrator, whatever they contain.
    pub(crate) scope: Fingerprint,
    /// What they contain.
    pub(crate) fingerprint: Fingerprint,
}

type Migrating = Pin<Box<dyn Future<Output = Result<(), DbErr>> + Send>>;

impl ApplicationMigrator {
    pub(crate) fn of<M: MigratorTrait + 'static>() -> Self {
        let program = std::env::current_exe().unwrap_or_default();
        let path = program.to_string_lossy();
        // A migration that was edited keeps its name, but not the program that it is part of.
        let build = std::fs::metadata(&program)
            .map(|meta| format!("{} {} {}", meta.len(), meta.mtime(), meta.mtime_nsec()))
            .unwrap_or_default();
        let files = M::get_migration_files();
        let names = files.iter().map(Migration::name);
        let scope = Fingerprint::of([&*path, type_name::<M>()]);
        Self {
            run: |owner_url| Box::pin(migrate::<M>(owner_url)),
            scope,
            fingerprint: Fingerprint::of([FINGERPRINT, &build].into_iter().chain(names)),
        }
    }

    pub(crate) fn run(&self, owner_url: String) -> Migrating {
        (self.run)(owner_url)
    }
}

async fn migrate<M: MigratorTrait + 'static>(owner_url: String) -> Result<(), DbErr> {
    let mut options = ConnectOptions::new(owner_url);
    options.max_connections(2).sqlx_logging(false).set_schema_search_path("public");
    let connection = Database::connect(options).await?;
    let migrated = M::up(&connection, None).await;
    connection.close().await?;
    migrated
}
