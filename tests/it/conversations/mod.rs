//! Conversations and their messages: use, refusals, accounts kept apart, audit entries.

mod append;
mod list;
mod lives;
mod messages;
mod window;

use annals::prelude::*;

use crate::support::{Fixture, TestResult};

/// Somebody with a conversation.
async fn with_conversation(fixture: &Fixture) -> TestResult<(SignedUp, Conversation)> {
    let ada = fixture.sign_up().await?;
    let new = NewConversation::of(ada.user.id, "Tomatoes");
    let conversation = fixture.db.scope(&ada.context()).conversations().open(new).await?;
    Ok((ada, conversation))
}

fn positions(messages: &[Message]) -> Vec<i32> {
    messages.iter().map(|message| message.position).collect()
}
