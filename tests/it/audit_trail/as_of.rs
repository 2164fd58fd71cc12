//! Rows as they were.

use annals::{
    entity::{conversations, journal_entries, messages, sessions},
    prelude::*,
};
use uuid::Uuid;

use super::Trail;
use crate::support::TestResult;

type Entries = journal_entries::Entity;

async fn title_then(trail: &Trail, id: Uuid, moment: Moment) -> TestResult<Option<String>> {
    let past = trail.db().read(&trail.context).audit().as_of(moment);
    Ok(past.find::<Entries>(id).await?.and_then(|entry| entry.title))
}

#[tokio::test]
async fn a_row_is_what_it_was_at_a_time_and_around_a_transaction() -> TestResult {
    let trail = Trail::start().await?;
    let entry = trail.entry().await?;
    let second = trail.retitle(entry.id, "Two").await?;
    let third = trail.retitle(entry.id, "Three").await?;
    let history = trail.history("journal_entries", entry.id).await?;
    for (moment, expected) in [
        (Moment::from(history[0].occurred_at), Some("One")),
        (Moment::from(history[1].occurred_at), Some("Two")),
        (Moment::Before(second), Some("One")),
        (Moment::After(second), Some("Two")),
        (Moment::Before(third), Some("Two")),
        (Moment::After(third), Some("Three")),
        (Moment::At(entry.created_at.to_utc() - chrono::TimeDelta::hours(1)), None),
        (Moment::After(1), None),
    ] {
        let found = title_then(&trail, entry.id, moment).await?;
        assert_eq!(found.as_deref(), expected, "{moment:?}");
    }

    let past = trail.db().read(&trail.context).audit().as_of(Moment::After(second));
    let then = past.find::<Entries>(entry.id).await?.ok_or("it was there")?;
    assert_eq!((then.row_version, then.updated_at), (2, history[1].occurred_at));
    assert_eq!(then.audit_id, None, "the signature is no part of the past");
    Ok(())
}

#[tokio::test]
async fn a_deleted_row_is_not_found_after_its_deletion_and_is_before() -> TestResult {
    let trail = Trail::start().await?;
    let entry = trail.entry().await?;
    let journal = trail.db().scope(&trail.context).journal();
    journal.delete(entry.id).await?;
    let softly = trail.history("journal_entries", entry.id).await?[1].transaction_id;
    journal.delete_for_good(entry.id).await?;
    let for_good = trail.history("journal_entries", entry.id).await?[2].transaction_id;

    let audit = trail.db().read(&trail.context).audit();
    let before = audit.as_of(Moment::Before(softly)).find::<Entries>(entry.id).await?;
    assert_eq!(before.and_then(|entry| entry.title).as_deref(), Some("One"));
    for moment in [Moment::After(softly), Moment::After(for_good)] {
        assert_eq!(audit.as_of(moment).find::<Entries>(entry.id).await?, None);
    }
    let with_deleted = Selection { deleted: Deleted::Included, ..Selection::default() };
    let past = audit.as_of(Moment::Before(for_good));
    let marked = past.list::<Entries>(with_deleted.clone(), PageRequest::default()).await?;
    assert!(marked.items[0].deletion_id.is_some());
    let gone = audit.as_of(Moment::After(for_good));
    assert!(gone.list::<Entries>(with_deleted, PageRequest::default()).await?.items.is_empty());
    Ok(())
}

#[tokio::test]
async fn a_filter_and_an_order_are_asked_of_the_rows_as_they_were() -> TestResult {
    let trail = Trail::start().await?;
    let mut entries = Vec::new();
    for _ in 0..4 {
        entries.push(trail.entry().await?);
    }
    let red = trail
        .write("UPDATE annals.journal_entries SET tags = '[\"red\"]', title = left(id::text, 30)")
        .await?;
    trail.write("UPDATE annals.journal_entries SET tags = '[]', title = 'Now'").await?;
    let past = trail.db().read(&trail.context).audit().as_of(Moment::After(red));
    let is_red = || Filter::field("tags").all(["red"]);
    let request = PageRequest::of(3).ordered(Order::by("title"));
    let first = past.list::<Entries>(is_red(), request.clone()).await?;
    let rest = request.after(first.next.clone().ok_or("there are four")?);
    let second = past.list::<Entries>(is_red(), rest.clone()).await?;
    let found: Vec<Uuid> = first.items.iter().chain(&second.items).map(|entry| entry.id).collect();
    let mut expected: Vec<Uuid> = entries.iter().map(|entry| entry.id).collect();
    expected.sort();
    assert_eq!(found, expected);
    assert!(first.items[0].title.as_deref() != Some("Now"));

    // A cursor of one moment is none of another.
    let later = trail.db().read(&trail.context).audit().as_of(chrono::Utc::now());
    assert!(later.list::<Entries>(is_red(), PageRequest::default()).await?.items.is_empty());
    let other = later.list::<Entries>(is_red(), rest).await;
    assert!(matches!(other, Err(Error::Invalid { .. })), "{other:?}");
    let unknown = later.list::<Entries>(Filter::field("colour").eq("red"), PageRequest::of(1));
    assert!(matches!(unknown.await, Err(Error::Invalid { .. })));
    Ok(())
}

#[tokio::test]
async fn a_conversation_has_its_messages_with_their_contents_though_they_are_gone() -> TestResult {
    let trail = Trail::start().await?;
    let talk = trail.talk().await?;
    let messages = "DELETE FROM annals.messages WHERE position = 2";
    let one_less = trail.write(messages).await?;
    let gone =
        trail.write(&format!("DELETE FROM annals.conversations WHERE id = '{talk}'")).await?;
    let audit = trail.db().read(&trail.context).audit();
    for (moment, expected) in [
        (Moment::Before(one_less), vec!["Message 1", "Message 2", "Message 3"]),
        (Moment::After(one_less), vec!["Message 1", "Message 3"]),
        (Moment::After(gone), vec![]),
    ] {
        let past = audit.as_of(moment);
        let page = PageRequest::of(10).ordered(Order::by("position"));
        let said = past.children::<messages::Entity>("conversation_id", talk, page).await?;
        let contents: Vec<_> = said.items.iter().map(|message| message.content.as_str()).collect();
        assert_eq!(contents, expected, "{moment:?}");
        let found = past.find::<conversations::Entity>(talk).await?;
        assert_eq!(found.is_some(), !expected.is_empty());
        // A counter is untracked: its default stands for what nobody knows.
        assert!(found.is_none_or(|talk| talk.message_count == 0));
    }
    Ok(())
}

#[tokio::test]
async fn another_account_has_no_part_in_the_past() -> TestResult {
    let trail = Trail::start().await?;
    let entry = trail.entry().await?;
    let transaction = trail.retitle(entry.id, "Two").await?;
    let bob = trail.fixture.sign_up().await?.context();
    let audit = trail.db().read(&bob).audit();
    for moment in [Moment::At(chrono::Utc::now()), Moment::After(transaction)] {
        let past = audit.as_of(moment);
        assert_eq!(past.find::<Entries>(entry.id).await?, None);
        let page = past.list::<Entries>(Filter::default(), PageRequest::default()).await?;
        assert!(page.items.is_empty());
    }
    Ok(())
}

#[tokio::test]
async fn a_table_that_is_not_tracked_has_no_past() -> TestResult {
    let trail = Trail::start().await?;
    let past = trail.db().read(&trail.context).audit().as_of(chrono::Utc::now());
    let refused = past.find::<sessions::Entity>(Uuid::now_v7()).await;
    let Err(Error::Invalid { fields }) = refused else {
        return Err(format!("{refused:?}").into());
    };
    assert!(fields[0].rule.contains("is not tracked"), "{fields:?}");
    Ok(())
}
