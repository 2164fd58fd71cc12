//! What goes into a project, and what changes one.

use annals_entity::projects;
use sea_orm::ActiveValue::Set;
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::rules::Rules;

/// A new project. `NewProject::named("…")` has the defaults.
#[derive(Clone, Debug, PartialEq)]
pub struct NewProject {
    /// Its id. `None`: a new `UUIDv7`.
    pub id: Option<Uuid>,
    /// At most 255 characters.
    pub name: String,
    /// The language that it is written in, a tag of at most 10 characters; by default `en`.
    pub language: String,
    /// More, for the application's own use; a JSON object.
    pub metadata: Map<String, Value>,
    /// Who made it; a user of the account. `None`: nobody is named.
    pub created_by: Option<Uuid>,
}

impl NewProject {
    /// A project in English, made by nobody.
    #[must_use]
    pub fn named(name: impl Into<String>) -> Self {
        Self {
            id: None,
            name: name.into(),
            language: "en".to_owned(),
            metadata: Map::new(),
            created_by: None,
        }
    }

    pub(super) fn check(&self, rules: &mut Rules) {
        rules.required("name", &self.name, 255);
        rules.required("language", &self.language, 10);
        rules.json("metadata", &Value::Object(self.metadata.clone()).into());
    }

    pub(super) fn into_row(self, account_id: Uuid) -> projects::ActiveModel {
        projects::ActiveModel {
            account_id: Set(account_id),
            id: Set(self.id.unwrap_or_else(Uuid::now_v7)),
            name: Set(self.name),
            language: Set(self.language),
            metadata: Set(self.metadata.into()),
            created_by: Set(self.created_by),
            ..Default::default()
        }
    }
}

/// What to change of a project. `None` leaves a field as it is. Its step and its status move by
/// operations of their own.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ProjectUpdate {
    /// At most 255 characters.
    pub name: Option<String>,
    /// A language tag of at most 10 characters.
    pub language: Option<String>,
    /// All of its metadata; a JSON object.
    pub metadata: Option<Map<String, Value>>,
}

impl ProjectUpdate {
    pub(super) fn check(&self, rules: &mut Rules) {
        if let Some(name) = &self.name {
            rules.required("name", name, 255);
        }
        if let Some(language) = &self.language {
            rules.required("language", language, 10);
        }
        if let Some(metadata) = &self.metadata {
            rules.json("metadata", &Value::Object(metadata.clone()).into());
        }
    }

    pub(super) fn into_row(self, account_id: Uuid, id: Uuid) -> projects::ActiveModel {
        projects::ActiveModel {
            account_id: Set(account_id),
            id: Set(id),
            name: self.name.map_or_else(Default::default, Set),
            language: self.language.map_or_else(Default::default, Set),
            metadata: self.metadata.map_or_else(Default::default, |object| Set(object.into())),
            ..Default::default()
        }
    }
}
