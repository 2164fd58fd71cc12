//! What is said: a new message.

use annals_entity::values::MessageRole;
use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::rules::Rules;

/// A new message. `NewMessage::user(…)`, `assistant`, `system` and `tool` have the defaults.
///
/// ```
/// use annals_service::prelude::*;
///
/// let answer = NewMessage {
///     ai_model: Some("large-2".into()),
///     token_usage: Some(serde_json::json!({ "input_tokens": 2_100, "output_tokens": 48 })),
///     ..NewMessage::assistant("Water them in the morning.")
/// };
/// # assert_eq!(answer.id, None);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct NewMessage {
    /// Its id. `None`: a new `UUIDv7`.
    pub id: Option<Uuid>,
    /// Who speaks.
    pub role: MessageRole,
    /// Text of any length, also none.
    pub content: String,
    /// What the application keeps with it, a JSON object; its `language`, a language tag, is the one
    /// that the message is searched in, else `en`.
    pub metadata: Map<String, Value>,
    /// The model that answered, at most 100 characters. `None`: not said.
    pub ai_model: Option<String>,
    /// How long the answer took, in milliseconds. `None`: not said.
    pub processing_time_ms: Option<i32>,
    /// What the provider said of tokens, as it said it. `None`: not said. See
    /// [`window`](super::Messages::window) for what is read of it.
    pub token_usage: Option<Value>,
    /// What the answer was made from, any JSON. `None`: not said.
    pub sources_used: Option<Value>,
    /// What the answer cites, any JSON. `None`: not said.
    pub citations: Option<Value>,
    /// How sure the answer is, 0 to 1, two decimals at most. `None`: it does not say.
    pub confidence_score: Option<Decimal>,
    /// When it was said. `None`: now, or at the time of the conversation's latest message where that
    /// is later, so that times do not run against positions.
    pub created_at: Option<DateTime<Utc>>,
}

impl NewMessage {
    /// What somebody says.
    #[must_use]
    pub fn of(role: MessageRole, content: impl Into<String>) -> Self {
        Self {
            id: None,
            role,
            content: content.into(),
            metadata: Map::new(),
            ai_model: None,
            processing_time_ms: None,
            token_usage: None,
            sources_used: None,
            citations: None,
            confidence_score: None,
            created_at: None,
        }
    }

    /// What the person says.
    #[must_use]
    pub fn user(content: impl Into<String>) -> Self {
        Self::of(MessageRole::User, content)
    }

    /// What the model says.
    #[must_use]
    pub fn assistant(content: impl Into<String>) -> Self {
        Self::of(MessageRole::Assistant, content)
    }

    /// What the model is told by the application.
    #[must_use]
    pub fn system(content: impl Into<String>) -> Self {
        Self::of(MessageRole::System, content)
    }

    /// What a tool returned.
    #[must_use]
    pub fn tool(content: impl Into<String>) -> Self {
        Self::of(MessageRole::Tool, content)
    }

    /// Finds every field at fault.
    pub(super) fn check(&self, rules: &mut Rules) {
        rules.storable("content", &self.content);
        rules.json("metadata", &Value::Object(self.metadata.clone()).into());
        if let Some(model) = &self.ai_model {
            rules.text("ai_model", model, 100);
        }
        if let Some(time) = self.processing_time_ms {
            rules.number("processing_time_ms", time.into(), 0, i32::MAX.into());
        }
        let given = [
            ("token_usage", &self.token_usage),
            ("sources_used", &self.sources_used),
            ("citations", &self.citations),
        ];
        for (field, json) in given {
            if let Some(json) = json {
                rules.json(field, &json.clone().into());
            }
        }
        if let Some(confidence) = self.confidence_score {
            rules.number("confidence_score", confidence, 0, 1);
        }
    }
}
