//! The notebook's own tables, in `public`; Annals' come first.

use annals::migration::schema::{self, OnDelete, Tracking};
use sea_orm_migration::{prelude::*, schema::string_len};

/// The notebook's migrations.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(CreateNotes)]
    }
}

/// Brings the database up to date, Annals' tables and the notebook's.
pub async fn run(owner_url: &str) -> Result<(), DbErr> {
    annals::migrate(owner_url).await?;
    let connection = sea_orm::Database::connect(owner_url).await?;
    let migrated = Migrator::up(&connection, None).await;
    connection.close().await?;
    migrated
}

/// A note hangs on an entry: it goes with it, softly or for good, and comes back with it.
#[derive(DeriveMigrationName)]
struct CreateNotes;

#[async_trait::async_trait]
impl MigrationTrait for CreateNotes {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut notes = schema::tenant_table("notes");
        schema::soft_deletable(&mut notes);
        notes.col(sea_orm_migration::schema::uuid("entry_id")).col(string_len("body", 2000));
        schema::create_tenant_table(manager, &notes).await?;
        let entries = ("annals", "journal_entries");
        schema::reference(manager, ("notes", "entry_id"), entries, OnDelete::Cascade).await?;
        let by_entry = schema::columns(["account_id", "entry_id", "id"]);
        schema::index(manager, "notes", by_entry, schema::IndexKind::default()).await?;
        schema::soft_deletion_index(manager, "notes").await?;
        schema::track(manager, "notes", Tracking::default()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        schema::drop_tenant_table(manager, "notes").await
    }
}
