//! Projects: what documents, agent runs and exports belong to.

use sea_orm_migration::{
    prelude::*,
    schema::{integer, string_len, uuid_null},
};

use crate::schema::{
    IndexKind, OnDelete, Tracking, create_tenant_table, drop_tenant_table, index, json_object,
    newest_first, one_of, reference, soft_deletable, soft_deletion_index, tenant_table, track,
    within,
};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut table = tenant_table("projects");
        soft_deletable(&mut table);
        table
            .col(string_len("name", 255))
            .col(
                one_of("projects", "status", &["draft", "active", "completed", "archived"])
                    .default("draft")
                    .take(),
            )
            .col(integer("current_step").default(1))
            .col(string_len("language", 10).default("en"))
            .col(json_object("metadata"))
            .col(uuid_null("created_by"))
            .check(within("projects", "current_step", 1, 4));
        create_tenant_table(manager, &table).await?;
        reference(manager, ("projects", "created_by"), "users", OnDelete::Refuse).await?;
        index(
            manager,
            "projects",
            newest_first(["account_id", "created_by", "status"], "updated_at"),
            IndexKind::default(),
        )
        .await?;
        index(
            manager,
            "projects",
            newest_first(["account_id"], "created_at"),
            IndexKind::default(),
        )
        .await?;
        soft_deletion_index(manager, "projects").await?;
        track(manager, "projects", Tracking::default()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tenant_table(manager, "projects").await
    }
}
