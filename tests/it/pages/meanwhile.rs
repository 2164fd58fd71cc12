//! Pages while rows come and go.

use annals::{entity::journal_entries::Entity, prelude::*};
use chrono::{TimeZone, Utc};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{ids, page, with_few};
use crate::support::{Fixture, TestResult, fixture};

/// In which rows come by one comparison, and by several segments.
const ORDERS: [&str; 2] = ["-created_at", "title,-mood_score:nulls_last"];

async fn delete(fixture: &Fixture, gone: &[Uuid]) -> TestResult {
    for id in gone {
        let sql = format!("DELETE FROM annals.journal_entries WHERE id = '{id}'");
        fixture.admin().await?.execute_unprepared(&sql).await?;
    }
    Ok(())
}

#[tokio::test]
async fn the_row_of_a_cursor_may_be_gone() -> TestResult {
    let fixture = fixture().await?;
    for order in ORDERS {
        let context = with_few(&fixture).await?.context();
        let scope = fixture.db.read(&context);
        let all = PageRequest::of(13).ordered(order.parse()?);
        let whole = ids(&page::<Entity>(&scope, &all).await?.items);
        let request = PageRequest { size: 4, ..all };
        let first = page::<Entity>(&scope, &request).await?;
        let next = first.next.ok_or("there are more")?;
        delete(&fixture, &[whole[3], whole[5]]).await?;

        let second = page::<Entity>(&scope, &request.clone().after(next)).await?;
        assert_eq!(ids(&second.items), [whole[4], whole[6], whole[7], whole[8]], "{order}");
        let previous = second.previous.ok_or("it came after one")?;
        delete(&fixture, &[whole[4]]).await?;
        let back = page::<Entity>(&scope, &request.clone().before(previous)).await?;
        assert_eq!(ids(&back.items), whole[..3], "{order}");
        assert_eq!(back.previous, None);
        let next = back.next.ok_or("it came before one")?;
        let again = page::<Entity>(&scope, &request.after(next)).await?;
        assert_eq!(ids(&again.items), whole[6..10], "{order}");
    }
    Ok(())
}

#[tokio::test]
async fn rows_that_come_in_are_seen_where_they_belong() -> TestResult {
    let fixture = fixture().await?;
    let ada = with_few(&fixture).await?;
    let context = ada.context();
    let journal = fixture.db.scope(&context).journal();
    let list = async |request: &PageRequest| {
        let filter = EntryFilter { deleted: Deleted::Included, ..EntryFilter::default() };
        journal.list(filter, request.clone()).await
    };
    let whole = ids(&list(&PageRequest::default()).await?.items);
    let request = PageRequest::of(3);
    let first = list(&request).await?;
    let at = async |year: i32| {
        let created_at = Utc.with_ymd_and_hms(year, 1, 1, 0, 0, 0).single();
        journal.create(NewEntry { created_at, ..NewEntry::by(ada.user.id) }).await
    };
    let (older, newer) = (at(2020).await?.id, at(2030).await?.id);

    let mut seen = ids(&first.items);
    let mut page = first;
    while let Some(next) = page.next {
        page = list(&request.clone().after(next)).await?;
        seen.extend(ids(&page.items));
    }
    assert_eq!(seen, [whole.clone(), vec![older]].concat());

    let mut back = ids(&page.items);
    while let Some(previous) = page.previous {
        page = list(&request.clone().before(previous)).await?;
        back.splice(..0, ids(&page.items));
    }
    assert_eq!(back, [vec![newer], whole, vec![older]].concat());
    Ok(())
}

#[tokio::test]
async fn from_a_page_that_became_empty_the_way_back_loses_no_row() -> TestResult {
    let fixture = fixture().await?;
    for order in ORDERS {
        let context = with_few(&fixture).await?.context();
        let scope = fixture.db.read(&context);
        let all = PageRequest::of(13).ordered(order.parse()?);
        let whole = ids(&page::<Entity>(&scope, &all).await?.items);
        let request = PageRequest { size: 6, ..all };

        let first = page::<Entity>(&scope, &request).await?;
        let next = first.next.ok_or("there are more")?;
        delete(&fixture, &whole[6..]).await?;
        let empty = page::<Entity>(&scope, &request.clone().after(next)).await?;
        assert_eq!((empty.items.len(), empty.next), (0, None), "{order}");
        let back = empty.previous.ok_or("it came after one")?;
        let back = page::<Entity>(&scope, &request.clone().before(back)).await?;
        assert_eq!(ids(&back.items), whole[..6], "{order}");

        let last =
            page::<Entity>(&scope, &PageRequest { size: 3, ..request.clone() }.last()).await?;
        assert_eq!(ids(&last.items), whole[3..6], "{order}");
        delete(&fixture, &whole[..3]).await?;
        let previous = last.previous.ok_or("there were more")?;
        let empty = page::<Entity>(&scope, &request.clone().before(previous)).await?;
        assert_eq!((empty.items.len(), empty.previous), (0, None), "{order}");
        let forth = request.after(empty.next.ok_or("it came before one")?);
        assert_eq!(ids(&page::<Entity>(&scope, &forth).await?.items), whole[3..6], "{order}");
    }
    Ok(())
}

#[tokio::test]
async fn an_empty_list_has_one_empty_page() -> TestResult {
    let fixture = fixture().await?;
    let context = fixture.sign_up().await?.context();
    for request in [PageRequest::default(), PageRequest::default().last()] {
        let page = page::<Entity>(&fixture.db.read(&context), &request).await?;
        assert_eq!((page.items.len(), page.next, page.previous), (0, None, None));
    }
    Ok(())
}

#[tokio::test]
async fn texts_too_long_for_a_cursor_are_compared_whole() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let context = ada.context();
    let journal = fixture.db.scope(&context).journal();
    let long = "long ".repeat(20_000);
    let new =
        |end: &str| NewEntry { content: Some(format!("{long}{end}")), ..NewEntry::by(ada.user.id) };
    let ids_in_order = journal.create_many(["a", "b", "b", "c"].map(new).to_vec()).await?;
    let request = PageRequest::of(1).ordered("content".parse()?);
    let list =
        async |request: &PageRequest| journal.list(EntryFilter::default(), request.clone()).await;
    let mut page = list(&request).await?;
    let mut seen = ids(&page.items);
    while let Some(next) = page.next.clone() {
        assert!(next.to_string().len() < 200, "{next}");
        page = list(&request.clone().after(next)).await?;
        seen.extend(ids(&page.items));
    }
    assert_eq!(seen, ids_in_order);

    let at_end = page.items.first().ok_or("the last page has a row")?;
    let before = request.before(page.previous.ok_or("it came after one")?);
    let text = Some(Some(format!("{long}d")));
    let change = EntryUpdate { content: text, ..EntryUpdate::default() };
    journal.update(at_end.id, at_end.row_version, change).await?;
    let by_changed = list(&before).await.expect_err("its row is changed");
    journal.delete_for_good(at_end.id).await?;
    let by_deleted = list(&before).await.expect_err("its row is gone");
    for error in [by_changed, by_deleted] {
        assert!(matches!(&error, Error::Invalid { fields } if fields[0].field == "cursor"));
        assert!(error.to_string().contains("start the list anew"), "{error}");
    }
    Ok(())
}
