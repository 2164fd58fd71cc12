//! The reads of businesses, conversations and messages.

use annals::prelude::*;
use chrono::DateTime;

use super::{seed::Seeded, watched::Watched};
use crate::support::TestResult;

pub(super) async fn reads(watched: &Watched, account: &Seeded) -> TestResult {
    businesses(watched, account).await?;
    conversations(watched, account).await?;
    messages(watched, account).await
}

async fn businesses(watched: &Watched, account: &Seeded) -> TestResult {
    let read = watched.db.read(&account.context);
    let businesses = read.businesses();
    watched.uses_at_most(1, "pk_businesses", account, businesses.find(account.user)).await?;
    let preview = businesses.preview_deletion(account.user);
    watched.uses("idx_conversations_business_id_last_message_at", account, preview).await?;
    let all = BusinessFilter::default;
    let time = DateTime::from_timestamp(1_767_000_000, 0);
    for (index, filter) in [
        ("idx_businesses_created_at", all()),
        (
            "idx_businesses_user_id_created_at",
            BusinessFilter { user_id: Some(account.user), ..all() },
        ),
        ("idx_businesses_stage_created_at", BusinessFilter { stage: Some("idea".into()), ..all() }),
        ("*", BusinessFilter { industry: Some("retail".into()), ..all() }),
        ("idx_businesses_created_at", BusinessFilter { created_from: time, ..all() }),
        ("idx_businesses_created_at", BusinessFilter { created_before: time, ..all() }),
    ] {
        watched.uses(index, account, businesses.list(filter.clone(), PageRequest::of(20))).await?;
        watched.uses("*", account, businesses.count(filter.clone())).await?;
        let numbered = businesses.list_by_offset(filter, OffsetRequest::page(1));
        watched.uses("*", account, numbered).await?;
    }
    Ok(())
}

fn filters(account: &Seeded) -> Vec<(&'static str, ConversationFilter)> {
    let all = ConversationFilter::default;
    let by_message = "idx_conversations_last_message_at";
    let chats = ConversationFilter {
        user_id: Some(account.user),
        session_type: Some("chat".into()),
        ..all()
    };
    let of_business = ConversationFilter { business_id: Some(account.user), ..all() };
    let time = DateTime::from_timestamp(1_767_000_000, 0);
    vec![
        (by_message, all()),
        ("idx_conversations_user_id_session_type_last_message_at", chats),
        ("idx_conversations_business_id_last_message_at", of_business),
        ("*", ConversationFilter { user_id: Some(account.user), ..all() }),
        ("*", ConversationFilter { session_type: Some("chat".into()), ..all() }),
        ("*", ConversationFilter { active: Some(true), ..all() }),
        ("*", ConversationFilter { archived: Some(false), ..all() }),
        (by_message, ConversationFilter { spoken_from: time, ..all() }),
        (by_message, ConversationFilter { spoken_before: time, ..all() }),
    ]
}

async fn conversations(watched: &Watched, account: &Seeded) -> TestResult {
    let read = watched.db.read(&account.context);
    let conversations = read.conversations();
    for (index, filter) in filters(account) {
        let list = conversations.list(filter.clone(), PageRequest::of(20));
        watched.uses(index, account, list).await?;
        watched.uses("*", account, conversations.count(filter.clone())).await?;
        let numbered = conversations.list_by_offset(filter, OffsetRequest::page(1));
        watched.uses("*", account, numbered).await?;
    }
    let pages = [PageRequest::of(20), PageRequest::of(20).last()];
    for page in pages {
        let overview = conversations.list_with_last_message(ConversationFilter::default(), page);
        let by_position = "idx_messages_conversation_id_position";
        let page = watched.uses_at_most(21, by_position, account, overview).await?;
        let id = page.items[0].conversation.id;
        watched.uses_at_most(1, "pk_conversations", account, conversations.find(id)).await?;
        let Some(next) = page.next else { continue };
        let next = PageRequest::of(20).after(next);
        let next = conversations.list_with_last_message(ConversationFilter::default(), next);
        watched.uses_at_most(21, by_position, account, next).await?;
    }
    Ok(())
}

async fn messages(watched: &Watched, account: &Seeded) -> TestResult {
    let read = watched.db.read(&account.context);
    let talks =
        read.conversations().list(ConversationFilter::default(), PageRequest::of(1)).await?;
    let (id, messages) = (talks.items[0].id, read.messages());
    let by_position = "idx_messages_conversation_id_position";
    let all = MessageFilter::default;
    // A conversation has ten.
    let list = messages.list(id, all(), PageRequest::of(4));
    let list = watched.uses_at_most(10, by_position, account, list).await?;
    let next = PageRequest::of(4).after(list.next.ok_or("there are more")?);
    watched.uses_at_most(10, by_position, account, messages.list(id, all(), next)).await?;
    watched.uses_at_most(10, by_position, account, messages.last(id, 4)).await?;
    let questions = MessageFilter { role: Some(MessageRole::User), ..all() };
    let questions = messages.list(id, questions, PageRequest::of(4));
    watched.uses_at_most(10, "idx_messages_conversation_id_*", account, questions).await?;
    let narrow = WindowRequest { messages: 3, ..WindowRequest::of(8_000) };
    watched.uses_at_most(3, by_position, account, messages.window(id, narrow)).await?;
    let found = messages.find(list.items[0].id);
    watched.uses_at_most(1, "pk_messages", account, found).await?;
    let found = messages.search(id, Search::web("walker3"), SearchRequest::default());
    watched.uses("idx_messages_*", account, found).await?;
    Ok(())
}
