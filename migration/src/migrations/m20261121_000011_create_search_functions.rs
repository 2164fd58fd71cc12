//! What a full-text search finds a row by.

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
            ],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_functions(
            manager,
            &[
                "search_text(text, text, text)",
                "search_entry(text, text, text, jsonb)",
                "searchable(text)",
                "text_search_config(text)",
            ],
        )
        .await
    }
}
