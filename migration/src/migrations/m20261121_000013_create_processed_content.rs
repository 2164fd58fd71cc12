//! What an analysis made of a journal entry.

use sea_orm_migration::{
    prelude::*,
    schema::{
        decimal_len_null, json_binary, json_binary_null, string_len, timestamp_with_time_zone_null,
        uuid,
    },
};

use crate::schema::{
    IndexKind, OnDelete, Tracking, columns, create_tenant_table, drop_tenant_table, index,
    newest_first, reference, soft_deletable, soft_deletion_index, tenant_table, track, within,
};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut table = tenant_table("processed_content");
        soft_deletable(&mut table);
        table
            .col(uuid("journal_id"))
            .col(uuid("user_id"))
            .col(string_len("task_type", 100))
            .col(json_binary("processed_data"))
            .col(decimal_len_null("confidence_score", 3, 2))
            .col(json_binary_null("ai_provider_info"))
            .col(timestamp_with_time_zone_null("expires_at"))
            .check(within("processed_content", "confidence_score", 0, 1));
        create_tenant_table(manager, &table).await?;
        reference(
            manager,
            ("processed_content", "journal_id"),
            "journal_entries",
            OnDelete::Cascade,
        )
        .await?;
        reference(manager, ("processed_content", "user_id"), "users", OnDelete::Cascade).await?;
        index(
            manager,
            "processed_content",
            columns(["account_id", "journal_id"]),
            IndexKind::default(),
        )
        .await?;
        index(
            manager,
            "processed_content",
            newest_first(["account_id"], "created_at"),
            IndexKind::default(),
        )
        .await?;
        index(
            manager,
            "processed_content",
            newest_first(["account_id", "task_type"], "created_at"),
            IndexKind::default(),
        )
        .await?;
        index(
            manager,
            "processed_content",
            newest_first(["account_id", "user_id", "task_type"], "created_at"),
            IndexKind::default(),
        )
        .await?;
        index(
            manager,
            "processed_content",
            columns(["account_id", "processed_data"]),
            IndexKind::JSON_PATHS,
        )
        .await?;
        let expiring = IndexKind::only_where("expires_at IS NOT NULL");
        let expiry = columns(["account_id", "expires_at"]);
        index(manager, "processed_content", expiry, expiring).await?;
        soft_deletion_index(manager, "processed_content").await?;
        track(
            manager,
            "processed_content",
            Tracking { bulky: &["processed_data"], ..Tracking::default() },
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tenant_table(manager, "processed_content").await
    }
}
