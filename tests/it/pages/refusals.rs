//! Cursors of another list, hostile cursors, and orders that are none.

use annals::{
    entity::{conversations, journal_entries},
    prelude::*,
    service::query::list,
};
use rand::RngExt;

use super::{all, page, with_few};
use crate::support::{TestResult, fixture};

fn assert_refused<T>(outcome: annals::service::Result<T>, field: &str, said: &str) {
    let Err(error) = outcome else { panic!("not refused: {said}") };
    let Error::Invalid { fields } = &error else { panic!("{error:?}") };
    assert_eq!(fields[0].field, field, "{error}");
    assert!(error.to_string().contains(said), "{error}");
}

#[tokio::test]
async fn a_cursor_is_taken_back_by_its_own_query_alone() -> TestResult {
    let fixture = fixture().await?;
    let ada = with_few(&fixture).await?;
    let context = ada.context();
    let scope = fixture.db.read(&context);
    let own = Order::by("created_at").descending();
    let request = PageRequest::of(2);
    let cursor = page::<journal_entries::Entity>(&scope, &request).await?.next.ok_or("more")?;

    let same = request.clone().ordered("-created_at,-id".parse()?).after(cursor.clone());
    page::<journal_entries::Entity>(&scope, &same).await?;
    let said = "start the list anew";
    for order in ["created_at", "-created_at,id", "-updated_at", "-created_at,-title"] {
        let other = request.clone().ordered(order.parse()?).after(cursor.clone());
        assert_refused(page::<journal_entries::Entity>(&scope, &other).await, "cursor", said);
    }
    let after = request.clone().after(cursor.clone());
    let filtered = list(&scope, all::<journal_entries::Entity>(), &own, "title=x", &after).await;
    assert_refused(filtered, "cursor", said);
    assert_refused(page::<conversations::Entity>(&scope, &after).await, "cursor", said);

    let journal = scope.journal();
    let next = journal.list(EntryFilter::default(), request.clone()).await?.next.ok_or("more")?;
    let mine = EntryFilter { user_id: Some(ada.user.id), ..EntryFilter::default() };
    assert_refused(journal.list(mine, request.after(next)).await, "cursor", said);
    Ok(())
}

#[tokio::test]
async fn where_nulls_are_belongs_to_a_cursors_order() -> TestResult {
    let fixture = fixture().await?;
    let context = with_few(&fixture).await?.context();
    let scope = fixture.db.read(&context);
    let by = |order: &str| order.parse().map(|order| PageRequest::of(2).ordered(order));
    let first = page::<journal_entries::Entity>(&scope, &by("title")?).await?;
    let cursor = first.next.ok_or("more")?;
    let said_in_words = by("title:nulls_last")?.after(cursor.clone());
    page::<journal_entries::Entity>(&scope, &said_in_words).await?;
    let elsewhere = by("title:nulls_first")?.after(cursor);
    let outcome = page::<journal_entries::Entity>(&scope, &elsewhere).await;
    assert_refused(outcome, "cursor", "start the list anew");
    Ok(())
}

#[tokio::test]
async fn bytes_that_nobody_made_are_no_cursor() {
    let mut random = rand::rng();
    for length in (0..300).chain([16_384, 16_385, 100_000]) {
        let text: String = (0..length).map(|_| random.random::<char>()).collect();
        assert!(text.parse::<Cursor>().is_err(), "{text}");
        let letters: String =
            (0..length).map(|_| char::from(random.random_range(b'A'..=b'Z'))).collect();
        assert!(letters.parse::<Cursor>().is_err(), "{letters}");
    }
}

#[tokio::test]
async fn an_order_is_refused_with_what_there_is() -> TestResult {
    let fixture = fixture().await?;
    let context = with_few(&fixture).await?.context();
    let scope = fixture.db.read(&context);
    for (order, said) in [
        ("titel", r#"did you mean "title"?"#),
        ("raw_data", "There is id, created_at"),
        ("tags", "There is id, created_at"),
        ("account_id", "There is id, created_at"),
        ("audit_id", "There is id, created_at"),
        ("search", "There is id, created_at"),
        ("title; DROP TABLE annals.users", "which is no field to order by"),
        ("title\0", "which is no field to order by"),
        ("title,-title", "title twice"),
        ("id,title,content,language,attempts,user_id", "has 6 fields: it may have 5"),
    ] {
        let request = PageRequest::of(2).ordered(order.parse()?);
        assert_refused(page::<journal_entries::Entity>(&scope, &request).await, "order", said);
    }
    Ok(())
}
