//! What each table, column and index is for, as comments in the database: `\d+` shows them, and
//! `docs/schema.md` is made of them.

use sea_orm_migration::prelude::*;

use crate::schema::execute;

/// One family of tables each. What recurs comes first, for a table may put it differently.
const COMMENTS: [&str; 5] = [
    include_str!("../sql/comments/identity.sql"),
    include_str!("../sql/comments/journal.sql"),
    include_str!("../sql/comments/documents.sql"),
    include_str!("../sql/comments/conversations.sql"),
    include_str!("../sql/comments/records.sql"),
];

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        execute(manager, include_str!("../sql/comments/recurring.sql")).await?;
        for statement in COMMENTS.iter().flat_map(|family| family.split_terminator(";\n")) {
            execute(manager, statement).await?;
        }
        execute(manager, include_str!("../sql/comments/indexes.sql")).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        execute(manager, include_str!("../sql/comments/remove.sql")).await
    }
}
