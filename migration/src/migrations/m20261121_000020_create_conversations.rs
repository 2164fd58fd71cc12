//! Conversations: of a business, or a chat of its own.

use sea_orm_migration::{
    prelude::*,
    schema::{
        boolean, decimal_len, integer, string_len, string_len_null, text_null,
        timestamp_with_time_zone_null, uuid, uuid_null,
    },
};

use crate::schema::{
    IndexKind, OnDelete, Tracking, create_tenant_table, drop_tenant_table, index, json_object,
    newest_first, reference, soft_deletable, soft_deletion_index, tenant_table, track, within,
};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut table = tenant_table("conversations");
        soft_deletable(&mut table);
        table
            .col(uuid("user_id"))
            .col(uuid_null("business_id"))
            .col(string_len("title", 300))
            .col(string_len("session_type", 50))
            .col(json_object("context"))
            .col(string_len_null("ai_model", 100))
            .col(text_null("system_prompt"))
            .col(decimal_len("temperature", 3, 2).default(0.7))
            .col(boolean("is_active").default(true))
            .col(timestamp_with_time_zone_null("archived_at"))
            .col(integer("message_count").default(0))
            .col(timestamp_with_time_zone_null("last_message_at"))
            .check(within("conversations", "temperature", 0, 2));
        create_tenant_table(manager, &table).await?;
        reference(manager, ("conversations", "user_id"), "users", OnDelete::Cascade).await?;
        reference(manager, ("conversations", "business_id"), "businesses", OnDelete::Cascade)
            .await?;
        index(
            manager,
            "conversations",
            newest_first(["account_id", "user_id", "session_type"], "last_message_at"),
            IndexKind::default(),
        )
        .await?;
        index(
            manager,
            "conversations",
            newest_first(["account_id", "business_id"], "last_message_at"),
            IndexKind::default(),
        )
        .await?;
        index(
            manager,
            "conversations",
            newest_first(["account_id"], "last_message_at"),
            IndexKind::default(),
        )
        .await?;
        index(
            manager,
            "conversations",
            newest_first(["account_id"], "created_at"),
            IndexKind::default(),
        )
        .await?;
        soft_deletion_index(manager, "conversations").await?;
        track(
            manager,
            "conversations",
            Tracking { untracked: &["message_count", "last_message_at"], ..Tracking::default() },
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tenant_table(manager, "conversations").await
    }
}
