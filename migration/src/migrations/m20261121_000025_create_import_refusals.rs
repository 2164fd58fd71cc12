//! What did not come in from files, and why.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, text, uuid},
};

use crate::schema::{
    IndexKind, OnDelete, columns, create_tenant_table, drop_tenant_table, index, reference,
    tenant_table,
};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut table = tenant_table("import_refusals");
        table
            .col(uuid("run_id"))
            .col(text("file"))
            .col(big_integer("position"))
            .col(text("reason"))
            .col(text("excerpt"));
        create_tenant_table(manager, &table).await?;
        reference(manager, ("import_refusals", "run_id"), "import_runs", OnDelete::Cascade).await?;
        index(manager, "import_refusals", columns(["account_id", "run_id"]), IndexKind::default())
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tenant_table(manager, "import_refusals").await
    }
}
