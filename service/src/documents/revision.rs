//! What a version says, and the row that holds it.

use annals_entity::document_versions;
use sea_orm::ActiveValue::Set;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{Document, DocumentVersion};
use crate::rules::Rules;

/// What is new in a version. `None` takes it over from the version before.
///
/// ```
/// use annals_service::prelude::*;
///
/// let text = Revision::of_text("# Goals\n");
/// let approval = Revision {
///     metadata: serde_json::json!({ "approved": true }).as_object().cloned(),
///     ..Revision::default()
/// };
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Revision {
    /// All of the text.
    pub content: Option<String>,
    /// All of the version's metadata; a JSON object. Its `language`, a tag such as `de`, is the
    /// language that full-text search takes the version for; without one, English.
    pub metadata: Option<Map<String, Value>>,
    /// Who wrote it; a user of the account. `None`: nobody is named.
    pub created_by: Option<Uuid>,
}

impl Revision {
    /// Another text, by nobody.
    #[must_use]
    pub fn of_text(content: impl Into<String>) -> Self {
        Self { content: Some(content.into()), ..Self::default() }
    }

    pub(super) fn check(&self, rules: &mut Rules) {
        if let Some(content) = &self.content {
            rules.storable("content", content);
        }
        if let Some(metadata) = &self.metadata {
            rules.json("metadata", &Value::Object(metadata.clone()).into());
        }
    }

    /// Says it what a version says already?
    pub(super) fn is_told_by(&self, version: &DocumentVersion) -> bool {
        let content = self.content.as_ref().is_none_or(|new| *new == version.content);
        let metadata = &version.metadata;
        content && self.metadata.as_ref().is_none_or(|new| Some(new) == metadata.as_object())
    }

    /// With what it takes over from the version before.
    pub(super) fn upon(self, before: Option<DocumentVersion>) -> Self {
        let (content, metadata) = match before {
            None => (String::new(), Map::new()),
            Some(DocumentVersion { content, metadata: Value::Object(object), .. }) => {
                (content, object)
            }
            Some(DocumentVersion { content, .. }) => (content, Map::new()),
        };
        Self {
            content: Some(self.content.unwrap_or(content)),
            metadata: Some(self.metadata.unwrap_or(metadata)),
            created_by: self.created_by,
        }
    }

    /// The row of a document's current version.
    pub(super) fn into_row(self, document: &Document) -> document_versions::ActiveModel {
        let content = self.content.unwrap_or_default();
        document_versions::ActiveModel {
            account_id: Set(document.account_id),
            id: Set(Uuid::now_v7()),
            document_id: Set(document.id),
            version: Set(document.current_version),
            content_sha256: Set(Sha256::digest(&content).to_vec()),
            content: Set(content),
            metadata: Set(self.metadata.unwrap_or_default().into()),
            created_by: Set(self.created_by),
            ..Default::default()
        }
    }
}
