//! Appending to a conversation, beside others who do so.
//!
//! The counter of the conversation gives the positions. Its update locks the row, and looks at it anew
//! when it had to wait for another writer: so positions have neither gap nor duplicate.

use annals_entity::conversations;
use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, Value};
use uuid::Uuid;

use super::{Message, NewMessage};
use crate::{
    array::Columns,
    database::{Transaction, query},
    error::{Error, Result},
    rules::Rules,
    write::living,
};

/// Rows in one statement. Each column is one array, so the statement's text stays the same for every
/// number of rows, and its plan stays prepared.
const CHUNK: usize = 5_000;

/// The conversation by `pk_conversations`. Its update is of untracked columns alone: it makes no
/// version, and no audit entry.
const APPEND: &str = "
WITH counted AS (
  UPDATE annals.conversations
     SET message_count = message_count + $3,
         last_message_at = greatest(last_message_at, $4::timestamptz, CASE WHEN $5 THEN clock_timestamp() END)
   WHERE account_id = $1 AND id = $2 AND deleted_at IS NULL AND archived_at IS NULL
  RETURNING message_count - $3 AS before, last_message_at
)
INSERT INTO annals.messages
  (account_id, conversation_id, id, position, role, content, metadata, ai_model, processing_time_ms,
   token_usage, sources_used, citations, confidence_score, created_at)
SELECT $1, $2, id, before + place, role, content, metadata::jsonb, ai_model, processing_time_ms,
       token_usage::jsonb, sources_used::jsonb, citations::jsonb, confidence_score,
       coalesce(created_at, last_message_at)
  FROM counted,
       unnest($6::uuid[], $7::text[], $8::text[], $9::text[], $10::text[], $11::int[], $12::text[],
              $13::text[], $14::text[], $15::numeric[], $16::timestamptz[]) WITH ORDINALITY
         AS new (id, role, content, metadata, ai_model, processing_time_ms, token_usage,
                 sources_used, citations, confidence_score, created_at, place)
 ORDER BY place
RETURNING account_id, id, created_at, updated_at, deleted_at, deletion_id, conversation_id, position,
          role, content, metadata, ai_model, processing_time_ms, token_usage, sources_used, citations,
          confidence_score, user_feedback, row_version, audit_id";

pub(super) async fn one(
    tx: &Transaction<'_>,
    conversation_id: Uuid,
    new: &NewMessage,
) -> Result<Message> {
    let mut rules = Rules::default();
    new.check(&mut rules);
    rules.finish()?;
    let mut appended = insert(tx, conversation_id, std::slice::from_ref(new)).await?;
    match appended.pop() {
        Some(message) => Ok(message),
        None => Err(why_not(tx, conversation_id).await?),
    }
}

pub(super) async fn many(
    tx: &Transaction<'_>,
    conversation_id: Uuid,
    new: &[NewMessage],
) -> Result<Vec<Message>> {
    let mut rules = Rules::default();
    for (position, message) in new.iter().enumerate() {
        rules.below(format!("[{position}]."));
        message.check(&mut rules);
    }
    rules.finish()?;
    let mut appended = Vec::with_capacity(new.len());
    for chunk in new.chunks(CHUNK) {
        let messages = insert(tx, conversation_id, chunk).await?;
        if messages.is_empty() {
            return Err(why_not(tx, conversation_id).await?);
        }
        appended.extend(messages);
    }
    Ok(appended)
}

/// The messages, by position. Empty: the conversation takes none.
async fn insert(
    tx: &Transaction<'_>,
    conversation_id: Uuid,
    chunk: &[NewMessage],
) -> Result<Vec<Message>> {
    let values = values(tx.context().account_id, conversation_id, chunk)?;
    let rows = query(tx, APPEND, values).await?;
    let messages: Result<Vec<Message>, _> =
        rows.iter().map(|row| Message::from_query_result(row, "")).collect();
    let mut messages = messages?;
    messages.sort_by_key(|message| message.position);
    Ok(messages)
}

fn values(account: Uuid, conversation_id: Uuid, chunk: &[NewMessage]) -> Result<[Value; 16]> {
    let number = i32::try_from(chunk.len())
        .map_err(|_| Error::invalid("messages", "are more than a conversation counts"))?;
    let latest: Option<DateTime<Utc>> = chunk.iter().filter_map(|new| new.created_at).max();
    let is_any_undated = chunk.iter().any(|new| new.created_at.is_none());
    let column = Columns(chunk);
    Ok([
        account.into(),
        conversation_id.into(),
        number.into(),
        latest.into(),
        is_any_undated.into(),
        column.of(|new| new.id.unwrap_or_else(Uuid::now_v7)),
        column.of(|new| new.role.as_str().to_owned()),
        column.of(|new| new.content.clone()),
        column.of(|new| serde_json::Value::Object(new.metadata.clone()).to_string()),
        column.nullable(|new| new.ai_model.as_ref()),
        column.nullable(|new| new.processing_time_ms),
        column.nullable(|new| new.token_usage.as_ref()),
        column.nullable(|new| new.sources_used.as_ref()),
        column.nullable(|new| new.citations.as_ref()),
        column.nullable(|new| new.confidence_score),
        column.nullable(|new| {
            new.created_at.map(|time| time.to_rfc3339_opts(chrono::SecondsFormat::Micros, true))
        }),
    ])
}

/// The conversation is not there, or takes no messages.
async fn why_not(tx: &Transaction<'_>, id: Uuid) -> Result<Error> {
    let by_id = conversations::Entity::find().filter(conversations::Column::Id.eq(id));
    let Some(conversation) = living(by_id).one(tx.connection()).await? else {
        return Ok(Error::NotFound { entity: "conversations", id });
    };
    let rule = match conversation.archived_at {
        Some(since) => format!("is of one that is archived since {since}: `reopen` it first"),
        None => "is of one that was archived, and has been reopened since: try again".to_owned(),
    };
    Ok(Error::invalid("conversation_id", rule))
}
