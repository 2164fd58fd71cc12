//! Reading entries, each with its latest sentiment, in one statement.

use std::sync::LazyLock;

use annals_entity::values::{ProcessingStatus, UnknownValue};
use chrono::{DateTime, Utc};
use sea_orm::{DbErr, QueryResult};
use serde_json::Value;
use uuid::Uuid;

use super::super::{ProcessingResult, SentimentResult, StoredEntry};
use crate::{
    array::Columns,
    database::{Executor, Sql},
    error::Result,
};

/// The sentiment by `idx_processed_content_journal_id`. `coalesce` keeps a condition from being looked up
/// by an index that leads to all rows of the account of that kind, or to all of the user.
macro_rules! entries {
    ($rest:literal) => {
        entries!("annals.journal_entries e", $rest)
    };
    ($from:literal, $rest:literal) => {
        concat!(
            "
SELECT e.id, e.content, e.metadata, e.processing_status, e.created_at, e.updated_at,
       e.raw_data ->> 'timestamp' AS timestamp, (e.raw_data -> 'processing_result')::text AS result,
       s.processed_data::text AS sentiment
  FROM ",
            $from,
            "
  LEFT JOIN LATERAL (
    SELECT p.processed_data FROM annals.processed_content p
     WHERE p.account_id = e.account_id AND p.journal_id = e.id AND coalesce(p.task_type = 'sentiment_analysis', false)
       AND p.deleted_at IS NULL AND (p.expires_at IS NULL OR p.expires_at > now())
     ORDER BY p.created_at DESC, p.id DESC LIMIT 1) s ON true
 WHERE e.deleted_at IS NULL AND e.content IS NOT NULL AND ",
            $rest
        )
    };
}

/// By `pk_journal_entries`.
static ONE: LazyLock<Sql> = LazyLock::new(|| {
    Sql::new(entries!("coalesce(e.user_id = $1, false) AND e.id = $2").to_owned(), 2)
});

/// By `pk_journal_entries`, a look for each: one look for all of them PostgreSQL 18 would rather do by
/// walking through another index of the account, which ends in the id.
static MANY: LazyLock<Sql> = LazyLock::new(|| {
    let wanted = entries!(
        "unnest($2::uuid[]) wanted (id) CROSS JOIN LATERAL (
    SELECT * FROM annals.journal_entries j WHERE j.id = wanted.id LIMIT 1) e",
        "coalesce(e.user_id = $1, false)"
    );
    Sql::new(wanted.to_owned(), 2)
});

/// By `pk_journal_entries`, in its order.
static AFTER: LazyLock<Sql> = LazyLock::new(|| {
    Sql::new(
        entries!(
            "coalesce(e.user_id = $1, false) AND e.id > $2 ORDER BY e.account_id, e.id LIMIT $3"
        )
        .to_owned(),
        3,
    )
});

/// By `idx_journal_entries_user_id_created_at`, in its order.
static ALL: LazyLock<Sql> = LazyLock::new(|| {
    Sql::new(entries!("e.user_id = $1 ORDER BY e.created_at DESC, e.id DESC").to_owned(), 1)
});

/// By an index that begins with the user: `idx_journal_entries_user_id_created_at` or
/// `idx_journal_entries_user_id_entry_date`.
static COUNT: LazyLock<Sql> = LazyLock::new(|| {
    let select = "SELECT count(*) AS number FROM annals.journal_entries
                   WHERE user_id = $1 AND deleted_at IS NULL AND content IS NOT NULL";
    Sql::new(select.to_owned(), 1)
});

pub(super) async fn one(
    executor: &impl Executor,
    user: Uuid,
    id: Uuid,
) -> Result<Option<StoredEntry>> {
    let rows = ONE.fetch(executor, vec![user.into(), id.into()]).await?;
    rows.first().map(entry).transpose()
}

pub(super) async fn many(
    executor: &impl Executor,
    user: Uuid,
    ids: &[Uuid],
) -> Result<Vec<StoredEntry>> {
    let values = vec![user.into(), Columns(ids).of(|id| *id)];
    MANY.fetch(executor, values).await?.iter().map(entry).collect()
}

pub(super) async fn after(
    executor: &impl Executor,
    user: Uuid,
    after: Option<Uuid>,
    most: u32,
) -> Result<Vec<StoredEntry>> {
    let values = vec![user.into(), after.unwrap_or_default().into(), i64::from(most).into()];
    AFTER.fetch(executor, values).await?.iter().map(entry).collect()
}

pub(super) async fn all(executor: &impl Executor, user: Uuid) -> Result<Vec<StoredEntry>> {
    ALL.fetch(executor, vec![user.into()]).await?.iter().map(entry).collect()
}

pub(super) async fn count(executor: &impl Executor, user: Uuid) -> Result<u64> {
    let rows = COUNT.fetch(executor, vec![user.into()]).await?;
    let number: i64 = rows.first().map_or(Ok(0), |row| row.try_get("", "number"))?;
    Ok(number.unsigned_abs())
}

fn entry(row: &QueryResult) -> Result<StoredEntry> {
    let created_at: DateTime<Utc> = row.try_get("", "created_at")?;
    let timestamp: Option<String> = row.try_get("", "timestamp")?;
    let written = timestamp.and_then(|text| DateTime::parse_from_rfc3339(&text).ok());
    let status: String = row.try_get("", "processing_status")?;
    let status: ProcessingStatus =
        status.parse().map_err(|unknown: UnknownValue| DbErr::Type(unknown.to_string()))?;
    let metadata = match row.try_get("", "metadata")? {
        Value::Object(fields) => fields,
        _ => serde_json::Map::new(),
    };
    Ok(StoredEntry {
        id: row.try_get("", "id")?,
        content: row.try_get("", "content")?,
        timestamp: written.map_or(created_at, |time| time.to_utc()),
        created_at,
        updated_at: row.try_get("", "updated_at")?,
        processing_status: status,
        metadata,
        processing_result: result(row, status)?,
    })
}

/// An application may have given an entry a `raw_data` and analyses of its own: what is no record of ours
/// is not read. A sentiment that a worker recorded is one.
fn result(row: &QueryResult, status: ProcessingStatus) -> Result<Option<ProcessingResult>> {
    let result: Option<String> = row.try_get("", "result")?;
    let sentiment: Option<String> = row.try_get("", "sentiment")?;
    let found: Option<SentimentResult> =
        sentiment.and_then(|text| serde_json::from_str(&text).ok());
    let rest = result.and_then(|text| serde_json::from_str(&text).ok());
    Ok(match (rest, found) {
        (None, None) => None,
        (rest, sentiment_result) => {
            let unsaid = ProcessingResult {
                status,
                sentiment_result: None,
                processed_at: None,
                processing_time: None,
                error: None,
            };
            Some(ProcessingResult { sentiment_result, ..rest.unwrap_or(unsaid) })
        }
    })
}
