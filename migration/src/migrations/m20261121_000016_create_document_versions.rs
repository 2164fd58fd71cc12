//! The versions of documents, each written once.

use sea_orm_migration::{
    prelude::*,
    schema::{integer, text, uuid, uuid_null, var_binary},
};

use crate::schema::{
    IndexKind, OnDelete, Tracking, append_only, columns, create_tenant_table, drop_tenant_table,
    index, json_object, reference, soft_deletable, soft_deletion_index, tenant_table, track,
};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut table = tenant_table("document_versions");
        soft_deletable(&mut table);
        table
            .col(uuid("document_id"))
            .col(integer("version"))
            .col(text("content"))
            .col(var_binary("content_sha256", 32))
            .col(json_object("metadata"))
            .col(uuid_null("created_by"))
            .col(ColumnDef::new("search").custom("tsvector").generated(
                Expr::cust(
                    "annals.search_text(coalesce(metadata ->> 'language', 'en'), NULL, content)",
                ),
                true,
            ));
        create_tenant_table(manager, &table).await?;
        reference(manager, ("document_versions", "document_id"), "documents", OnDelete::Cascade)
            .await?;
        reference(manager, ("document_versions", "created_by"), "users", OnDelete::Refuse).await?;
        index(
            manager,
            "document_versions",
            columns(["account_id", "document_id", "version"]),
            IndexKind::UNIQUE_LIVING,
        )
        .await?;
        index(
            manager,
            "document_versions",
            // For lists by number, whose order ends in the id; and where the server thinks a document's
            // versions few, it takes this one for the unique one.
            columns(["account_id", "document_id", "version", "id", "created_at"]),
            IndexKind::default(),
        )
        .await?;
        index(
            manager,
            "document_versions",
            columns(["account_id", "created_by"]),
            IndexKind::default(),
        )
        .await?;
        index(manager, "document_versions", columns(["account_id", "search"]), IndexKind::TEXT)
            .await?;
        soft_deletion_index(manager, "document_versions").await?;
        track(
            manager,
            "document_versions",
            Tracking { bulky: &["content"], ..Tracking::default() },
        )
        .await?;
        append_only(manager, "document_versions", &["created_by"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tenant_table(manager, "document_versions").await
    }
}
