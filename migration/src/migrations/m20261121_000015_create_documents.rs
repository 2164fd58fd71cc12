//! Documents: one of a type in a project, with its versions.

use sea_orm_migration::{
    prelude::*,
    schema::{integer, string_len, uuid, uuid_null},
};

use crate::schema::{
    IndexKind, OnDelete, Tracking, columns, create_tenant_table, drop_tenant_table, index,
    json_object, newest_first, reference, soft_deletable, soft_deletion_index, tenant_table, track,
};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut table = tenant_table("documents");
        soft_deletable(&mut table);
        table
            .col(uuid("project_id"))
            .col(string_len("document_type", 50))
            .col(string_len("title", 500))
            .col(integer("current_version").default(0))
            .col(json_object("metadata"))
            .col(uuid_null("created_by"));
        create_tenant_table(manager, &table).await?;
        reference(manager, ("documents", "project_id"), "projects", OnDelete::Cascade).await?;
        reference(manager, ("documents", "created_by"), "users", OnDelete::Refuse).await?;
        index(
            manager,
            "documents",
            columns(["account_id", "project_id", "document_type"]),
            IndexKind::UNIQUE_LIVING,
        )
        .await?;
        index(
            manager,
            "documents",
            newest_first(["account_id", "project_id"], "created_at"),
            IndexKind::default(),
        )
        .await?;
        index(
            manager,
            "documents",
            newest_first(["account_id"], "created_at"),
            IndexKind::default(),
        )
        .await?;
        index(manager, "documents", columns(["account_id", "created_by"]), IndexKind::default())
            .await?;
        soft_deletion_index(manager, "documents").await?;
        track(manager, "documents", Tracking::default()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tenant_table(manager, "documents").await
    }
}
