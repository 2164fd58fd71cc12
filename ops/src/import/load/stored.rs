//! What the accounts' tables that an import writes have in common.

use annals_entity::{conversations, journal_entries, messages, processed_content};
use annals_service::query::TenantEntity;
use sea_orm::{ActiveModelTrait, ActiveValue, ActiveValue::Set, IdenStatic, Iterable, Value};
use serde_json::{Map, json};
use uuid::Uuid;

/// The key under which a row keeps the id that it had in the file.
pub(super) const ORIGINAL_ID: &str = "annals_original_id";

/// Characters of an excerpt.
const EXCERPT: usize = 200;

/// A table of the account that records become rows of.
pub(super) trait Stored: TenantEntity<ActiveModel: Clone + PartialEq + Send + Sync> {
    const ID: Self::Column;
    const TABLE: &'static str;
    /// The view of the account's own rows.
    const SCOPED: &'static str;

    /// The beginning of what the row says, for who looks for it in the file.
    fn text(row: &Self::ActiveModel) -> Option<&str>;

    /// The column that keeps the original id of a row that got another one.
    fn aside(row: &mut Self::ActiveModel) -> Option<&mut ActiveValue<serde_json::Value>>;

    fn id(row: &Self::ActiveModel) -> Uuid {
        match row.get(Self::ID).into_value() {
            Some(Value::Uuid(Some(id))) => id,
            _ => Uuid::nil(),
        }
    }

    fn excerpt(row: &Self::ActiveModel) -> String {
        Self::text(row).unwrap_or_default().chars().take(EXCERPT).collect()
    }
}

/// A row, and which record of the batch it is of.
#[derive(Clone, Debug)]
pub(super) struct Item<R> {
    pub(super) record: usize,
    /// No record before it has its id.
    pub(super) is_first: bool,
    pub(super) row: R,
}

/// The row under an id that is made of its own and of what it says: the same whenever it is read. It
/// keeps the original.
pub(super) fn derived<E: Stored>(row: &E::ActiveModel) -> E::ActiveModel {
    let original = E::id(row);
    let mut row = row.clone();
    let id = Uuid::new_v5(&original, content::<E>(&row).as_bytes());
    row.set(E::ID, id.into());
    if let Some(aside) = E::aside(&mut row) {
        let mut kept = match aside.take() {
            Some(serde_json::Value::Object(kept)) => kept,
            _ => Map::new(),
        };
        kept.insert(ORIGINAL_ID.to_owned(), json!(original));
        *aside = Set(kept.into());
    }
    row
}

/// All that is set but the id, as one text.
fn content<E: Stored>(row: &E::ActiveModel) -> String {
    let mut text = String::new();
    for column in E::Column::iter().filter(|column| column.as_str() != E::ID.as_str()) {
        if let Some(value) = row.get(column).into_value() {
            text.extend([column.as_str(), "=", &spelled(value), "\u{0}"]);
        }
    }
    text
}

/// The same text in every version: it makes ids.
fn spelled(value: Value) -> String {
    match value {
        Value::String(Some(it)) => it,
        Value::Json(Some(it)) => it.to_string(),
        Value::Uuid(Some(it)) => it.to_string(),
        Value::Decimal(Some(it)) => it.normalize().to_string(),
        Value::Bool(Some(it)) => it.to_string(),
        Value::Int(Some(it)) => it.to_string(),
        Value::SmallInt(Some(it)) => it.to_string(),
        Value::BigInt(Some(it)) => it.to_string(),
        Value::ChronoDate(Some(it)) => it.to_string(),
        Value::ChronoDateTimeWithTimeZone(Some(it)) => it.to_utc().to_rfc3339(),
        _ => String::new(),
    }
}

impl Stored for conversations::Entity {
    const ID: Self::Column = conversations::Column::Id;
    const TABLE: &'static str = "annals.conversations";
    const SCOPED: &'static str = "annals.scoped_conversations";

    fn text(row: &Self::ActiveModel) -> Option<&str> {
        row.title.try_as_ref().map(String::as_str)
    }

    fn aside(row: &mut Self::ActiveModel) -> Option<&mut ActiveValue<serde_json::Value>> {
        Some(&mut row.context)
    }
}

impl Stored for journal_entries::Entity {
    const ID: Self::Column = journal_entries::Column::Id;
    const TABLE: &'static str = "annals.journal_entries";
    const SCOPED: &'static str = "annals.scoped_journal_entries";

    fn text(row: &Self::ActiveModel) -> Option<&str> {
        let content = row.content.try_as_ref().and_then(Option::as_deref);
        content.or_else(|| row.title.try_as_ref()?.as_deref())
    }

    fn aside(row: &mut Self::ActiveModel) -> Option<&mut ActiveValue<serde_json::Value>> {
        Some(&mut row.metadata)
    }
}

impl Stored for processed_content::Entity {
    const ID: Self::Column = processed_content::Column::Id;
    const TABLE: &'static str = "annals.processed_content";
    const SCOPED: &'static str = "annals.scoped_processed_content";

    fn text(row: &Self::ActiveModel) -> Option<&str> {
        Some(row.processed_data.try_as_ref()?.as_str())
    }

    /// Its entry, which comes with it, tells.
    fn aside(_: &mut Self::ActiveModel) -> Option<&mut ActiveValue<serde_json::Value>> {
        None
    }
}

impl Stored for messages::Entity {
    const ID: Self::Column = messages::Column::Id;
    const TABLE: &'static str = "annals.messages";
    const SCOPED: &'static str = "annals.scoped_messages";

    fn text(row: &Self::ActiveModel) -> Option<&str> {
        row.content.try_as_ref().map(String::as_str)
    }

    fn aside(row: &mut Self::ActiveModel) -> Option<&mut ActiveValue<serde_json::Value>> {
        Some(&mut row.metadata)
    }
}
