//! Migrators as applications have them.

use annals_migration::{MigrationTrait, MigratorTrait};
use async_trait::async_trait;
use sea_orm_migration::prelude::{ConnectionTrait, DbErr, DeriveMigrationName, SchemaManager};

/// Makes a table in whatever schema comes first.
pub(crate) struct Notes;

impl MigratorTrait for Notes {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(CreateNotes)]
    }
}

#[derive(DeriveMigrationName)]
struct CreateNotes;

#[async_trait]
impl MigrationTrait for CreateNotes {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let sql = "CREATE TABLE notes (body text)";
        manager.get_connection().execute_unprepared(sql).await?;
        Ok(())
    }
}

/// Its migration returns an error.
pub(crate) struct Failing;

impl MigratorTrait for Failing {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(Fail)]
    }
}

#[derive(DeriveMigrationName)]
struct Fail;

#[async_trait]
impl MigrationTrait for Fail {
    async fn up(&self, _manager: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration("no such place".to_owned()))
    }
}

/// Its migration panics.
pub(crate) struct Panicking;

impl MigratorTrait for Panicking {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(Panic)]
    }
}

#[derive(DeriveMigrationName)]
struct Panic;

#[async_trait]
impl MigrationTrait for Panic {
    async fn up(&self, _manager: &SchemaManager) -> Result<(), DbErr> {
        panic!("on purpose");
    }
}
