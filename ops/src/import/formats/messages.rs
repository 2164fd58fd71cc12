//! `messages.json`: what was said. A record is one exchange, of one or two messages, or one message.

use annals_entity::{messages, values::MessageRole};
use chrono::{DateTime, FixedOffset};
use sea_orm::ActiveValue::Set;
use serde_json::Value;
use uuid::Uuid;

use super::{
    super::record::Row,
    fields::Fields,
    ids::derived,
    owner::{Ids, MESSAGE, Owner},
    set,
    values::text_of,
};

/// What stands in the place of the session's id, where a message names none.
const NO_SESSION: &str = "";

pub(super) fn rows(owner: &mut Owner<'_>, fields: &mut Fields<'_>) -> Result<Vec<Row>, String> {
    let id = owner.id(fields, MESSAGE, Ids::Unusual);
    let conversation_id = session(owner, fields);
    let created_at = time(fields);
    let said = Said { id, conversation_id, created_at };
    if fields.has("user_message") || fields.has("ai_response") {
        return Ok(exchange(owner, &said, fields));
    }
    if fields.look("role").is_none() && fields.look("content").is_none() {
        fields.adjust("content", format!("says nothing: no message is made of {}", owner.json));
        return Ok(Vec::new());
    }
    single(&said, fields).map(|row| vec![row])
}

/// What the messages of a record share.
struct Said {
    id: Uuid,
    conversation_id: Uuid,
    created_at: Option<DateTime<FixedOffset>>,
}

impl Said {
    fn message(&self, role: MessageRole, content: String) -> messages::ActiveModel {
        messages::ActiveModel {
            id: Set(self.id),
            conversation_id: Set(self.conversation_id),
            role: Set(role.into()),
            content: Set(content),
            created_at: set(self.created_at),
            ..Default::default()
        }
    }
}

/// What the person said, and what the model answered. The record's own fields are the answer's; what no
/// column holds is kept with the first of the two.
fn exchange(owner: &Owner<'_>, said: &Said, fields: &mut Fields<'_>) -> Vec<Row> {
    let has_said = |text: &String| !text.is_empty();
    let question = fields.text("user_message").filter(has_said);
    let answer = fields.text("ai_response").filter(has_said);
    let question = question.map(|text| said.message(MessageRole::User, text));
    let mut answer = answer.map(|text| said.message(MessageRole::Assistant, text));
    if let Some(answer) = &mut answer {
        if question.is_some() {
            let text = format!("{}/answer", said.id);
            answer.id = Set(derived(owner.user_id, MESSAGE, &text));
        }
        details(answer, fields);
    }
    let mut rows: Vec<_> = question.into_iter().chain(answer).collect();
    if let Some(first) = rows.first_mut() {
        first.metadata = Set(metadata(fields));
    } else {
        let what = format!("says nothing: no message is made of {}", owner.json);
        fields.adjust("user_message", what);
    }
    rows.into_iter().map(|row| Row::Message(Box::new(row))).collect()
}

/// One message.
fn single(said: &Said, fields: &mut Fields<'_>) -> Result<Row, String> {
    let role = role(fields)?;
    let content = fields.text("content").unwrap_or_else(|| {
        fields.adjust("content", "is absent: the message is empty");
        String::new()
    });
    let mut row = said.message(role, content);
    details(&mut row, fields);
    row.metadata = Set(metadata(fields));
    Ok(Row::Message(Box::new(row)))
}

/// What is known of how an answer came about, and what was thought of it.
fn details(row: &mut messages::ActiveModel, fields: &mut Fields<'_>) {
    let model = if fields.look("ai_model_used").is_some() { "ai_model_used" } else { "ai_model" };
    row.ai_model = Set(fields.short_text(model, 100));
    row.processing_time_ms = Set(fields
        .whole("processing_time_ms", 0..=i32::MAX.into())
        .and_then(|time| time.try_into().ok()));
    row.token_usage = Set(fields.json("token_usage"));
    row.sources_used = Set(fields.json("sources_used"));
    row.citations = Set(fields.json("citations"));
    row.confidence_score = Set(fields.number("confidence_score", 0..=1));
    row.user_feedback =
        Set(fields.whole("user_feedback", -1..=5).and_then(|given| given.try_into().ok()));
}

fn metadata(fields: &mut Fields<'_>) -> Value {
    let metadata = fields.object("metadata");
    fields.rest_beside(metadata)
}

/// Who speaks. One whom Annals does not know is no other: a guess would put words in a mouth.
fn role(fields: &mut Fields<'_>) -> Result<MessageRole, String> {
    let Some(json) = fields.take("role") else {
        return Err("it has no role: say who speaks: user, assistant, system or tool".to_owned());
    };
    let text = text_of(json).unwrap_or_default();
    let role = match text.trim().to_ascii_lowercase().as_str() {
        "human" => MessageRole::User,
        "ai" | "bot" | "model" => MessageRole::Assistant,
        "developer" => MessageRole::System,
        "function" => MessageRole::Tool,
        known => known.parse().map_err(|_| {
            format!(
                "its role is {json}: it may be user, assistant, system or tool; mend it in the file"
            )
        })?,
    };
    if role.as_str() != text {
        fields.keep("role", json, format!("is taken as {role}"));
    }
    Ok(role)
}

/// The session that the record names. One that is no UUID is known by the one that its text becomes.
fn session(owner: &Owner<'_>, fields: &mut Fields<'_>) -> Uuid {
    let json = fields.take("session_id");
    let text = json.map(|json| text_of(json).map_or_else(|| json.to_owned(), Into::into));
    let text = text.filter(|text| !text.trim().is_empty());
    if text.is_none() {
        let what = "is absent: the message goes to a conversation for those without one";
        fields.adjust("session_id", what);
    }
    let text = text.as_deref().unwrap_or(NO_SESSION);
    let id = owner.session(text);
    if let Some(json) = json.filter(|_| uuid::Uuid::try_parse(text.trim()).is_err()) {
        fields.keep_silently("session_id", json);
    }
    id
}

/// When it was said: exchanges say `created_at`, messages `timestamp`.
fn time(fields: &mut Fields<'_>) -> Option<DateTime<FixedOffset>> {
    let created_at = fields.moment("created_at");
    if created_at.is_some() { created_at } else { fields.moment("timestamp") }
}
