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
    json_object, newest_first, one_of, reference, soft_deletable, soft_deletion_index,
    tenant_table, track,
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
        for listed in [
            newest_first(["account_id"], "created_at"),
            newest_first(["account_id", "project_id"], "created_at"),
            newest_first(["account_id", "status"], "created_at"),
        ] {
            index(manager, "exports", listed, IndexKind::default()).await?;
        }
        let completed = IndexKind::only_where("status = 'completed'");
        let expiry = columns(["account_id", "expires_at", "id"]);
        index(manager, "exports", expiry, completed).await?;
        let claimed = IndexKind::only_where("status = 'running'");
        let leases = columns(["account_id", "claimed_until"]);
        index(manager, "exports", leases, claimed).await?;
        soft_deletion_index(manager, "exports").await?;
        track(
            manager,
            "exports",
            Tracking {
                untracked: &["claimed_by", "claimed_until", "attempts"],
                ..Tracking::default()
            },
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tenant_table(manager, "exports").await
    }
}
