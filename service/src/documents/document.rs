//! What goes into a document, and what changes what is said of it.

use annals_entity::documents;
use sea_orm::ActiveValue::Set;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::Revision;
use crate::rules::Rules;

/// A new document with its first text. `NewDocument::of(project, "plan", "The plan")` has the
/// defaults.
#[derive(Clone, Debug, PartialEq)]
pub struct NewDocument {
    /// Its id. `None`: a new `UUIDv7`.
    pub id: Option<Uuid>,
    /// The project; a living one.
    pub project_id: Uuid,
    /// At most 50 characters; one document of a project has it.
    pub document_type: String,
    /// At most 500 characters.
    pub title: String,
    /// Text of any length.
    pub content: String,
    /// What is said of the document, for the application's own use; a JSON object.
    pub metadata: Map<String, Value>,
    /// What is said of the first version; a JSON object. Its `language`, a tag such as `de`, is the
    /// language that full-text search takes it for; without one, English.
    pub version_metadata: Map<String, Value>,
    /// Who wrote it; a user of the account. `None`: nobody is named.
    pub created_by: Option<Uuid>,
}

impl NewDocument {
    /// An empty document, by nobody.
    #[must_use]
    pub fn of(
        project_id: Uuid,
        document_type: impl Into<String>,
        title: impl Into<String>,
    ) -> Self {
        Self {
            id: None,
            project_id,
            document_type: document_type.into(),
            title: title.into(),
            content: String::new(),
            metadata: Map::new(),
            version_metadata: Map::new(),
            created_by: None,
        }
    }

    /// The same, with a text.
    #[must_use]
    pub fn with_content(self, content: impl Into<String>) -> Self {
        Self { content: content.into(), ..self }
    }

    pub(super) fn check(&self, rules: &mut Rules) {
        rules.required("document_type", &self.document_type, 50);
        rules.required("title", &self.title, 500);
        rules.storable("content", &self.content);
        rules.json("metadata", &Value::Object(self.metadata.clone()).into());
        rules.json("version_metadata", &Value::Object(self.version_metadata.clone()).into());
    }

    /// The document's row, and what its first version says.
    pub(super) fn into_parts(self, account_id: Uuid) -> (documents::ActiveModel, Revision) {
        let row = documents::ActiveModel {
            account_id: Set(account_id),
            id: Set(self.id.unwrap_or_else(Uuid::now_v7)),
            project_id: Set(self.project_id),
            document_type: Set(self.document_type),
            title: Set(self.title),
            current_version: Set(1),
            metadata: Set(self.metadata.into()),
            created_by: Set(self.created_by),
            ..Default::default()
        };
        let first = Revision {
            content: Some(self.content),
            metadata: Some(self.version_metadata),
            created_by: self.created_by,
        };
        (row, first)
    }
}

/// What to change of what is said of a document. `None` leaves a field as it is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DocumentUpdate {
    /// At most 500 characters.
    pub title: Option<String>,
    /// All of the document's metadata; a JSON object.
    pub metadata: Option<Map<String, Value>>,
}

impl DocumentUpdate {
    pub(super) fn check(&self, rules: &mut Rules) {
        if let Some(title) = &self.title {
            rules.required("title", title, 500);
        }
        if let Some(metadata) = &self.metadata {
            rules.json("metadata", &Value::Object(metadata.clone()).into());
        }
    }

    pub(super) fn into_row(self, account_id: Uuid, id: Uuid) -> documents::ActiveModel {
        documents::ActiveModel {
            account_id: Set(account_id),
            id: Set(id),
            title: self.title.map_or_else(Default::default, Set),
            metadata: self.metadata.map_or_else(Default::default, |object| Set(object.into())),
            ..Default::default()
        }
    }
}
