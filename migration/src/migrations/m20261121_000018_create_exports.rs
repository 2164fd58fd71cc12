//! Exports of a project to files.

use sea_orm_migration::{
    prelude::*,
    schema::{
        integer, string_len, text_null, timestamp_with_time_zone, timestamp_with_time_zone_null,
        uuid,
    },
};

use crate::schema::{
    IndexKind, OnDelete, Tracking, columns, create_tenant_table, drop_tenant_table, index,
    json_object, one_of, reference, soft_deletable, soft_deletion_index, tenant_table, track,
};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut table = tenant_table("exports");
        soft_deletable(&mut table);
        table
            .col(uuid("project_id"))
            .col(string_len("format", 20))
            .col(
                one_of("exports", "status", &["pending", "running", "completed", "failed"])
                    .default("pending")
                    .take(),
            )
            .col(text_null("file_path"))
            .col(json_object("manifest"))
            .col(text_null("error_message"))
            .col(text_null("claimed_by"))
            .col(timestamp_with_time_zone_null("claimed_until"))
            .col(integer("attempts").default(0))
            .col(timestamp_with_time_zone_null("completed_at"))
            .col(
                timestamp_with_time_zone("expires_at")
                    .default(Expr::cust("now() + interval '24 hours'")),
            );
        create_tenant_table(manager, &table).await?;
        reference(manager, ("exports", "project_id"), "projects", OnDelete::Cascade).await?;
        index(manager, "exports", columns(["account_id", "project_id"]), IndexKind::default())
            .await?;
        index(
            manager,
            "exports",
            columns(["account_id", "expires_at"]),
            IndexKind::only_where("status = 'completed'"),
        )
        .await?;
        index(
            manager,
            "exports",
            columns(["account_id", "created_at"]),
            IndexKind::only_where("status = 'pending'"),
        )
        .await?;
        soft_deletion_index(manager, "exports").await?;
        track(manager, "exports", Tracking::default()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tenant_table(manager, "exports").await
    }
}
