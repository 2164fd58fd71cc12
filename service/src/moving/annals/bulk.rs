//! Many new entries in one statement, with their sentiments.

use annals_entity::users;
use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::json;
use uuid::Uuid;

use super::{
    super::StoredEntry,
    write::{confidence, kept_in_raw_data},
};
use crate::{
    array::Columns,
    database::{Transaction, query},
    error::Result,
    write::require_all_living,
};

/// Each column is one array, so the statement's text is the same for every number of rows. Conflicts by
/// `pk_journal_entries`. The triggers record each row.
const ADD: &str = "
WITH new AS MATERIALIZED (
  SELECT * FROM unnest($3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::timestamptz[],
                       $9::timestamptz[], $10::text[], $11::numeric[])
    AS new (id, content, raw_data, metadata, status, created_at, updated_at, sentiment, confidence)
), added AS (
  INSERT INTO annals.journal_entries
    (account_id, id, user_id, content, raw_data, metadata, processing_status, created_at, updated_at)
  SELECT $1, id, $2, content, raw_data::jsonb, metadata::jsonb, status, created_at, updated_at FROM new ORDER BY id
      ON CONFLICT (account_id, id) DO NOTHING
  RETURNING id
), analysed AS (
  INSERT INTO annals.processed_content (account_id, journal_id, user_id, task_type, processed_data, confidence_score)
  SELECT $1, id, $2, 'sentiment_analysis', sentiment::jsonb, confidence FROM new JOIN added USING (id)
   WHERE sentiment IS NOT NULL
)
SELECT id FROM added";

pub(super) async fn add_missing(
    tx: &Transaction<'_>,
    user: Uuid,
    entries: &[StoredEntry],
) -> Result<Vec<Uuid>> {
    require_all_living::<users::Entity>(tx, [user]).await?;
    let column = Columns(entries);
    let values = [
        tx.context().account_id.into(),
        user.into(),
        column.of(|entry| entry.id),
        column.of(|entry| entry.content.clone()),
        column.of(|entry| kept_in_raw_data(entry).to_string()),
        column.of(|entry| json!(entry.metadata).to_string()),
        column.of(|entry| entry.processing_status.as_str().to_owned()),
        column.nullable(|entry| Some(text(entry.created_at))),
        column.nullable(|entry| Some(text(entry.updated_at))),
        column.nullable(|entry| entry.sentiment().map(|found| json!(found).to_string())),
        column.nullable(|entry| entry.sentiment().and_then(confidence)),
    ];
    let mut added = Vec::new();
    for row in query(tx, ADD, values).await? {
        added.push(row.try_get("", "id")?);
    }
    Ok(added)
}

fn text(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Micros, true)
}
