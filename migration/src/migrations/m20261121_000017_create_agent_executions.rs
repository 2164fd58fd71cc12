//! Runs of agents on a project.

use sea_orm_migration::{
    prelude::*,
    schema::{
        json_binary_null, string_len, text_null, timestamp_with_time_zone,
        timestamp_with_time_zone_null, uuid,
    },
};

use crate::schema::{
    IndexKind, OnDelete, Tracking, columns, create_tenant_table, drop_tenant_table, index,
    newest_first, one_of, reference, soft_deletable, soft_deletion_index, tenant_table, track,
};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut table = tenant_table("agent_executions");
        soft_deletable(&mut table);
        table
            .col(uuid("project_id"))
            .col(string_len("agent_type", 50))
            .col(uuid("correlation_id"))
            .col(json_binary_null("input_data"))
            .col(json_binary_null("output_data"))
            .col(
                one_of(
                    "agent_executions",
                    "status",
                    &["pending", "running", "completed", "failed", "cancelled"],
                )
                .default("pending")
                .take(),
            )
            .col(text_null("error_message"))
            .col(timestamp_with_time_zone("started_at").default(Expr::current_timestamp()))
            .col(timestamp_with_time_zone_null("completed_at"));
        create_tenant_table(manager, &table).await?;
        reference(manager, ("agent_executions", "project_id"), "projects", OnDelete::Cascade)
            .await?;
        index(
            manager,
            "agent_executions",
            newest_first(["account_id", "project_id"], "started_at"),
            IndexKind::default(),
        )
        .await?;
        index(
            manager,
            "agent_executions",
            newest_first(["account_id"], "started_at"),
            IndexKind::default(),
        )
        .await?;
        index(
            manager,
            "agent_executions",
            columns(["account_id", "correlation_id"]),
            IndexKind::default(),
        )
        .await?;
        index(
            manager,
            "agent_executions",
            columns(["account_id", "status", "started_at", "id"]),
            IndexKind::default(),
        )
        .await?;
        soft_deletion_index(manager, "agent_executions").await?;
        track(
            manager,
            "agent_executions",
            Tracking { bulky: &["input_data", "output_data"], ..Tracking::default() },
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tenant_table(manager, "agent_executions").await
    }
}
