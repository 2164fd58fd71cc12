//! What opens a conversation, and what changes one.

use annals_entity::conversations;
use rust_decimal::Decimal;
use sea_orm::ActiveValue::Set;
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::rules::Rules;

/// A new conversation. `NewConversation::of(user, title)` has the defaults.
#[derive(Clone, Debug, PartialEq)]
pub struct NewConversation {
    /// Its id. `None`: a new `UUIDv7`.
    pub id: Option<Uuid>,
    /// Whose it is; a user of the account.
    pub user_id: Uuid,
    /// The business that it is about, of the account. `None`: it is a chat of its own.
    pub business_id: Option<Uuid>,
    /// At most 300 characters.
    pub title: String,
    /// What kind of conversation, at most 50 characters; by default `chat`.
    pub session_type: String,
    /// What the application keeps with it, a JSON object; by default empty.
    pub context: Map<String, Value>,
    /// The model that answers, at most 100 characters. `None`: not said.
    pub ai_model: Option<String>,
    /// What the model is told before all else. `None`: nothing.
    pub system_prompt: Option<String>,
    /// 0 to 2, two decimals at most; by default 0.7.
    pub temperature: Decimal,
}

impl NewConversation {
    /// A conversation of a user.
    #[must_use]
    pub fn of(user_id: Uuid, title: impl Into<String>) -> Self {
        Self {
            id: None,
            user_id,
            business_id: None,
            title: title.into(),
            session_type: "chat".to_owned(),
            context: Map::new(),
            ai_model: None,
            system_prompt: None,
            temperature: Decimal::new(7, 1),
        }
    }

    /// Finds every field at fault.
    pub(super) fn check(&self, rules: &mut Rules) {
        rules.required("title", &self.title, 300);
        rules.required("session_type", &self.session_type, 50);
        rules.json("context", &Value::Object(self.context.clone()).into());
        if let Some(model) = &self.ai_model {
            rules.text("ai_model", model, 100);
        }
        if let Some(prompt) = &self.system_prompt {
            rules.storable("system_prompt", prompt);
        }
        rules.number("temperature", self.temperature, 0, 2);
    }

    pub(super) fn into_row(self, account_id: Uuid) -> conversations::ActiveModel {
        conversations::ActiveModel {
            account_id: Set(account_id),
            id: Set(self.id.unwrap_or_else(Uuid::now_v7)),
            user_id: Set(self.user_id),
            business_id: Set(self.business_id),
            title: Set(self.title),
            session_type: Set(self.session_type),
            context: Set(self.context.into()),
            ai_model: Set(self.ai_model),
            system_prompt: Set(self.system_prompt),
            temperature: Set(self.temperature),
            ..Default::default()
        }
    }
}

/// What to change of a conversation. `None` leaves a field as it is; for a field that may be empty,
/// `Some(None)` empties it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ConversationUpdate {
    /// At most 300 characters.
    pub title: Option<String>,
    /// A JSON object, in place of the one there.
    pub context: Option<Map<String, Value>>,
    /// The model that answers, at most 100 characters.
    pub ai_model: Option<Option<String>>,
    /// What the model is told before all else.
    pub system_prompt: Option<Option<String>>,
    /// 0 to 2, two decimals at most.
    pub temperature: Option<Decimal>,
}

impl ConversationUpdate {
    pub(super) fn check(&self, rules: &mut Rules) {
        if let Some(title) = &self.title {
            rules.required("title", title, 300);
        }
        if let Some(context) = &self.context {
            rules.json("context", &Value::Object(context.clone()).into());
        }
        if let Some(Some(model)) = &self.ai_model {
            rules.text("ai_model", model, 100);
        }
        if let Some(Some(prompt)) = &self.system_prompt {
            rules.storable("system_prompt", prompt);
        }
        if let Some(temperature) = self.temperature {
            rules.number("temperature", temperature, 0, 2);
        }
    }

    pub(super) fn into_row(self, account_id: Uuid, id: Uuid) -> conversations::ActiveModel {
        conversations::ActiveModel {
            account_id: Set(account_id),
            id: Set(id),
            title: self.title.map_or_else(Default::default, Set),
            context: self.context.map_or_else(Default::default, |context| Set(context.into())),
            ai_model: self.ai_model.map_or_else(Default::default, Set),
            system_prompt: self.system_prompt.map_or_else(Default::default, Set),
            temperature: self.temperature.map_or_else(Default::default, Set),
            ..Default::default()
        }
    }
}
