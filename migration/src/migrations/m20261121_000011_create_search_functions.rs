//! What a full-text search finds a row by, and what it asks.

use sea_orm_migration::prelude::*;

use crate::schema::{create_functions, drop_functions};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create_functions(
            manager,
            &[
                include_str!("../sql/text_search_config.sql"),
                include_str!("../sql/searchable.sql"),
                include_str!("../sql/search_entry.sql"),
                include_str!("../sql/search_text.sql"),
                include_str!("../sql/search_configs.sql"),
                include_str!("../sql/prefix_query.sql"),
                include_str!("../sql/search_queries.sql"),
                include_str!("../sql/search_query.sql"),
                include_str!("../sql/search_snippet.sql"),
                include_str!("../sql/entry_text.sql"),
                include_str!("../sql/trigram_schema.sql"),
                include_str!("../sql/nearest_words.sql"),
            ],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_functions(
            manager,
            &[
                "nearest_words(text[], text[])",
                "trigram_schema()",
                "entry_text(text, jsonb)",
                "search_snippet(regconfig, text, tsquery, boolean)",
                "search_query(tsquery[], regconfig)",
                "search_queries(text, boolean, text)",
                "prefix_query(regconfig, text)",
                "search_configs()",
                "search_text(text, text, text)",
                "search_entry(text, text, text, jsonb)",
                "searchable(text)",
                "text_search_config(text)",
            ],
        )
        .await
    }
}
