//! The repository: each of its operations on Annals' tables and on an application's own.

mod bulk;
mod compare;
mod odd;
mod refusals;
mod related;
mod samples;
mod single;
mod types;
mod upsert;

use annals::{
    entity::{conversations, journal_entries, messages, projects},
    prelude::*,
};
use sea_orm::ActiveValue::Set;
use uuid::Uuid;

use crate::support::{Fixture, TestResult};

fn project(name: &str) -> projects::ActiveModel {
    projects::ActiveModel { name: Set(name.to_owned()), ..Default::default() }
}

fn message(conversation_id: Uuid, position: i32) -> messages::ActiveModel {
    messages::ActiveModel {
        conversation_id: Set(conversation_id),
        position: Set(position),
        role: Set("user".to_owned()),
        content: Set(format!("message {position}")),
        ..Default::default()
    }
}

fn talk(user_id: Uuid) -> conversations::ActiveModel {
    conversations::ActiveModel {
        user_id: Set(user_id),
        title: Set("Talk".to_owned()),
        session_type: Set("general".to_owned()),
        ..Default::default()
    }
}

/// An entry of which only what must be given is.
fn entry(user_id: Uuid) -> journal_entries::ActiveModel {
    journal_entries::ActiveModel {
        user_id: Set(user_id),
        raw_data: Set(ExactJson::default()),
        ..Default::default()
    }
}

/// A new conversation of a user.
async fn conversation(fixture: &Fixture, owner: &SignedUp) -> TestResult<conversations::Model> {
    let context = owner.context();
    Ok(fixture
        .db
        .scope(&context)
        .repository::<conversations::Entity>()
        .insert(talk(owner.user.id))
        .await?)
}
