//! `sessions.json`: conversations.

use annals_entity::conversations;
use sea_orm::ActiveValue::Set;

use super::{
    super::record::Row,
    fields::Fields,
    owner::{Ids, Owner, SESSION},
    set,
};

/// What a session without a title is called.
const UNTITLED: &str = "Untitled";
/// What a session of no type is.
const CHAT: &str = "chat";

pub(super) fn rows(owner: &mut Owner<'_>, fields: &mut Fields<'_>) -> Vec<Row> {
    let id = owner.id(fields, SESSION, Ids::Usual);
    let context = fields.object("context");
    let mut row = conversations::ActiveModel {
        id: Set(id),
        user_id: Set(owner.user_id),
        title: Set(fields.given("title", 300, UNTITLED)),
        session_type: Set(fields.given("type", 50, CHAT)),
        ai_model: Set(fields.short_text("ai_model", 100)),
        system_prompt: Set(fields.text("system_prompt")),
        temperature: set(fields.number("temperature", 0..=2)),
        is_active: set(fields.truth("is_active")),
        created_at: set(fields.moment("created_at")),
        updated_at: set(fields.moment("updated_at")),
        ..Default::default()
    };
    row.context = Set(fields.rest_beside(context));
    vec![Row::Conversation(Box::new(row))]
}
