//! Lists: pages, filters.

use annals::prelude::*;
use serde_json::json;
use uuid::Uuid;

use super::with_entry;
use crate::support::{TestResult, fixture};

#[tokio::test]
async fn a_list_goes_on_where_its_page_ended_though_entries_were_added() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let context = ada.context();
    let journal = fixture.db.scope(&context).journal();
    let ids = journal.create_many(vec![NewEntry::by(ada.user.id); 7]).await?;

    let first = journal.list(EntryFilter::default(), PageRequest::of(3)).await?;
    journal.create(NewEntry::by(ada.user.id)).await?;
    let mut seen: Vec<Uuid> = first.items.iter().map(|entry| entry.id).collect();
    let mut next = first.next;
    while let Some(cursor) = next {
        let text = cursor.to_string();
        let page = PageRequest::of(3).after(text.parse()?);
        let page = journal.list(EntryFilter::default(), page).await?;
        seen.extend(page.items.iter().map(|entry| entry.id));
        next = page.next;
    }

    // All seven have one `created_at`, that of their transaction: the id decides.
    let newest_first: Vec<Uuid> = ids.into_iter().rev().collect();
    assert_eq!(seen, newest_first);
    Ok(())
}

#[tokio::test]
async fn a_page_has_one_to_a_thousand_rows() -> TestResult {
    let fixture = fixture().await?;
    let (ada, _) = with_entry(&fixture).await?;
    let context = ada.context();
    let journal = fixture.db.read(&context).journal();
    for size in [0, 1_001] {
        let error = journal
            .list(EntryFilter::default(), PageRequest::of(size))
            .await
            .expect_err("out of bounds");
        assert!(error.to_string().contains("1 to 1000"), "{error}");
    }
    assert_eq!(journal.list(EntryFilter::default(), PageRequest::of(1_000)).await?.items.len(), 1);
    Ok(())
}

#[tokio::test]
async fn entries_are_found_by_what_their_json_and_tags_contain() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let bob = fixture.sign_up().await?;
    for user in [&ada, &bob] {
        let entries = [json!({ "mood": "calm", "n": 1 }), json!({ "mood": "calm" }), json!([1, 2])];
        for (raw_data, tag) in entries.into_iter().zip(["work", "garden", "work"]) {
            let tags = vec![tag.to_owned(), "all".to_owned()];
            let new = NewEntry { raw_data: raw_data.into(), tags, ..NewEntry::by(user.user.id) };
            fixture.db.scope(&user.context()).journal().create(new).await?;
        }
    }
    let context = ada.context();
    let journal = fixture.db.read(&context).journal();
    let containing = async |json: serde_json::Value| {
        let filter = EntryFilter { raw_data_contains: Some(json.into()), ..EntryFilter::default() };
        journal.count(filter).await
    };
    assert_eq!(containing(json!({ "mood": "calm" })).await?, 2);
    assert_eq!(containing(json!({ "mood": "calm", "n": 1 })).await?, 1);
    assert_eq!(containing(json!([2])).await?, 1);
    assert_eq!(containing(json!({ "mood": "'; DROP TABLE annals.users; --" })).await?, 0);
    let tagged = EntryFilter { tags: vec!["work".into(), "all".into()], ..EntryFilter::default() };
    assert_eq!(journal.list(tagged, PageRequest::default()).await?.items.len(), 2);
    Ok(())
}
