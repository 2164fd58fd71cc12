//! What goes into a business, and what changes one.

use annals_entity::businesses;
use sea_orm::ActiveValue::Set;
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::rules::Rules;

/// A new business. `NewBusiness::of(user, name)` has the defaults.
#[derive(Clone, Debug, PartialEq)]
pub struct NewBusiness {
    /// Its id. `None`: a new `UUIDv7`.
    pub id: Option<Uuid>,
    /// Whose it is; a user of the account.
    pub user_id: Uuid,
    /// At most 255 characters.
    pub name: String,
    /// At most 100 characters. `None`: not said.
    pub industry: Option<String>,
    /// Where it stands, at most 50 characters: the application names its stages. By default `idea`.
    pub stage: String,
    /// What else is known of it, a JSON object; by default empty.
    pub context: Map<String, Value>,
}

impl NewBusiness {
    /// A business of a user.
    #[must_use]
    pub fn of(user_id: Uuid, name: impl Into<String>) -> Self {
        Self {
            id: None,
            user_id,
            name: name.into(),
            industry: None,
            stage: "idea".to_owned(),
            context: Map::new(),
        }
    }

    /// Finds every field at fault.
    pub(super) fn check(&self, rules: &mut Rules) {
        rules.required("name", &self.name, 255);
        if let Some(industry) = &self.industry {
            rules.text("industry", industry, 100);
        }
        rules.required("stage", &self.stage, 50);
        rules.json("context", &Value::Object(self.context.clone()).into());
    }

    pub(super) fn into_row(self, account_id: Uuid) -> businesses::ActiveModel {
        businesses::ActiveModel {
            account_id: Set(account_id),
            id: Set(self.id.unwrap_or_else(Uuid::now_v7)),
            user_id: Set(self.user_id),
            name: Set(self.name),
            industry: Set(self.industry),
            stage: Set(self.stage),
            context: Set(self.context.into()),
            ..Default::default()
        }
    }
}

/// What to change of a business. `None` leaves a field as it is; for a field that may be empty,
/// `Some(None)` empties it. Its stage is changed by
/// [`change_stage`](super::Businesses::change_stage), a part of its context by
/// [`merge_context`](super::Businesses::merge_context).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BusinessUpdate {
    /// At most 255 characters.
    pub name: Option<String>,
    /// At most 100 characters.
    pub industry: Option<Option<String>>,
    /// A JSON object, in place of the whole context.
    pub context: Option<Map<String, Value>>,
}

impl BusinessUpdate {
    pub(super) fn check(&self, rules: &mut Rules) {
        if let Some(name) = &self.name {
            rules.required("name", name, 255);
        }
        if let Some(Some(industry)) = &self.industry {
            rules.text("industry", industry, 100);
        }
        if let Some(context) = &self.context {
            rules.json("context", &Value::Object(context.clone()).into());
        }
    }

    pub(super) fn into_row(self, account_id: Uuid, id: Uuid) -> businesses::ActiveModel {
        businesses::ActiveModel {
            account_id: Set(account_id),
            id: Set(id),
            name: self.name.map_or_else(Default::default, Set),
            industry: self.industry.map_or_else(Default::default, Set),
            context: self.context.map_or_else(Default::default, |context| Set(context.into())),
            ..Default::default()
        }
    }
}
