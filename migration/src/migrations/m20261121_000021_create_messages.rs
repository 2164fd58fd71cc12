//! The messages of a conversation, each written once but for its feedback.

use sea_orm_migration::{
    prelude::*,
    schema::{
        decimal_len_null, integer, integer_null, json_binary_null, small_integer_null,
        string_len_null, text, uuid,
    },
};

use crate::schema::{
    IndexKind, OnDelete, Tracking, append_only, at_least, columns, create_tenant_table,
    drop_tenant_table, index, json_object, one_of, reference, soft_deletable, soft_deletion_index,
    tenant_table, track, within,
};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut table = tenant_table("messages");
        soft_deletable(&mut table);
        table
            .col(uuid("conversation_id"))
            .col(integer("position"))
            .col(one_of("messages", "role", &["user", "assistant", "system", "tool"]))
            .col(text("content"))
            .col(json_object("metadata"))
            .col(string_len_null("ai_model", 100))
            .col(integer_null("processing_time_ms"))
            .col(json_binary_null("token_usage"))
            .col(json_binary_null("sources_used"))
            .col(json_binary_null("citations"))
            .col(decimal_len_null("confidence_score", 3, 2))
            .col(small_integer_null("user_feedback"))
            .col(ColumnDef::new("search").custom("tsvector").generated(
                Expr::cust(
                    "annals.search_text(coalesce(metadata ->> 'language', 'en'), NULL, content)",
                ),
                true,
            ))
            .check(at_least("messages", "processing_time_ms", 0))
            .check(within("messages", "confidence_score", 0, 1))
            .check(within("messages", "user_feedback", -1, 5));
        create_tenant_table(manager, &table).await?;
        reference(manager, ("messages", "conversation_id"), "conversations", OnDelete::Cascade)
            .await?;
        index(
            manager,
            "messages",
            columns(["account_id", "conversation_id", "position"]),
            IndexKind::UNIQUE_LIVING,
        )
        .await?;
        index(
            manager,
            "messages",
            columns(["account_id", "conversation_id", "created_at", "id"]),
            IndexKind::default(),
        )
        .await?;
        let answers = IndexKind::only_where("token_usage IS NOT NULL");
        index(manager, "messages", columns(["account_id", "created_at"]), answers).await?;
        index(manager, "messages", columns(["account_id", "search"]), IndexKind::TEXT).await?;
        soft_deletion_index(manager, "messages").await?;
        track(
            manager,
            "messages",
            Tracking {
                bulky: &["content", "token_usage", "sources_used", "citations"],
                ..Tracking::default()
            },
        )
        .await?;
        append_only(manager, "messages", &["user_feedback"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tenant_table(manager, "messages").await
    }
}
