//! The seals of the audit log: a chain of digests per account.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, timestamp_with_time_zone},
};

use crate::schema::{
    IndexKind, columns, create_tenant_table, drop_tenant_table, execute, index, tenant_table,
};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut table = tenant_table("audit_seals");
        table
            .col(timestamp_with_time_zone("sealed_through"))
            .col(big_integer("row_count"))
            .col(ColumnDef::new("digest").binary().not_null().take())
            .col(ColumnDef::new("previous_digest").binary().take());
        create_tenant_table(manager, &table).await?;
        index(manager, "audit_seals", columns(["account_id", "sealed_through"]), IndexKind::UNIQUE)
            .await?;
        execute(manager, "REVOKE INSERT, UPDATE, DELETE ON audit_seals FROM annals_app").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tenant_table(manager, "audit_seals").await
    }
}
