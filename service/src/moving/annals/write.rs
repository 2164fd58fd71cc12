//! Writing an entry, with its sentiment, under the lock of its row.

use annals_entity::{
    journal_entries::{ActiveModel, Column},
    users,
};
use rust_decimal::Decimal;
use sea_orm::{ActiveValue::Set, Condition, sea_query::Expr};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    super::{ENTITY, ProcessingResult, SentimentResult, StoredEntry},
    SENTIMENT, read,
};
use crate::{
    database::{Transaction, execute, query},
    error::{Error, Result},
    journal::{Analyses, Journal, NewAnalysis},
    parents::insert_under,
    write::update_with,
};

/// By `pk_journal_entries`.
const LOCK: &str = "
SELECT user_id = $3 AND content IS NOT NULL AS is_own, deleted_at IS NOT NULL AS is_deleted
  FROM annals.journal_entries WHERE account_id = $1 AND id = $2 FOR UPDATE";

/// What an application keeps in `raw_data` beside ours stays.
const MERGE: &str = "(CASE WHEN jsonb_typeof(raw_data) = 'object' THEN raw_data
  ELSE jsonb_build_object('raw_data', raw_data) END - 'processing_result') || $1::jsonb";

/// By `idx_processed_content_journal_id`. Older ones too, for without the newest they would count.
const FORGET: &str = "
UPDATE annals.processed_content SET deleted_at = now(), deletion_id = $3
 WHERE account_id = $1 AND journal_id = $2 AND coalesce(task_type = 'sentiment_analysis', false) AND deleted_at IS NULL";

/// What stands under an id.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Present {
    Nothing,
    /// Another user's, or an entry without content.
    Foreign,
    Deleted,
    Living,
}

pub(super) async fn insert(tx: &Transaction<'_>, user: Uuid, entry: &StoredEntry) -> Result<()> {
    let row = ActiveModel {
        user_id: Set(user),
        raw_data: Set(kept_in_raw_data(entry).into()),
        ..row(tx, entry)
    };
    insert_under::<users::Entity, _>(tx, user, row).await?;
    record(tx, user, entry).await
}

pub(super) async fn update(
    tx: &Transaction<'_>,
    user: Uuid,
    given: &StoredEntry,
) -> Result<StoredEntry> {
    let present = living(tx, user, given.id).await?;
    let Some(next) = present.revised(given.clone()) else { return Ok(present) };
    replace(tx, user, &present, &next).await?;
    Ok(next)
}

pub(super) async fn put(tx: &Transaction<'_>, user: Uuid, entry: &StoredEntry) -> Result<()> {
    match lock(tx, user, entry.id).await? {
        Present::Nothing => insert(tx, user, entry).await,
        Present::Deleted => bring_back(tx, user, entry).await,
        Present::Living => {
            let present = living(tx, user, entry.id).await?;
            if present == *entry {
                return Ok(());
            }
            replace(tx, user, &present, entry).await
        }
        Present::Foreign => Err(Error::AlreadyExists {
            entity: ENTITY.to_owned(),
            constraint: format!("pk_{ENTITY}"),
            fields: vec!["id".to_owned()],
        }),
    }
}

/// Tells whether there was one to bring back.
pub(super) async fn revive(tx: &Transaction<'_>, user: Uuid, entry: &StoredEntry) -> Result<bool> {
    if lock(tx, user, entry.id).await? != Present::Deleted {
        return Ok(false);
    }
    bring_back(tx, user, entry).await?;
    Ok(true)
}

/// Tells whether there was one to delete.
pub(super) async fn delete(tx: &Transaction<'_>, user: Uuid, id: Uuid) -> Result<bool> {
    if lock(tx, user, id).await? != Present::Living {
        return Ok(false);
    }
    tx.journal().delete(id).await?;
    Ok(true)
}

async fn lock(tx: &Transaction<'_>, user: Uuid, id: Uuid) -> Result<Present> {
    let values = [tx.context().account_id.into(), id.into(), user.into()];
    let rows = query(tx, LOCK, values).await?;
    let Some(row) = rows.first() else { return Ok(Present::Nothing) };
    Ok(match (row.try_get("", "is_own")?, row.try_get("", "is_deleted")?) {
        (false, _) => Present::Foreign,
        (true, true) => Present::Deleted,
        (true, false) => Present::Living,
    })
}

/// The entry, locked. It is read by a statement of its own: one that has waited for the lock would see
/// the analyses as they were before.
async fn living(tx: &Transaction<'_>, user: Uuid, id: Uuid) -> Result<StoredEntry> {
    let absent = Error::NotFound { entity: ENTITY, id };
    if lock(tx, user, id).await? != Present::Living {
        return Err(absent);
    }
    read::one(&tx, user, id).await?.ok_or(absent)
}

/// Through the hooks. What the entry has of analyses was deleted with it, and stays so.
async fn bring_back(tx: &Transaction<'_>, user: Uuid, entry: &StoredEntry) -> Result<()> {
    let row = ActiveModel { deleted_at: Set(None), deletion_id: Set(None), ..row(tx, entry) };
    overwrite(tx, row, entry).await?;
    record(tx, user, entry).await
}

async fn replace(
    tx: &Transaction<'_>,
    user: Uuid,
    present: &StoredEntry,
    next: &StoredEntry,
) -> Result<()> {
    if !present.is_same_but_for_sentiment(next) {
        overwrite(tx, row(tx, next), next).await?;
    }
    if present.sentiment() != next.sentiment() {
        let values = [tx.context().account_id.into(), next.id.into(), Uuid::now_v7().into()];
        execute(tx, FORGET, values).await?;
        record(tx, user, next).await?;
    }
    Ok(())
}

async fn overwrite(tx: &Transaction<'_>, row: ActiveModel, entry: &StoredEntry) -> Result<()> {
    let merged = Expr::cust_with_values(MERGE, [kept_in_raw_data(entry).to_string()]);
    let written = update_with(tx, row, [(Column::RawData, merged)], Condition::all()).await?;
    written.map(drop).ok_or(Error::NotFound { entity: ENTITY, id: entry.id })
}

async fn record(tx: &Transaction<'_>, user: Uuid, entry: &StoredEntry) -> Result<()> {
    let Some(found) = entry.sentiment() else { return Ok(()) };
    let analysis = NewAnalysis {
        confidence_score: confidence(found),
        ..NewAnalysis::of_ids(entry.id, user, SENTIMENT, json!(found).into())
    };
    tx.journal().record_analysis(analysis).await.map(drop)
}

/// As the column holds it, with two decimals; the analysis itself has them all.
pub(super) fn confidence(found: &SentimentResult) -> Option<Decimal> {
    Decimal::try_from(found.confidence).ok().map(|number| number.round_dp(2))
}

/// What has no column.
pub(super) fn kept_in_raw_data(entry: &StoredEntry) -> Value {
    let mut kept = json!({ "timestamp": entry.timestamp });
    if let Some(result) = &entry.processing_result {
        kept["processing_result"] = json!(ProcessingResult::without_sentiment(result));
    }
    kept
}

fn row(tx: &Transaction<'_>, entry: &StoredEntry) -> ActiveModel {
    ActiveModel {
        account_id: Set(tx.context().account_id),
        id: Set(entry.id),
        content: Set(Some(entry.content.clone())),
        metadata: Set(Value::Object(entry.metadata.clone())),
        processing_status: Set(entry.processing_status.into()),
        created_at: Set(entry.created_at.fixed_offset()),
        updated_at: Set(entry.updated_at.fixed_offset()),
        ..Default::default()
    }
}
