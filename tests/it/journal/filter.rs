//! Which entries each condition finds.

use annals::{
    entity::{journal_entries, values::ProcessingStatus},
    prelude::*,
};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use rust_decimal::Decimal;
use serde_json::json;
use uuid::Uuid;

use crate::support::{Fixture, TestResult, fixture};

/// Four days of two users, of which the third was deleted, and one that says nothing.
async fn days(fixture: &Fixture, ada: &SignedUp) -> TestResult<Vec<Uuid>> {
    let context = ada.context();
    let journal = fixture.db.scope(&context).journal();
    let mut new = Vec::new();
    for (day, mood, tags) in
        [(1, 3, &["work"][..]), (2, 7, &["work", "rain"]), (3, 9, &["work"]), (4, 10, &[])]
    {
        new.push(NewEntry {
            title: Some(format!("Day {day}")),
            content: Some("It rained, and I walked by the canal.".to_owned()),
            entry_date: NaiveDate::from_ymd_opt(2026, 3, day),
            mood_score: Some(Decimal::from(mood)),
            tags: tags.iter().map(ToString::to_string).collect(),
            raw_data: json!({ "day": day }).into(),
            created_at: Some(time(day)),
            ..NewEntry::by(ada.user.id)
        });
    }
    let note = "note".to_owned();
    new.push(NewEntry { entry_type: note, created_at: Some(time(5)), ..NewEntry::by(ada.user.id) });
    let ids = journal.create_many(new).await?;
    journal.delete(ids[2]).await?;
    Ok(ids)
}

/// Noon of a day of March 2026, which begins 20,513 days after the epoch.
fn time(day: u32) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::hours(24 * (20_512 + i64::from(day)) + 12)
}

fn date(day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(2026, 3, day)
}

#[tokio::test]
async fn every_condition_finds_the_entries_it_names_and_no_deleted_one() -> TestResult {
    let fixture = fixture().await?;
    let (ada, bob) = (fixture.sign_up().await?, fixture.sign_up().await?);
    let ids = days(&fixture, &ada).await?;
    days(&fixture, &bob).await?;
    let all = EntryFilter::default;
    let day = |day| date(day).unwrap_or_default();
    let tags = |tags: &[&str]| tags.iter().map(ToString::to_string).collect::<Vec<_>>();
    let cases: Vec<(EntryFilter, &[usize])> = vec![
        (all(), &[4, 3, 1, 0]),
        (EntryFilter { deleted: Deleted::Included, ..all() }, &[4, 3, 2, 1, 0]),
        (EntryFilter { user_id: Some(ada.user.id), ..all() }, &[4, 3, 1, 0]),
        (EntryFilter { user_id: Some(bob.user.id), ..all() }, &[]),
        (EntryFilter { entry_type: Some("note".into()), ..all() }, &[4]),
        (EntryFilter { processing_status: Some(ProcessingStatus::Failed), ..all() }, &[]),
        (EntryFilter { mood_at_least: Some(7.into()), ..all() }, &[3, 1]),
        (EntryFilter { mood_at_most: Some(7.into()), ..all() }, &[1, 0]),
        (EntryFilter { since_date: date(2), ..all() }, &[3, 1]),
        (EntryFilter { until_date: date(2), ..all() }, &[1, 0]),
        (all().between_days(day(2), day(4)), &[3, 1]),
        (all().on_day(day(1)), &[0]),
        (all().of_user(ada.user.id).mood_between(3, 7), &[1, 0]),
        (all().tagged(["work"]).tagged(["rain"]), &[1]),
        (EntryFilter { created_from: Some(time(4)), ..all() }, &[4, 3]),
        (EntryFilter { created_before: Some(time(4)), ..all() }, &[1, 0]),
        (EntryFilter { tags: tags(&["work", "rain"]), ..all() }, &[1]),
        (EntryFilter { tags_any: tags(&["rain", "snow"]), ..all() }, &[1]),
        (EntryFilter { raw_data_contains: Some(json!({ "day": 1 }).into()), ..all() }, &[0]),
        (EntryFilter { matching: Filter::field("raw_data.day").gt(1), ..all() }, &[3, 1]),
        (EntryFilter { matching: Filter::any([]), ..all() }, &[]),
        (EntryFilter { matching: !Filter::any([]), ..all() }, &[4, 3, 1, 0]),
        (EntryFilter { matching: !Filter::all([]), ..all() }, &[]),
    ];
    let context = ada.context();
    let journal = fixture.db.read(&context).journal();
    for (filter, found) in cases {
        let page = journal.list(filter.clone(), PageRequest::default()).await?;
        let listed: Vec<Uuid> = page.items.iter().map(|entry| entry.id).collect();
        let expected: Vec<Uuid> = found.iter().map(|position| ids[*position]).collect();
        assert_eq!(listed, expected, "{filter:?}");
        assert_eq!(journal.count(filter.clone()).await?, found.len() as u64, "{filter:?}");
        let numbered = journal.list_by_offset(filter, OffsetRequest::page(1)).await?;
        assert_eq!((numbered.total, numbered.items), (found.len() as u64, page.items));
    }
    Ok(())
}

#[tokio::test]
async fn the_entries_of_some_days_are_listed_in_the_order_of_the_days() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let ids = days(&fixture, &ada).await?;
    let context = ada.context();
    let journal = fixture.db.read(&context).journal();
    let days = EntryFilter {
        since_date: date(1),
        until_date: date(4),
        ..EntryFilter::default().of_user(ada.user.id)
    };
    let mut request = PageRequest::of(2).ordered(Order::by("entry_date"));
    let mut listed = Vec::new();
    loop {
        let page = journal.list(days.clone(), request.clone()).await?;
        listed.extend(page.items.iter().map(|entry| entry.id));
        let Some(next) = page.next else { break };
        request = request.after(next);
    }
    assert_eq!(listed, [ids[0], ids[1], ids[3]], "the deleted day is not among them");
    Ok(())
}

#[tokio::test]
async fn a_search_of_the_journal_is_narrowed_by_a_filter() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let ids = days(&fixture, &ada).await?;
    let context = ada.context();
    let journal = fixture.db.read(&context).journal();
    let good = EntryFilter { mood_at_least: Some(7.into()), ..EntryFilter::default() };
    let page =
        journal.search(Search::web("walking canals"), good, SearchRequest::default()).await?;
    let found: Vec<Uuid> = page.items.iter().map(|found| found.row.id).collect();
    assert_eq!(found, [ids[3], ids[1]], "the deleted day is not among them");
    Ok(())
}

#[tokio::test]
async fn every_fault_of_a_filter_is_named_at_once() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let context = ada.context();
    let entries = fixture.db.read(&context).repository::<journal_entries::Entity>();
    let pairs = [("titel", "x"), ("mood_score__gt", "high"), ("tags__icontains", "y")];
    let filter = Filter::from_pairs(pairs)?;
    let error = entries.list(filter, PageRequest::default()).await.expect_err("three faults");
    let Error::Invalid { fields } = &error else { panic!("{error}") };
    let named: Vec<&str> = fields.iter().map(|fault| fault.field.as_str()).collect();
    assert_eq!(named, ["titel", "mood_score", "tags"], "{error}");
    assert!(error.to_string().contains(r#"did you mean "title"?"#), "{error}");
    Ok(())
}
