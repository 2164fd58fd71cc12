//! Businesses: what an advisor is asked about.

use sea_orm_migration::{
    prelude::*,
    schema::{string_len, string_len_null, uuid},
};

use crate::schema::{
    IndexKind, OnDelete, Tracking, create_functions, create_tenant_table, drop_functions,
    drop_tenant_table, index, json_object, newest_first, reference, soft_deletable,
    soft_deletion_index, tenant_table, track,
};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut table = tenant_table("businesses");
        soft_deletable(&mut table);
        table
            .col(uuid("user_id"))
            .col(string_len("name", 255))
            .col(string_len_null("industry", 100))
            .col(string_len("stage", 50).default("idea"))
            .col(json_object("context"));
        create_tenant_table(manager, &table).await?;
        reference(manager, ("businesses", "user_id"), "users", OnDelete::Cascade).await?;
        index(
            manager,
            "businesses",
            newest_first(["account_id", "user_id"], "created_at"),
            IndexKind::default(),
        )
        .await?;
        index(
            manager,
            "businesses",
            newest_first(["account_id", "stage"], "created_at"),
            IndexKind::default(),
        )
        .await?;
        index(
            manager,
            "businesses",
            newest_first(["account_id"], "created_at"),
            IndexKind::default(),
        )
        .await?;
        soft_deletion_index(manager, "businesses").await?;
        create_functions(
            manager,
            &[include_str!("../sql/merge_at.sql"), include_str!("../sql/is_passable.sql")],
        )
        .await?;
        track(manager, "businesses", Tracking::default()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tenant_table(manager, "businesses").await?;
        drop_functions(manager, &["is_passable(jsonb, text[])", "merge_at(jsonb, text[], jsonb)"])
            .await
    }
}
