//! What a user's entries add up to, in one statement.

use std::sync::LazyLock;

use rust_decimal::{Decimal, prelude::ToPrimitive};
use sea_orm::QueryResult;
use uuid::Uuid;

use super::super::EntryStatistics;
use crate::{
    database::{Executor, Sql},
    error::Result,
};

/// Entries by an index that begins with the user, `idx_journal_entries_user_id_created_at` or
/// `idx_journal_entries_user_id_entry_date`, sentiments by `idx_processed_content_journal_id`.
/// A sentiment counts that is one of a record: `SentimentResult` reads the same.
const STATISTICS: &str = "
WITH entries AS MATERIALIZED (
  SELECT e.processing_status AS status, e.created_at, char_length(e.content) AS characters,
         e.raw_data -> 'processing_result' AS result, s.processed_data AS sentiment
    FROM annals.journal_entries e
    LEFT JOIN LATERAL (
      SELECT p.processed_data FROM annals.processed_content p
       WHERE p.account_id = e.account_id AND p.journal_id = e.id AND coalesce(p.task_type = 'sentiment_analysis', false)
         AND p.deleted_at IS NULL AND (p.expires_at IS NULL OR p.expires_at > now())
       ORDER BY p.created_at DESC, p.id DESC LIMIT 1) s ON true
   WHERE e.user_id = $1 AND e.deleted_at IS NULL AND e.content IS NOT NULL
), labels AS (
  SELECT sentiment ->> 'label' AS label, count(*) AS number FROM entries
   WHERE jsonb_typeof(sentiment -> 'label') = 'string' AND jsonb_typeof(sentiment -> 'score') = 'number'
     AND jsonb_typeof(sentiment -> 'confidence') = 'number' AND jsonb_typeof(sentiment -> 'processed_at') = 'string'
   GROUP BY 1
)
SELECT count(*) AS total,
       count(*) FILTER (WHERE status = 'pending') AS pending,
       count(*) FILTER (WHERE status = 'processing') AS processing,
       count(*) FILTER (WHERE status = 'completed') AS completed,
       count(*) FILTER (WHERE status = 'failed') AS failed,
       count(*) FILTER (WHERE result ->> 'status' = 'completed') AS processed,
       coalesce(sum(CASE WHEN result ->> 'status' = 'completed' AND jsonb_typeof(result -> 'processing_time') = 'number'
                         THEN (result ->> 'processing_time')::numeric END), 0) AS processing_time,
       coalesce(sum(characters), 0)::bigint AS characters,
       min(created_at) AS oldest, max(created_at) AS newest,
       (SELECT coalesce(jsonb_object_agg(label, number), '{}') FROM labels)::text AS labels
  FROM entries";

static SUMS: LazyLock<Sql> = LazyLock::new(|| Sql::new(STATISTICS.to_owned(), 1));

pub(super) async fn of(executor: &impl Executor, user: Uuid) -> Result<EntryStatistics> {
    let rows = SUMS.fetch(executor, vec![user.into()]).await?;
    rows.first().map_or_else(|| Ok(EntryStatistics::default()), sums)
}

fn sums(row: &QueryResult) -> Result<EntryStatistics> {
    let count =
        |column: &str| -> Result<u64> { Ok(row.try_get::<i64>("", column)?.unsigned_abs()) };
    let processing_time: Decimal = row.try_get("", "processing_time")?;
    let labels: String = row.try_get("", "labels")?;
    Ok(EntryStatistics {
        total: count("total")?,
        pending: count("pending")?,
        processing: count("processing")?,
        completed: count("completed")?,
        failed: count("failed")?,
        processed: count("processed")?,
        processing_time: processing_time.to_u128().unwrap_or_default(),
        characters: count("characters")?,
        oldest: row.try_get("", "oldest")?,
        newest: row.try_get("", "newest")?,
        labels: serde_json::from_str(&labels).unwrap_or_default(),
    })
}
