//! The seals of the audit log: a chain of digests per account. Like the log itself they have no key to
//! the account, which they outlive.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, date, timestamp_with_time_zone},
};

use crate::schema::{
    IndexKind, columns, distribute, drop_tenant_table, execute, index, isolate, tenant_table,
};

/// Written by the function that seals, and by nobody again.
const PROTECTION: [&str; 3] = [
    "CREATE TRIGGER refuse_rewriting BEFORE UPDATE OR DELETE ON audit_seals
       FOR EACH ROW EXECUTE FUNCTION annals.refuse_rewriting()",
    "CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON audit_seals
       FOR EACH STATEMENT EXECUTE FUNCTION annals.refuse()",
    "REVOKE INSERT, UPDATE, DELETE ON audit_seals FROM annals_app",
];

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut table = tenant_table("audit_seals");
        table
            .col(big_integer("number"))
            .col(date("month"))
            .col(big_integer("transactions_before"))
            .col(timestamp_with_time_zone("sealed_through"))
            .col(big_integer("row_count"))
            .col(ColumnDef::new("entries_digest").binary().not_null().take())
            .col(ColumnDef::new("previous_digest").binary().take())
            .col(ColumnDef::new("digest").binary().not_null().take());
        manager.create_table(table).await?;
        distribute(manager, "audit_seals", "account_id").await?;
        isolate(manager, "audit_seals").await?;
        index(manager, "audit_seals", columns(["account_id", "number"]), IndexKind::UNIQUE).await?;
        for statement in PROTECTION {
            execute(manager, statement).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tenant_table(manager, "audit_seals").await
    }
}
