//! Which conversations are found, and what was said last in each.

use annals::prelude::*;
use uuid::Uuid;

use crate::support::{Fixture, TestResult, fixture};

/// Four conversations of somebody: nobody spoke in 0, somebody in 1 and then in 2, which is archived;
/// 3 was deleted.
async fn talks(fixture: &Fixture, ada: &SignedUp) -> TestResult<(Vec<Uuid>, Uuid)> {
    let context = ada.context();
    let scope = fixture.db.scope(&context);
    let business = scope.businesses().create(NewBusiness::of(ada.user.id, "Bakery")).await?.id;
    let mut ids = Vec::new();
    for (title, session_type, business_id) in [
        ("Silence", "chat", None),
        ("Sleep", "coaching", None),
        ("Prices", "chat", Some(business)),
        ("Gone", "chat", None),
    ] {
        let session_type = session_type.to_owned();
        let new = NewConversation {
            session_type,
            business_id,
            ..NewConversation::of(ada.user.id, title)
        };
        ids.push(scope.conversations().open(new).await?.id);
    }
    for id in &ids[1..] {
        let said =
            vec![NewMessage::user("Hello"), NewMessage::assistant(format!("Hello from {id}"))];
        scope.messages().append_many(*id, said).await?;
    }
    scope.conversations().archive(ids[2]).await?;
    scope.conversations().delete(ids[3]).await?;
    Ok((ids, business))
}

#[tokio::test]
async fn every_condition_finds_the_conversations_it_names_the_latest_first() -> TestResult {
    let fixture = fixture().await?;
    let (ada, bob) = (fixture.sign_up().await?, fixture.sign_up().await?);
    talks(&fixture, &bob).await?;
    let (ids, business) = talks(&fixture, &ada).await?;
    let context = ada.context();
    let conversations = fixture.db.read(&context).conversations();
    let last = conversations.find(ids[2]).await?.and_then(|talk| talk.last_message_at);
    let last = last.map(|time| time.to_utc());
    let all = ConversationFilter::default;
    let cases: Vec<(ConversationFilter, &[usize])> = vec![
        (all(), &[0, 2, 1]),
        (ConversationFilter { deleted: Deleted::Included, ..all() }, &[0, 3, 2, 1]),
        (ConversationFilter { user_id: Some(ada.user.id), ..all() }, &[0, 2, 1]),
        (ConversationFilter { user_id: Some(bob.user.id), ..all() }, &[]),
        (ConversationFilter { business_id: Some(business), ..all() }, &[2]),
        (ConversationFilter { session_type: Some("chat".into()), ..all() }, &[0, 2]),
        (ConversationFilter { active: Some(true), ..all() }, &[0, 1]),
        (ConversationFilter { active: Some(false), ..all() }, &[2]),
        (ConversationFilter { archived: Some(false), ..all() }, &[0, 1]),
        (ConversationFilter { archived: Some(true), ..all() }, &[2]),
        (ConversationFilter { spoken_from: last, ..all() }, &[2]),
        (ConversationFilter { spoken_before: last, ..all() }, &[1]),
        (
            ConversationFilter { matching: Filter::field("title").starts_with("S"), ..all() },
            &[0, 1],
        ),
    ];
    for (filter, found) in cases {
        let page = conversations.list(filter.clone(), PageRequest::default()).await?;
        let listed: Vec<Uuid> = page.items.iter().map(|talk| talk.id).collect();
        let expected: Vec<Uuid> = found.iter().map(|position| ids[*position]).collect();
        assert_eq!(listed, expected, "{filter:?}");
        assert_eq!(conversations.count(filter.clone()).await?, found.len() as u64, "{filter:?}");
        let summaries =
            conversations.list_with_last_message(filter.clone(), PageRequest::default());
        let summaries = summaries.await?.items;
        let in_summaries: Vec<_> = summaries.into_iter().map(|it| it.conversation).collect();
        assert_eq!(in_summaries, page.items, "{filter:?}");
        let numbered = conversations.list_by_offset(filter, OffsetRequest::page(1)).await?;
        assert_eq!((numbered.total, numbered.items), (found.len() as u64, page.items));
    }
    Ok(())
}

#[tokio::test]
async fn an_overview_has_the_last_message_of_each_page_by_page_both_ways() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let (ids, _) = talks(&fixture, &ada).await?;
    let context = ada.context();
    let tx = fixture.db.begin(&context).await?;
    let overview = tx.conversations();
    let all = ConversationFilter::default;

    let first = overview.list_with_last_message(all(), PageRequest::of(2)).await?;
    let [silent, spoken] = &first.items[..] else { panic!("{first:?}") };
    assert_eq!((silent.conversation.id, &silent.last_message), (ids[0], &None));
    let last = spoken.last_message.as_ref().ok_or("somebody spoke")?;
    assert_eq!((last.position, last.role.as_str()), (2, "assistant"));
    assert_eq!(last.content, format!("Hello from {}", ids[2]));
    assert_eq!(tx.messages().find(last.id).await?.as_ref(), Some(last));
    assert_eq!(spoken.conversation.message_count, 2);

    let next = first.next.clone().ok_or("there is another page")?;
    let second = overview.list_with_last_message(all(), PageRequest::of(2).after(next.clone()));
    let second = second.await?;
    assert_eq!(second.items[0].conversation.id, ids[1]);
    assert_eq!(second.next, None);
    // A cursor of the one is good for the other.
    let plain = overview.list(all(), PageRequest::of(2).after(next)).await?;
    assert_eq!(plain.items[0], second.items[0].conversation);
    let back = second.previous.ok_or("there is a page before")?;
    let back = overview.list_with_last_message(all(), PageRequest::of(2).before(back)).await?;
    assert_eq!(back.items, first.items);
    let error = overview.list_with_last_message(all(), PageRequest::of(0)).await;
    assert!(matches!(error, Err(Error::Invalid { .. })), "{error:?}");
    Ok(())
}
