//! Who has read what. Not tracked: it is a log itself.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, text_null, timestamp_with_time_zone, uuid_null},
};

use crate::schema::{
    IndexKind, columns, create_functions, create_tenant_table, drop_functions, drop_tenant_table,
    execute, index, newest_first, one_of, tenant_table,
};

/// The application adds to it and reads its account's; nobody changes it.
const PROTECTION: [&str; 2] = [
    "REVOKE UPDATE, DELETE ON read_log FROM annals_app",
    "REVOKE EXECUTE ON FUNCTION annals.forget_reads(timestamptz) FROM PUBLIC",
];

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut table = tenant_table("read_log");
        table
            .col(timestamp_with_time_zone("read_at"))
            .col(uuid_null("actor_id"))
            .col(text_null("operation"))
            .col(text_null("request_id"))
            .col(text_null("table_name"))
            .col(one_of("read_log", "kind", &["by_id", "query", "search", "dropped"]))
            .col(uuid_null("row_id"))
            .col(big_integer("row_count"));
        create_tenant_table(manager, &table).await?;
        let plain = IndexKind::default();
        index(manager, "read_log", newest_first(["account_id"], "read_at"), plain).await?;
        let by_actor = newest_first(["account_id", "actor_id"], "read_at");
        index(manager, "read_log", by_actor, plain).await?;
        let by_row = columns(["account_id", "table_name", "row_id"]);
        index(manager, "read_log", by_row, plain).await?;
        create_functions(manager, &[include_str!("../sql/forget_reads.sql")]).await?;
        for statement in PROTECTION {
            execute(manager, statement).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_functions(manager, &["forget_reads(timestamptz)"]).await?;
        drop_tenant_table(manager, "read_log").await
    }
}
