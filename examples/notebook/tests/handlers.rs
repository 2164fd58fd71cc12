//! What handlers decide, without a database: the journal is a mock.

use annals::{entity::values::ExactJson, prelude::*, service::journal::MockJournal};
use axum::http::StatusCode;
use notebook::{
    Problem,
    routes::entries::{Draft, page, revised, shown},
};
use sea_orm::prelude::Uuid;
use serde_json::json;

fn entry(id: Uuid, title: &str) -> Entry {
    Entry {
        id,
        account_id: Uuid::nil(),
        user_id: Uuid::nil(),
        created_at: Default::default(),
        updated_at: Default::default(),
        deleted_at: None,
        deletion_id: None,
        title: Some(title.to_owned()),
        content: None,
        raw_data: ExactJson::from(json!({})),
        entry_type: "text".to_owned(),
        entry_date: None,
        mood_score: None,
        word_count: 0,
        language: "en".to_owned(),
        tags: json!(["work"]),
        categories: json!([]),
        is_private: true,
        metadata: json!({}),
        processing_status: "pending".to_owned(),
        claimed_by: None,
        error_message: None,
        claimed_until: None,
        attempts: 0,
        row_version: 1,
        audit_id: None,
    }
}

#[tokio::test]
async fn an_entry_that_is_not_there_is_404() {
    let mut journal = MockJournal::new();
    journal.expect_find().times(1).returning(|_| Ok(None));
    let problem = shown(&journal, Uuid::nil()).await.unwrap_err();
    assert_eq!(problem.told().0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_query_string_becomes_a_page_and_a_filter() -> Result<(), Problem> {
    let mut journal = MockJournal::new();
    let work = Filter::from_pairs([("tags__contains", "work")])?;
    journal
        .expect_list()
        .withf(move |filter, page| filter.matching == work && page.size == 5)
        .times(1)
        .returning(|_, _| {
            Ok(Page { items: vec![entry(Uuid::nil(), "First day")], next: None, previous: None })
        });
    let pairs = [("tags__contains", "work"), ("size", "5")];
    let pairs = pairs.map(|(key, value)| (key.to_owned(), value.to_owned()));
    let shown = page(&journal, pairs.into()).await?;
    assert_eq!(shown["entries"][0]["title"], "First day");
    assert_eq!(shown["next"], json!(null));
    Ok(())
}

#[tokio::test]
async fn whoever_comes_second_is_told_the_version_that_stands() {
    let mut journal = MockJournal::new();
    journal.expect_update().times(1).returning(|id, expected, _| {
        Err(Error::StaleVersion { entity: "journal_entries", id, expected, actual: 7 })
    });
    let draft = Draft { row_version: 6, ..Draft::default() };
    let (status, told) = revised(&journal, Uuid::nil(), draft).await.unwrap_err().told();
    assert_eq!((status, &told["row_version"]), (StatusCode::CONFLICT, &json!(7)));
}
