//! What goes into an entry, what changes one, and what finds it.

use annals_entity::{
    journal_entries,
    values::{ExactJson, ProcessingStatus},
};
use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use sea_orm::ActiveValue::Set;
use uuid::Uuid;

use crate::rules::Rules;

/// A new entry. `NewEntry::by(user)` has the defaults.
#[derive(Clone, Debug, PartialEq)]
pub struct NewEntry {
    /// Its id. `None`: a new `UUIDv7`.
    pub id: Option<Uuid>,
    /// Whose it is; a user of the account.
    pub user_id: Uuid,
    /// At most 500 characters. `None`: it has no title.
    pub title: Option<String>,
    /// Text of any length. `None`: what it says is in `raw_data`.
    pub content: Option<String>,
    /// Any JSON value, kept value for value; by default an empty object.
    pub raw_data: ExactJson,
    /// What kind of entry, at most 50 characters; by default `text`.
    pub entry_type: String,
    /// The day it is about. `None`: not said.
    pub entry_date: Option<NaiveDate>,
    /// 0 to 10, two decimals at most. `None`: not said.
    pub mood_score: Option<Decimal>,
    /// A language tag of at most 10 characters, for full-text search; by default `en`.
    pub language: String,
    /// Words to find it by.
    pub tags: Vec<String>,
    /// What it belongs to.
    pub categories: Vec<String>,
    /// Whether the application shows it to its writer alone; by default so.
    pub is_private: bool,
    /// More, for the application's own use; a JSON object.
    pub metadata: serde_json::Map<String, serde_json::Value>,
    /// When it was written. `None`: now.
    pub created_at: Option<DateTime<Utc>>,
}

impl NewEntry {
    /// An empty entry of a user.
    #[must_use]
    pub fn by(user_id: Uuid) -> Self {
        Self {
            id: None,
            user_id,
            title: None,
            content: None,
            raw_data: ExactJson::default(),
            entry_type: "text".to_owned(),
            entry_date: None,
            mood_score: None,
            language: "en".to_owned(),
            tags: Vec::new(),
            categories: Vec::new(),
            is_private: true,
            metadata: serde_json::Map::new(),
            created_at: None,
        }
    }

    /// Finds every field at fault.
    pub(super) fn check(&self, rules: &mut Rules) {
        if let Some(title) = &self.title {
            rules.text("title", title, 500);
        }
        if let Some(content) = &self.content {
            rules.storable("content", content);
        }
        rules.json("raw_data", &self.raw_data);
        rules.required("entry_type", &self.entry_type, 50);
        rules.required("language", &self.language, 10);
        if let Some(mood) = self.mood_score {
            rules.number("mood_score", mood, 0, 10);
        }
        check_lists(rules, Some(&self.tags), Some(&self.categories));
        rules.json("metadata", &json_of(&self.metadata));
    }

    pub(super) fn into_row(self, account_id: Uuid) -> journal_entries::ActiveModel {
        let mut row = journal_entries::ActiveModel {
            account_id: Set(account_id),
            id: Set(self.id.unwrap_or_else(Uuid::now_v7)),
            user_id: Set(self.user_id),
            title: Set(self.title),
            content: Set(self.content),
            raw_data: Set(self.raw_data),
            entry_type: Set(self.entry_type),
            entry_date: Set(self.entry_date),
            mood_score: Set(self.mood_score),
            language: Set(self.language),
            tags: Set(self.tags.into()),
            categories: Set(self.categories.into()),
            is_private: Set(self.is_private),
            metadata: Set(self.metadata.into()),
            ..Default::default()
        };
        if let Some(created_at) = self.created_at {
            row.created_at = Set(created_at.fixed_offset());
        }
        row
    }
}

/// What to change of an entry. `None` leaves a field as it is; for a field that may be empty,
/// `Some(None)` empties it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EntryUpdate {
    /// At most 500 characters.
    pub title: Option<Option<String>>,
    /// Text of any length.
    pub content: Option<Option<String>>,
    /// Any JSON value, in place of the one there.
    pub raw_data: Option<ExactJson>,
    /// The day it is about.
    pub entry_date: Option<Option<NaiveDate>>,
    /// 0 to 10, two decimals at most.
    pub mood_score: Option<Option<Decimal>>,
    /// All of its tags.
    pub tags: Option<Vec<String>>,
    /// All of its categories.
    pub categories: Option<Vec<String>>,
    /// Whether the application shows it to its writer alone.
    pub is_private: Option<bool>,
    /// Where its analysis stands: `Pending` from anywhere, so that the entry is analysed anew, though a
    /// worker had claimed it; `Completed` or `Failed` from `Pending`, by who analyses without a claim.
    /// `Processing` is given by a claim alone.
    pub processing_status: Option<ProcessingStatus>,
}

impl EntryUpdate {
    pub(super) fn check(&self, rules: &mut Rules) {
        if let Some(Some(title)) = &self.title {
            rules.text("title", title, 500);
        }
        if let Some(Some(content)) = &self.content {
            rules.storable("content", content);
        }
        if let Some(raw_data) = &self.raw_data {
            rules.json("raw_data", raw_data);
        }
        if let Some(Some(mood)) = self.mood_score {
            rules.number("mood_score", mood, 0, 10);
        }
        check_lists(rules, self.tags.as_deref(), self.categories.as_deref());
        if self.processing_status == Some(ProcessingStatus::Processing) {
            let rule = "is processing, which a claim alone says: call claim_next".to_owned();
            rules.fault("processing_status", rule);
        }
    }

    pub(super) fn into_row(self, account_id: Uuid, id: Uuid) -> journal_entries::ActiveModel {
        journal_entries::ActiveModel {
            account_id: Set(account_id),
            id: Set(id),
            title: self.title.map_or_else(Default::default, Set),
            content: self.content.map_or_else(Default::default, Set),
            raw_data: self.raw_data.map_or_else(Default::default, Set),
            entry_date: self.entry_date.map_or_else(Default::default, Set),
            mood_score: self.mood_score.map_or_else(Default::default, Set),
            tags: self.tags.map_or_else(Default::default, |tags| Set(tags.into())),
            categories: self.categories.map_or_else(Default::default, |names| Set(names.into())),
            is_private: self.is_private.map_or_else(Default::default, Set),
            processing_status: self
                .processing_status
                .map_or_else(Default::default, |status| Set(status.into())),
            ..Default::default()
        }
    }
}

fn check_lists(rules: &mut Rules, tags: Option<&[String]>, categories: Option<&[String]>) {
    for (field, values) in [("tags", tags), ("categories", categories)] {
        for value in values.unwrap_or_default() {
            rules.storable(field, value);
        }
    }
}

pub(super) fn json_of(object: &serde_json::Map<String, serde_json::Value>) -> ExactJson {
    serde_json::Value::Object(object.clone()).into()
}
