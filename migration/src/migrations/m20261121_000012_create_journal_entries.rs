//! Journal entries: whatever JSON an application keeps, with what is asked of it often beside it.

use sea_orm_migration::{
    prelude::*,
    schema::{
        boolean, date_null, decimal_len_null, integer, json_binary, string_len, string_len_null,
        text_null, timestamp_with_time_zone_null, uuid,
    },
};

use crate::schema::{
    IndexKind, OnDelete, Tracking, columns, create_functions, create_tenant_table, drop_functions,
    drop_tenant_table, execute, index, json_list, json_object, newest_first, one_of, reference,
    soft_deletable, soft_deletion_index, tenant_table, track, within,
};

const COUNT_WORDS: &str = "CREATE TRIGGER count_words BEFORE INSERT OR UPDATE OF content
  ON journal_entries FOR EACH ROW EXECUTE FUNCTION annals.count_words()";

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut table = tenant_table("journal_entries");
        soft_deletable(&mut table);
        table
            .col(uuid("user_id"))
            .col(string_len_null("title", 500))
            .col(text_null("content"))
            .col(json_binary("raw_data"))
            .col(string_len("entry_type", 50).default("text"))
            .col(date_null("entry_date"))
            .col(decimal_len_null("mood_score", 4, 2))
            .col(integer("word_count").default(0))
            .col(string_len("language", 10).default("en"))
            .col(json_list("tags"))
            .col(json_list("categories"))
            .col(boolean("is_private").default(true))
            .col(json_object("metadata"))
            .col(
                one_of(
                    "journal_entries",
                    "processing_status",
                    &["pending", "processing", "completed", "failed"],
                )
                .default("pending")
                .take(),
            )
            .col(text_null("claimed_by"))
            .col(timestamp_with_time_zone_null("claimed_until"))
            .col(integer("attempts").default(0))
            .col(text_null("error_message"))
            .col(ColumnDef::new("search").custom("tsvector").generated(
                Expr::cust("annals.search_entry(language, title, content, raw_data)"),
                true,
            ))
            .check(within("journal_entries", "mood_score", 0, 10));
        create_tenant_table(manager, &table).await?;
        reference(manager, ("journal_entries", "user_id"), "users", OnDelete::Cascade).await?;
        index(
            manager,
            "journal_entries",
            newest_first(["account_id"], "created_at"),
            IndexKind::default(),
        )
        .await?;
        index(
            manager,
            "journal_entries",
            newest_first(["account_id", "user_id"], "created_at"),
            IndexKind::default(),
        )
        .await?;
        index(
            manager,
            "journal_entries",
            columns(["account_id", "user_id", "entry_date", "id"]),
            IndexKind::default(),
        )
        .await?;
        index(
            manager,
            "journal_entries",
            columns(["account_id", "raw_data"]),
            IndexKind::JSON_KEYS,
        )
        .await?;
        index(manager, "journal_entries", columns(["account_id", "tags"]), IndexKind::JSON_PATHS)
            .await?;
        index(manager, "journal_entries", columns(["account_id", "search"]), IndexKind::TEXT)
            .await?;
        soft_deletion_index(manager, "journal_entries").await?;
        let pending = IndexKind::only_where("processing_status = 'pending'");
        let queue = columns(["account_id", "processing_status", "created_at", "id"]);
        index(manager, "journal_entries", queue, pending).await?;
        let claimed = IndexKind::only_where("processing_status = 'processing'");
        let leases = columns(["account_id", "claimed_until"]);
        index(manager, "journal_entries", leases, claimed).await?;
        create_functions(manager, &[include_str!("../sql/count_words.sql")]).await?;
        execute(manager, COUNT_WORDS).await?;
        track(
            manager,
            "journal_entries",
            Tracking {
                untracked: &["search", "word_count", "claimed_by", "claimed_until", "attempts"],
                ..Tracking::default()
            },
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tenant_table(manager, "journal_entries").await?;
        drop_functions(manager, &["count_words()"]).await
    }
}
