//! An application's own tables: comments on entries that answer each other, two tables in a circle,
//! and rows that hang on comments in every way.

use annals::migration::schema::{self, IndexKind, OnDelete, Tracking};
use sea_orm_migration::{
    prelude::*,
    schema::{string_len_null, uuid_null},
};

pub(super) struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(CreateTables)]
    }
}

#[derive(DeriveMigrationName)]
struct CreateTables;

/// What the builder has no words for: a pair key in the other order, SET NULL of one column, an index
/// on an expression, a table without an id and one that needs quotes.
const MORE: &str = r#"
ALTER TABLE comments ADD CONSTRAINT fk_comments_parent_id
  FOREIGN KEY (parent_id, account_id) REFERENCES comments (id, account_id) ON DELETE CASCADE;
CREATE UNIQUE INDEX idx_comments_slug ON comments (account_id, lower(slug)) WHERE deleted_at IS NULL;
ALTER TABLE bookmarks ADD CONSTRAINT fk_bookmarks_comment_id
  FOREIGN KEY (account_id, comment_id) REFERENCES comments (account_id, id) ON DELETE SET NULL (comment_id);
CREATE TABLE "Words of comments" (
  account_id uuid NOT NULL, "the comment" uuid NOT NULL, word text NOT NULL,
  PRIMARY KEY (account_id, "the comment", word),
  FOREIGN KEY ("the comment", account_id) REFERENCES comments (id, account_id) ON DELETE CASCADE
);
SELECT annals.isolate('"Words of comments"');"#;

#[async_trait::async_trait]
impl MigrationTrait for CreateTables {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let softly = [("comments", "parent_id"), ("teams", "lead_id"), ("members", "team_id")];
        for (name, column) in softly {
            let mut table = schema::tenant_table(name);
            schema::soft_deletable(&mut table);
            table.col(uuid_null(column)).col(uuid_null("entry_id"));
            table.col(string_len_null("slug", 50));
            schema::create_tenant_table(manager, &table).await?;
            schema::soft_deletion_index(manager, name).await?;
            let entries = ("annals", "journal_entries");
            schema::reference(manager, (name, "entry_id"), entries, OnDelete::Cascade).await?;
        }
        for name in ["bookmarks", "pins"] {
            let mut table = schema::tenant_table(name);
            table.col(uuid_null("comment_id"));
            schema::create_tenant_table(manager, &table).await?;
        }
        schema::reference(manager, ("teams", "lead_id"), "members", OnDelete::Cascade).await?;
        schema::reference(manager, ("members", "team_id"), "teams", OnDelete::Cascade).await?;
        schema::reference(manager, ("pins", "comment_id"), "comments", OnDelete::Refuse).await?;
        let by_slug = schema::columns(["account_id", "slug"]);
        schema::index(manager, "teams", by_slug, IndexKind::UNIQUE_LIVING).await?;
        manager.get_connection().execute_unprepared(MORE).await?;
        for name in ["comments", "teams", "members", "bookmarks", "pins"] {
            schema::track(manager, name, Tracking::default()).await?;
        }
        Ok(())
    }
}
