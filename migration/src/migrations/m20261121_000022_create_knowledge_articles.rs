//! Knowledge articles: global, written by operators and read by all.

use sea_orm_migration::{
    prelude::*,
    schema::{
        integer, string_len, string_len_null, text, text_null, timestamp_with_time_zone, uuid,
    },
};

use crate::schema::{
    IndexKind, Tracking, columns, create_functions, drop_functions, drop_tenant_table, execute,
    index, json_list, one_of, track,
};

/// Everybody reads, operators write, and an application counts what it uses.
const GRANTS: [&str; 4] = [
    "GRANT SELECT ON knowledge_articles TO annals_app, annals_reader",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON knowledge_articles TO annals_operator",
    "REVOKE EXECUTE ON FUNCTION annals.record_use(uuid[]) FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION annals.record_use(uuid[]) TO annals_app, annals_operator",
];

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("knowledge_articles")
            .col(uuid("id").default(Expr::cust("annals.uuid_v7()")))
            .col(timestamp_with_time_zone("created_at").default(Expr::current_timestamp()))
            .col(timestamp_with_time_zone("updated_at").default(Expr::current_timestamp()))
            .col(string_len("category", 100))
            .col(string_len_null("subcategory", 100))
            .col(string_len("content_type", 50))
            .col(string_len("title", 500))
            .col(text("content"))
            .col(text_null("summary"))
            .col(string_len_null("source", 500))
            .col(
                one_of(
                    "knowledge_articles",
                    "evidence_level",
                    &["theoretical", "low", "moderate", "high"],
                )
                .default("moderate")
                .take(),
            )
            .col(json_list("tags"))
            .col(json_list("keywords"))
            .col(integer("usage_count").default(0))
            .col(
                ColumnDef::new("search")
                    .custom("tsvector")
                    .generated(Expr::cust("annals.search_text('en', title, content)"), true),
            )
            .primary_key(Index::create().name("pk_knowledge_articles").col("id"))
            .take();
        manager.create_table(table).await?;
        execute(manager, "SELECT annals.replicate('knowledge_articles')").await?;
        index(manager, "knowledge_articles", columns(["category", "title"]), IndexKind::UNIQUE)
            .await?;
        index(
            manager,
            "knowledge_articles",
            columns(["category", "evidence_level"]),
            IndexKind::default(),
        )
        .await?;
        index(manager, "knowledge_articles", columns(["search"]), IndexKind::TEXT).await?;
        index(manager, "knowledge_articles", columns(["tags"]), IndexKind::JSON_PATHS).await?;
        let tracking = Tracking { untracked: &["usage_count", "search"], ..Tracking::default() };
        track(manager, "knowledge_articles", tracking).await?;
        create_functions(manager, &[include_str!("../sql/record_use.sql")]).await?;
        for grant in GRANTS {
            execute(manager, grant).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_functions(manager, &["record_use(uuid[])"]).await?;
        drop_tenant_table(manager, "knowledge_articles").await
    }
}
