//! Sessions: a login that lasts. Not audited.

use sea_orm_migration::{
    prelude::*,
    schema::{
        text_null, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid, var_binary,
    },
};

use crate::schema::{
    IndexKind, OnDelete, columns, create_tenant_table, drop_tenant_table, index, newest_first,
    reference, soft_deletable, soft_deletion_index, tenant_table,
};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut table = tenant_table("sessions");
        soft_deletable(&mut table);
        table
            .col(uuid("user_id"))
            .col(var_binary("token_hash", 32))
            .col(timestamp_with_time_zone("expires_at"))
            .col(timestamp_with_time_zone_null("revoked_at"))
            .col(ColumnDef::new("ip").inet())
            .col(text_null("user_agent"));
        create_tenant_table(manager, &table).await?;
        reference(manager, ("sessions", "user_id"), "users", OnDelete::Cascade).await?;
        index(manager, "sessions", columns(["account_id", "token_hash"]), IndexKind::UNIQUE_LIVING)
            .await?;
        index(
            manager,
            "sessions",
            newest_first(["account_id", "user_id"], "created_at"),
            IndexKind::default(),
        )
        .await?;
        index(manager, "sessions", columns(["account_id", "expires_at"]), IndexKind::default())
            .await?;
        soft_deletion_index(manager, "sessions").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tenant_table(manager, "sessions").await
    }
}
