//! The migrations of applications, in `public`.

use annals::migration::schema::{self, IndexKind, OnDelete, Tracking};
use sea_orm_migration::{
    prelude::*,
    schema::{integer, string_len, uuid_null},
};

/// That of an application whose tables belong to Annals' accounts.
pub(crate) struct ApplicationMigrator;

impl MigratorTrait for ApplicationMigrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(CreateNotes)]
    }
}

/// That of an application whose tables have nothing to do with Annals.
pub(crate) struct GuestBook;

impl MigratorTrait for GuestBook {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(CreateGuests)]
    }
}

#[derive(DeriveMigrationName)]
struct CreateNotes;

#[async_trait::async_trait]
impl MigrationTrait for CreateNotes {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut notes = schema::tenant_table("notes");
        notes
            .col(uuid_null("entry_id"))
            .col(string_len("body", 2000))
            .col(integer("times_read").default(0));
        schema::create_tenant_table(manager, &notes).await?;
        let entries = ("annals", "journal_entries");
        schema::reference(manager, ("notes", "entry_id"), entries, OnDelete::Cascade).await?;
        let by_entry = schema::columns(["account_id", "entry_id"]);
        schema::index(manager, "notes", by_entry, IndexKind::default()).await?;
        let tracking = Tracking { untracked: &["times_read"], ..Tracking::default() };
        schema::track(manager, "notes", tracking).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        schema::drop_tenant_table(manager, "notes").await
    }
}

#[derive(DeriveMigrationName)]
struct CreateGuests;

#[async_trait::async_trait]
impl MigrationTrait for CreateGuests {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let guests = Table::create().table("guests").col(string_len("name", 50)).take();
        manager.create_table(guests).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("guests").take()).await
    }
}
