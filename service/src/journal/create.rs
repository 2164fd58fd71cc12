//! New entries: one through the hooks, many in one statement.

use annals_entity::users;
use uuid::Uuid;

use super::{Entry, NewEntry, entry::json_of};
use crate::{
    array::Columns,
    database::{Transaction, execute},
    error::Result,
    parents::insert_under,
    rules::Rules,
    write::require_all_living,
};

/// Rows in one statement. Each column is one array, so the statement's text stays the same for every
/// number of rows, and its plan stays prepared.
const CHUNK: usize = 5_000;

const INSERT_MANY: &str = "
INSERT INTO annals.journal_entries
  (account_id, id, user_id, title, content, raw_data, entry_type, entry_date, mood_score, language,
   tags, categories, is_private, metadata, created_at)
SELECT $1, id, user_id, title, content, raw_data::jsonb, entry_type, entry_date, mood_score, language,
       tags::jsonb, categories::jsonb, is_private, metadata::jsonb, coalesce(created_at, now())
  FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::date[],
              $9::numeric[], $10::text[], $11::text[], $12::text[], $13::bool[], $14::text[], $15::timestamptz[])
    AS new (id, user_id, title, content, raw_data, entry_type, entry_date, mood_score, language,
            tags, categories, is_private, metadata, created_at)";

pub(super) async fn one(tx: &Transaction<'_>, new: NewEntry) -> Result<Entry> {
    let mut rules = Rules::default();
    new.check(&mut rules);
    rules.finish()?;
    let user = new.user_id;
    insert_under::<users::Entity, _>(tx, user, new.into_row(tx.context().account_id)).await
}

pub(super) async fn many(tx: &Transaction<'_>, new: &[NewEntry]) -> Result<Vec<Uuid>> {
    let mut rules = Rules::default();
    for (position, entry) in new.iter().enumerate() {
        rules.below(format!("[{position}]."));
        entry.check(&mut rules);
    }
    rules.finish()?;
    require_all_living::<users::Entity>(tx, new.iter().map(|entry| entry.user_id)).await?;
    let mut ids = Vec::with_capacity(new.len());
    for chunk in new.chunks(CHUNK) {
        let first = ids.len();
        ids.extend(chunk.iter().map(|entry| entry.id.unwrap_or_else(Uuid::now_v7)));
        insert(tx, chunk, &ids[first..]).await?;
    }
    Ok(ids)
}

async fn insert(tx: &Transaction<'_>, chunk: &[NewEntry], ids: &[Uuid]) -> Result<()> {
    let column = Columns(chunk);
    let values = [
        tx.context().account_id.into(),
        Columns(ids).of(|id| *id),
        column.of(|entry| entry.user_id),
        column.nullable(|entry| entry.title.as_ref()),
        column.nullable(|entry| entry.content.as_ref()),
        column.of(|entry| entry.raw_data.to_string()),
        column.of(|entry| entry.entry_type.clone()),
        column.nullable(|entry| entry.entry_date),
        column.nullable(|entry| entry.mood_score),
        column.of(|entry| entry.language.clone()),
        column.of(|entry| serde_json::json!(entry.tags).to_string()),
        column.of(|entry| serde_json::json!(entry.categories).to_string()),
        column.of(|entry| entry.is_private),
        column.of(|entry| json_of(&entry.metadata).to_string()),
        column.nullable(|entry| {
            entry.created_at.map(|time| time.to_rfc3339_opts(chrono::SecondsFormat::Micros, true))
        }),
    ];
    execute(tx, INSERT_MANY, values).await.map(drop)
}
