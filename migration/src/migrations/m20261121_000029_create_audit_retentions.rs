//! The months that retention dropped from the audit log, for all accounts.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, date, integer, timestamp_with_time_zone, uuid},
};

use crate::schema::{
    IndexKind, Tracking, append_only, columns, drop_tenant_table, execute, index, track,
};

/// Written by the function that drops months, and by nobody again.
const PROTECTION: [&str; 3] = [
    "SELECT annals.replicate('audit_retentions')",
    "GRANT SELECT ON audit_retentions TO annals_app, annals_reader, annals_operator",
    "CREATE TRIGGER refuse_deletion BEFORE DELETE ON audit_retentions
       FOR EACH STATEMENT EXECUTE FUNCTION annals.refuse()",
];

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("audit_retentions")
            .col(uuid("id").default(Expr::cust("annals.uuid_v7()")))
            .col(timestamp_with_time_zone("created_at").default(Expr::current_timestamp()))
            .col(timestamp_with_time_zone("updated_at").default(Expr::current_timestamp()))
            .col(date("month"))
            .col(big_integer("row_count"))
            .col(integer("kept_months"))
            .primary_key(Index::create().name("pk_audit_retentions").col("id"))
            .take();
        manager.create_table(table).await?;
        for statement in PROTECTION {
            execute(manager, statement).await?;
        }
        index(manager, "audit_retentions", columns(["month"]), IndexKind::UNIQUE).await?;
        track(manager, "audit_retentions", Tracking::default()).await?;
        append_only(manager, "audit_retentions", &[]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tenant_table(manager, "audit_retentions").await
    }
}
