//! The same work by hand, in `sqlx`: as an engineer would write it who knows the schema and keeps its
//! promises.

pub(crate) mod revise;

use std::error::Error;

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde_json::Value;
use sqlx::{PgPool, Postgres, Row, postgres::PgRow, types::Json};
use uuid::Uuid;

/// A row, decoded.
#[expect(dead_code, reason = "decoding it is a part of the work")]
#[expect(clippy::struct_field_names, reason = "they are the columns' names")]
pub(crate) struct Entry {
    account_id: Uuid,
    pub(crate) id: Uuid,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    deleted_at: Option<DateTime<Utc>>,
    deletion_id: Option<Uuid>,
    user_id: Uuid,
    title: Option<String>,
    content: Option<String>,
    raw_data: String,
    entry_type: String,
    entry_date: Option<NaiveDate>,
    mood_score: Option<Decimal>,
    word_count: i32,
    language: String,
    tags: Json<Value>,
    categories: Json<Value>,
    is_private: bool,
    metadata: Json<Value>,
    processing_status: String,
    claimed_by: Option<String>,
    claimed_until: Option<DateTime<Utc>>,
    attempts: i32,
    row_version: i64,
    audit_id: Option<Uuid>,
    error_message: Option<String>,
}

const COLUMNS: &str = "account_id, id, created_at, updated_at, deleted_at, deletion_id, user_id, title, \
    content, raw_data::text, entry_type, entry_date, mood_score, word_count, language, tags, categories, \
    is_private, metadata, processing_status, claimed_by, claimed_until, attempts, row_version, audit_id, \
    error_message";

pub(crate) const GATE: &str =
    "WITH context AS MATERIALIZED (SELECT set_config('annals.account_id', $1, true) AS account_id)";

impl Entry {
    fn read(row: &PgRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            account_id: row.try_get(0)?,
            id: row.try_get(1)?,
            created_at: row.try_get(2)?,
            updated_at: row.try_get(3)?,
            deleted_at: row.try_get(4)?,
            deletion_id: row.try_get(5)?,
            user_id: row.try_get(6)?,
            title: row.try_get(7)?,
            content: row.try_get(8)?,
            raw_data: row.try_get(9)?,
            entry_type: row.try_get(10)?,
            entry_date: row.try_get(11)?,
            mood_score: row.try_get(12)?,
            word_count: row.try_get(13)?,
            language: row.try_get(14)?,
            tags: row.try_get(15)?,
            categories: row.try_get(16)?,
            is_private: row.try_get(17)?,
            metadata: row.try_get(18)?,
            processing_status: row.try_get(19)?,
            claimed_by: row.try_get(20)?,
            claimed_until: row.try_get(21)?,
            attempts: row.try_get(22)?,
            row_version: row.try_get(23)?,
            audit_id: row.try_get(24)?,
            error_message: row.try_get(25)?,
        })
    }
}

/// Whom the peer works for.
#[derive(Clone, Copy)]
pub(crate) struct Who {
    pub(crate) account: Uuid,
    pub(crate) user: Uuid,
}

pub(crate) type Transaction = sqlx::Transaction<'static, Postgres>;

pub(crate) async fn begin(pool: &PgPool, who: Who) -> Result<Transaction, sqlx::Error> {
    let mut tx = pool.begin().await?;
    sqlx::query(
        "SELECT set_config('annals.account_id', $1, true), set_config('annals.actor_id', $2, true), \
         set_config('annals.context', $3, true), set_config('statement_timeout', $4, true)",
    )
    .bind(who.account.to_string())
    .bind(who.user.to_string())
    .bind(r#"{"operation":"bench"}"#)
    .bind("30000")
    .execute(&mut *tx)
    .await?;
    Ok(tx)
}

/// The user must be there until the entries are.
async fn require_living(tx: &mut Transaction, who: Who) -> Result<(), sqlx::Error> {
    let sql = "SELECT id FROM annals.users \
               WHERE account_id = $1 AND id = $2 AND deleted_at IS NULL FOR SHARE";
    sqlx::query(sql).bind(who.account).bind(who.user).fetch_one(&mut **tx).await.map(drop)
}

async fn record(tx: &mut Transaction, entry: &Entry, operation: &str) -> Result<(), sqlx::Error> {
    sqlx::query(sqlx::AssertSqlSafe(format!(
        "INSERT INTO annals.audit_log (account_id, id, table_name, row_id, row_version, operation, image) \
         SELECT t.account_id, t.audit_id, 'journal_entries', t.id, t.row_version, '{operation}', \
         annals.image_journal_entries(to_jsonb(t)) FROM annals.journal_entries t \
         WHERE t.account_id = $1 AND t.id = $2"
    )))
    .bind(entry.account_id)
    .bind(entry.id)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(crate) async fn create(
    pool: &PgPool,
    who: Who,
    content: &str,
    raw: &str,
) -> Result<(), Box<dyn Error>> {
    let mut tx = begin(pool, who).await?;
    require_living(&mut tx, who).await?;
    let row = sqlx::query(sqlx::AssertSqlSafe(format!(
        "INSERT INTO annals.journal_entries (account_id, id, created_at, updated_at, user_id, title, content, \
         raw_data, entry_type, entry_date, mood_score, language, tags, categories, is_private, metadata, audit_id) \
         VALUES ($1, $2, $3, $3, $4, $5, $6, $7::jsonb, $8, $9, $10, $11, $12, $13, $14, $15, $16) RETURNING {COLUMNS}"
    )))
    .bind(who.account)
    .bind(Uuid::now_v7())
    .bind(Utc::now())
    .bind(who.user)
    .bind(None::<String>)
    .bind(content)
    .bind(raw)
    .bind("text")
    .bind(None::<NaiveDate>)
    .bind(None::<Decimal>)
    .bind("en")
    .bind(Json(serde_json::json!(["work"])))
    .bind(Json(serde_json::json!([])))
    .bind(true)
    .bind(Json(serde_json::json!({})))
    .bind(Uuid::now_v7())
    .fetch_one(&mut *tx)
    .await?;
    let entry = Entry::read(&row)?;
    record(&mut tx, &entry, "insert").await?;
    tx.commit().await?;
    Ok(())
}

pub(crate) async fn find(pool: &PgPool, who: Who, id: Uuid) -> Result<Entry, Box<dyn Error>> {
    let row = sqlx::query(sqlx::AssertSqlSafe(format!(
        "{GATE} SELECT {COLUMNS} FROM annals.journal_entries WHERE id = $2 AND deleted_at IS NULL \
         AND (SELECT account_id FROM context) IS NOT NULL"
    )))
    .bind(who.account.to_string())
    .bind(id)
    .fetch_one(pool)
    .await?;
    Ok(Entry::read(&row)?)
}

pub(crate) async fn list(
    pool: &PgPool,
    who: Who,
    limit: i64,
) -> Result<Vec<Entry>, Box<dyn Error>> {
    let rows = sqlx::query(sqlx::AssertSqlSafe(format!(
        "{GATE} SELECT {COLUMNS} FROM annals.journal_entries WHERE deleted_at IS NULL \
         AND (SELECT account_id FROM context) IS NOT NULL ORDER BY created_at DESC, id DESC LIMIT $2"
    )))
    .bind(who.account.to_string())
    .bind(limit)
    .fetch_all(pool)
    .await?;
    let entries: Result<_, sqlx::Error> = rows.iter().map(Entry::read).collect();
    Ok(entries?)
}

/// Rows that meet a condition on JSON: through the view, for the policy would forbid the index. One
/// row more than the page has, as Annals reads to know whether there is another page.
pub(crate) async fn filtered(
    pool: &PgPool,
    condition: &str,
    value: &str,
    page: u64,
) -> Result<Vec<Entry>, Box<dyn Error>> {
    let rows = sqlx::query(sqlx::AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM annals.scoped_journal_entries WHERE deleted_at IS NULL AND {condition} \
         ORDER BY created_at DESC, id DESC LIMIT $2"
    )))
    .bind(value)
    .bind(i64::try_from(page)? + 1)
    .fetch_all(pool)
    .await?;
    let entries: Result<_, sqlx::Error> = rows.iter().map(Entry::read).collect();
    Ok(entries?)
}

/// Rows that a text finds, ranked, with a snippet each: in one language, while Annals asks each row in its
/// own.
pub(crate) async fn search(
    pool: &PgPool,
    text: &str,
    page: u64,
) -> Result<Vec<Entry>, Box<dyn Error>> {
    let rows = sqlx::query(sqlx::AssertSqlSafe(format!(
        "SELECT {COLUMNS}, ts_headline('english', coalesce(content, '') || raw_data::text, query) FROM (
           SELECT e.*, q.query, ts_rank(e.search, q.query) AS rank
             FROM annals.scoped_journal_entries e, websearch_to_tsquery('english', $1) q (query)
            WHERE e.search @@ q.query AND e.deleted_at IS NULL
            ORDER BY rank DESC, e.id DESC LIMIT $2) found"
    )))
    .bind(text)
    .bind(i64::try_from(page)? + 1)
    .fetch_all(pool)
    .await?;
    let entries: Result<_, sqlx::Error> = rows.iter().map(Entry::read).collect();
    Ok(entries?)
}

pub(crate) async fn update(
    pool: &PgPool,
    who: Who,
    id: Uuid,
    version: i64,
    content: &str,
) -> Result<(), Box<dyn Error>> {
    let mut tx = begin(pool, who).await?;
    let row = sqlx::query(sqlx::AssertSqlSafe(format!(
        "UPDATE annals.journal_entries SET content = $1, updated_at = $2, audit_id = $3 \
         WHERE account_id = $4 AND id = $5 AND row_version = $6 AND deleted_at IS NULL RETURNING {COLUMNS}"
    )))
    .bind(content)
    .bind(Utc::now())
    .bind(Uuid::now_v7())
    .bind(who.account)
    .bind(id)
    .bind(version)
    .fetch_one(&mut *tx)
    .await?;
    let entry = Entry::read(&row)?;
    record(&mut tx, &entry, "update").await?;
    tx.commit().await?;
    Ok(())
}

/// Many rows go in without a signature, so the triggers record them.
pub(crate) async fn create_many(
    pool: &PgPool,
    who: Who,
    contents: &[String],
    raw: &str,
) -> Result<(), Box<dyn Error>> {
    let mut tx = begin(pool, who).await?;
    require_living(&mut tx, who).await?;
    let rows = contents.len();
    sqlx::query(
        "INSERT INTO annals.journal_entries (account_id, id, user_id, title, content, raw_data, entry_type, \
         entry_date, mood_score, language, tags, categories, is_private, metadata) \
         SELECT $1, id, $2, title, content, raw_data::jsonb, entry_type, entry_date, mood_score, language, \
         tags::jsonb, categories::jsonb, is_private, metadata::jsonb \
         FROM unnest($3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::date[], $9::numeric[], \
         $10::text[], $11::text[], $12::text[], $13::bool[], $14::text[]) AS new (id, title, content, raw_data, \
         entry_type, entry_date, mood_score, language, tags, categories, is_private, metadata)",
    )
    .bind(who.account)
    .bind(who.user)
    .bind((0..rows).map(|_| Uuid::now_v7()).collect::<Vec<_>>())
    .bind(vec![None::<String>; rows])
    .bind(contents)
    .bind(vec![raw; rows])
    .bind(vec!["text"; rows])
    .bind(vec![None::<NaiveDate>; rows])
    .bind(vec![None::<Decimal>; rows])
    .bind(vec!["en"; rows])
    .bind(vec![r#"["work"]"#; rows])
    .bind(vec!["[]"; rows])
    .bind(vec![true; rows])
    .bind(vec!["{}"; rows])
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(())
}
