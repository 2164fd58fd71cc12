//! What came in from files.

use sea_orm_migration::{
    prelude::*,
    schema::{string_len, text, timestamp_with_time_zone, timestamp_with_time_zone_null},
};

use crate::schema::{
    IndexKind, create_tenant_table, drop_tenant_table, index, json_object, newest_first,
    tenant_table,
};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut table = tenant_table("import_runs");
        table
            .col(text("source"))
            .col(string_len("format", 50))
            .col(timestamp_with_time_zone("started_at").default(Expr::current_timestamp()))
            .col(timestamp_with_time_zone_null("finished_at"))
            .col(json_object("counts"));
        create_tenant_table(manager, &table).await?;
        index(
            manager,
            "import_runs",
            newest_first(["account_id"], "started_at"),
            IndexKind::default(),
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tenant_table(manager, "import_runs").await
    }
}
