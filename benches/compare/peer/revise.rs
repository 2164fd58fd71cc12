//! A revision of a document by hand: the document moved on, its next version, and both recorded.

use std::error::Error;

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::{PgPool, Row, postgres::PgRow, types::Json};
use uuid::Uuid;

use super::{GATE, Transaction, Who, begin};

/// How writers are kept from overwriting one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// By the version that was read: who is late learns it.
    Optimistic,
    /// By a lock from the reading on.
    Locking,
}

const CURRENT: &str =
    "SELECT d.title, d.metadata AS document_metadata, d.current_version, d.row_version,
        v.created_at, v.content, v.content_sha256, v.metadata, v.created_by
   FROM annals.documents d JOIN annals.document_versions v
     ON v.account_id = d.account_id AND v.document_id = d.id AND v.version = d.current_version";

const LIVING: &str = "d.deleted_at IS NULL AND v.deleted_at IS NULL";

/// A document with its newest text, decoded.
#[expect(dead_code, reason = "decoding it is a part of the work")]
struct Current {
    title: String,
    document_metadata: Json<Value>,
    version: i32,
    row_version: i64,
    made: DateTime<Utc>,
    content: String,
    sum: Vec<u8>,
    metadata: Json<Value>,
    created_by: Option<Uuid>,
}

impl Current {
    fn read(row: &PgRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            title: row.try_get("title")?,
            document_metadata: row.try_get("document_metadata")?,
            version: row.try_get("current_version")?,
            row_version: row.try_get("row_version")?,
            made: row.try_get("created_at")?,
            content: row.try_get("content")?,
            sum: row.try_get("content_sha256")?,
            metadata: row.try_get("metadata")?,
            created_by: row.try_get("created_by")?,
        })
    }
}

/// Reads the text, and revises it. `false`: somebody was first.
pub(crate) async fn once(
    pool: &PgPool,
    who: Who,
    id: Uuid,
    way: Way,
    text: impl Fn(i32) -> String,
) -> Result<bool, Box<dyn Error>> {
    let read = match way {
        Way::Optimistic => Some(current(pool, who, id).await?),
        Way::Locking => None,
    };
    let mut tx = begin(pool, who).await?;
    let lock = if way == Way::Locking { "FOR UPDATE OF d" } else { "" };
    let sql = format!("{CURRENT} WHERE d.id = $1 AND {LIVING} {lock}");
    let row = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(id).fetch_optional(&mut *tx).await?;
    // Who waited for the lock gets the document anew, whose version the statement can't see yet.
    let Some(row) = row else {
        tx.rollback().await?;
        return Ok(false);
    };
    let before = Current::read(&row)?;
    let base = read.map_or(before.version, |read| read.version);
    if before.version != base || !advance(&mut tx, who, id, base).await? {
        tx.rollback().await?;
        return Ok(false);
    }
    append(&mut tx, who, id, base + 1, &text(base), &before.metadata).await?;
    tx.commit().await?;
    Ok(true)
}

async fn current(pool: &PgPool, who: Who, id: Uuid) -> Result<Current, sqlx::Error> {
    let is_set = "(SELECT account_id FROM context) IS NOT NULL";
    let sql = format!("{GATE} {CURRENT} WHERE d.id = $2 AND {LIVING} AND {is_set}");
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(who.account.to_string()).bind(id);
    Current::read(&query.fetch_one(pool).await?)
}

/// Moves the document on, if it is still at that version.
async fn advance(tx: &mut Transaction, who: Who, id: Uuid, base: i32) -> Result<bool, sqlx::Error> {
    let moved = sqlx::query(
        "UPDATE annals.documents SET current_version = $1, updated_at = $2, audit_id = $3
          WHERE account_id = $4 AND id = $5 AND current_version = $6 AND deleted_at IS NULL
          RETURNING title, metadata, current_version, row_version",
    )
    .bind(base + 1)
    .bind(Utc::now())
    .bind(Uuid::now_v7())
    .bind(who.account)
    .bind(id)
    .bind(base)
    .fetch_optional(&mut **tx)
    .await?;
    if moved.is_some() {
        record(tx, who, id, "documents", "update").await?;
    }
    Ok(moved.is_some())
}

async fn append(
    tx: &mut Transaction,
    who: Who,
    document: Uuid,
    version: i32,
    content: &str,
    metadata: &Json<Value>,
) -> Result<(), sqlx::Error> {
    let id = Uuid::now_v7();
    sqlx::query(
        "INSERT INTO annals.document_versions (account_id, id, created_at, updated_at, document_id, version,
           content, content_sha256, metadata, created_by, audit_id)
         VALUES ($1, $2, $3, $3, $4, $5, $6, sha256(convert_to($6, 'UTF8')), $7, NULL, $8)
         RETURNING id, created_at, version, content, content_sha256, metadata",
    )
    .bind(who.account)
    .bind(id)
    .bind(Utc::now())
    .bind(document)
    .bind(version)
    .bind(content)
    .bind(metadata)
    .bind(Uuid::now_v7())
    .fetch_one(&mut **tx)
    .await?;
    record(tx, who, id, "document_versions", "insert").await
}

async fn record(
    tx: &mut Transaction,
    who: Who,
    id: Uuid,
    table: &str,
    operation: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query(sqlx::AssertSqlSafe(format!(
        "INSERT INTO annals.audit_log (account_id, id, table_name, row_id, row_version, operation, image)
         SELECT t.account_id, t.audit_id, '{table}', t.id, t.row_version, '{operation}',
                annals.image_{table}(to_jsonb(t)) FROM annals.{table} t
          WHERE t.account_id = $1 AND t.id = $2"
    )))
    .bind(who.account)
    .bind(id)
    .execute(&mut **tx)
    .await?;
    Ok(())
}
