//! Reading messages, and what people think of them.

use annals::prelude::*;
use serde_json::json;
use uuid::Uuid;

use super::{positions, with_conversation};
use crate::support::{TestResult, fixture, log_of};

#[tokio::test]
async fn messages_are_listed_as_they_were_said_page_by_page_and_by_what_they_are() -> TestResult {
    let fixture = fixture().await?;
    let (ada, conversation) = with_conversation(&fixture).await?;
    let context = ada.context();
    let scope = fixture.db.scope(&context);
    let (messages, id) = (scope.messages(), conversation.id);
    let turns = (0..7).flat_map(|_| [NewMessage::user("Why?"), NewMessage::assistant("So.")]);
    let said = messages.append_many(id, turns.collect()).await?;
    let other = scope.conversations().open(NewConversation::of(ada.user.id, "Other")).await?;
    messages.append(other.id, NewMessage::user("elsewhere")).await?;

    let mut seen = Vec::new();
    let mut page = PageRequest::of(4);
    loop {
        let found = messages.list(id, MessageFilter::default(), page.clone()).await?;
        seen.extend(positions(&found.items));
        let Some(next) = found.next else { break };
        page = PageRequest::of(4).after(next.to_string().parse()?);
    }
    assert_eq!(seen, (1..=14).collect::<Vec<_>>());
    assert_eq!(positions(&messages.last(id, 3).await?), [12, 13, 14]);
    assert_eq!(messages.last(id, 1_000).await?, said);
    for number in [0, 1_001] {
        let error = messages.last(id, number).await.expect_err("out of bounds");
        assert!(error.to_string().contains("1 to 1000"), "{error}");
    }

    messages.record_feedback(said[1].id, Some(-1)).await?;
    let all = MessageFilter::default;
    let time = Some(said[0].created_at.to_utc());
    let counts = [
        (MessageFilter { role: Some(MessageRole::Assistant), ..all() }, 7),
        (MessageFilter { role: Some(MessageRole::Tool), ..all() }, 0),
        (MessageFilter { created_from: time, ..all() }, 14),
        (MessageFilter { created_before: time, ..all() }, 0),
        (MessageFilter { matching: Filter::field("user_feedback").lt(0), ..all() }, 1),
    ];
    for (filter, number) in counts {
        let found = messages.list(id, filter.clone(), PageRequest::default()).await?;
        assert_eq!(found.items.len(), number, "{filter:?}");
    }
    scope.conversations().delete(id).await?;
    let with_deleted = MessageFilter { deleted: Deleted::Included, ..all() };
    assert_eq!(messages.list(id, with_deleted, PageRequest::default()).await?.items.len(), 14);
    Ok(())
}

#[tokio::test]
async fn a_search_stays_within_its_conversation() -> TestResult {
    let fixture = fixture().await?;
    let (ada, conversation) = with_conversation(&fixture).await?;
    let context = ada.context();
    let scope = fixture.db.scope(&context);
    let messages = scope.messages();
    let other = scope.conversations().open(NewConversation::of(ada.user.id, "Other")).await?;
    let here = messages.append(conversation.id, NewMessage::user("My tomatoes wither.")).await?;
    messages.append(other.id, NewMessage::user("A tomato in the salad.")).await?;
    messages.append(conversation.id, NewMessage::assistant("Water them.")).await?;

    let found =
        messages.search(conversation.id, Search::web("tomato"), SearchRequest::default()).await?;
    let ids: Vec<Uuid> = found.items.iter().map(|found| found.row.id).collect();
    assert_eq!(ids, [here.id]);
    assert_eq!(found.items[0].snippet.to_html(), "My <mark>tomatoes</mark> wither.");
    let error = messages
        .search(conversation.id, Search::web("x"), SearchRequest::of(101))
        .await
        .expect_err("out of bounds");
    assert!(error.to_string().contains("1 to 100"), "{error}");
    Ok(())
}

#[tokio::test]
async fn feedback_is_given_changed_and_taken_back_and_is_audited() -> TestResult {
    let fixture = fixture().await?;
    let (ada, conversation) = with_conversation(&fixture).await?;
    let context = ada.context();
    let messages = fixture.db.scope(&context).messages();
    let said = messages.append(conversation.id, NewMessage::assistant("So.")).await?;

    for feedback in [Some(-1), Some(5), Some(5), None] {
        let marked = messages.record_feedback(said.id, feedback).await?;
        assert_eq!((marked.user_feedback, &marked.content), (feedback, &said.content));
    }
    for feedback in [-2, 6] {
        let error = messages.record_feedback(said.id, Some(feedback)).await.expect_err("bounds");
        assert!(error.to_string().contains("from -1 to 5"), "{error}");
    }
    let history = fixture.db.read(&context).audit().history("messages", said.id).await?;
    let log = ["1 insert database", "2 update hook", "3 update hook", "4 update hook"];
    assert_eq!(log_of(&history), log);
    assert_eq!(history[2].image.to_value()?["user_feedback"], json!(5));
    Ok(())
}
