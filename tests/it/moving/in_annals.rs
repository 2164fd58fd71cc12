//! What the store in Annals keeps where, audits, and leaves alone.

use annals::{entity::users, prelude::*};
use sea_orm::ActiveValue::Set;
use serde_json::json;
use uuid::Uuid;

use super::{analysed, store_of};
use crate::support::{TestResult, fixture, log_of};

#[tokio::test]
async fn a_record_is_an_entry_with_its_sentiment_and_each_write_is_audited_once() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let context = ada.context();
    let entries = AnnalsStore::new(fixture.db.clone(), context.clone(), ada.user.id);
    let entry = entries.store(analysed(StoredEntry::new("Rain"), "calm", 0.25)).await?;
    let journal = fixture.db.read(&context).journal();
    let row = journal.find(entry.id).await?.ok_or("it was stored")?;
    assert_eq!(
        (row.created_at.to_utc(), row.updated_at.to_utc()),
        (entry.created_at, entry.updated_at)
    );
    let raw = row.raw_data.to_value()?;
    assert_eq!(raw["timestamp"], json!(entry.timestamp));
    assert_eq!(raw["processing_result"]["processing_time"], 2_500_000_000_u64);
    let found = journal.latest_analysis(entry.id, "sentiment_analysis").await?.ok_or("is kept")?;
    assert_eq!(found.processed_data.to_value()?["score"], 0.25);
    assert_eq!(found.confidence_score.map(|it| it.to_string()).as_deref(), Some("0.92"));

    let changed = analysed(StoredEntry { content: "Sun".into(), ..entry.clone() }, "glad", 0.75);
    entries.update(changed.clone()).await?;
    entries.update(changed).await?; // changes nothing
    entries.delete(entry.id).await?;
    let audit = fixture.db.read(&context).audit();
    let history = audit.history("journal_entries", entry.id).await?;
    assert_eq!(log_of(&history), ["1 insert hook", "2 update hook", "3 update database"]);
    let replaced = audit.history("processed_content", found.id).await?;
    assert_eq!(log_of(&replaced), ["1 insert hook", "2 update database"]);
    let log = audit.verify().await?;
    assert!(log.is_complete(), "{:?}", log.findings);
    Ok(())
}

#[tokio::test]
async fn accounts_are_kept_apart_and_so_are_the_users_of_one() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let context = ada.context();
    let users = fixture.db.scope(&context).repository::<users::Entity>();
    let guest = users::ActiveModel { email: Set("guest@example.org".into()), ..Default::default() };
    let guest = users.insert(guest).await?.id;
    let of = |user| AnnalsStore::new(fixture.db.clone(), ada.context(), user);
    let (adas, guests, bobs) = (of(ada.user.id), of(guest), store_of(&fixture).await?);
    let entry = adas.store(StoredEntry::new("Rain")).await?;
    for stranger in [&guests, &bobs] {
        assert_eq!(stranger.get(entry.id).await?, None);
        assert_eq!(stranger.get_all().await?, []);
        assert_eq!(stranger.get_many(vec![entry.id]).await?, []);
        assert_eq!(stranger.list_after(None, 10).await?, []);
        assert_eq!(stranger.count().await?, 0);
        assert_eq!(stranger.statistics().await?, EntryStatistics::default());
        let update = stranger.update(entry.clone()).await;
        assert!(matches!(update, Err(Error::NotFound { .. })), "{update:?}");
        assert!(matches!(stranger.delete(entry.id).await, Err(Error::NotFound { .. })));
        stranger.remove(entry.id).await?;
    }
    let taken = guests.put(StoredEntry { content: "Mine".into(), ..entry.clone() }).await;
    assert!(matches!(taken, Err(Error::AlreadyExists { .. })), "{taken:?}");
    assert_eq!(guests.add_missing(vec![entry.clone()]).await?, Vec::<Uuid>::new());
    bobs.store(entry.clone()).await?; // an id is an account's own
    bobs.delete(entry.id).await?;
    assert_eq!(adas.get(entry.id).await?, Some(entry));
    Ok(())
}

#[tokio::test]
async fn what_else_the_journal_keeps_of_an_entry_stays() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let context = ada.context();
    let journal = fixture.db.scope(&context).journal();
    let entries = AnnalsStore::new(fixture.db.clone(), context.clone(), ada.user.id);
    let exact = r#"{"atoms": 1208925819614629174706176, "processing_result": 7}"#;
    for (raw_data, kept) in [(exact, "atoms"), ("[1, 2]", "raw_data")] {
        let new = NewEntry {
            title: Some("A day".into()),
            content: Some("Rain".into()),
            tags: vec!["work".into()],
            raw_data: raw_data.parse()?,
            ..NewEntry::by(ada.user.id)
        };
        let row = journal.create(new).await?;
        let sentiment = json!({ "score": 0.5, "label": "calm", "confidence": 1, "processed_at": row.created_at });
        journal.record_analysis(NewAnalysis::of(&row, "themes", json!(["rain"]).into())).await?;
        journal
            .record_analysis(NewAnalysis::of(&row, "sentiment_analysis", sentiment.into()))
            .await?;
        let entry = entries.get(row.id).await?.ok_or("it has a content")?;
        assert_eq!(entry.timestamp, row.created_at.to_utc());
        let found = entry.processing_result.as_ref().and_then(|it| it.sentiment_result.as_ref());
        assert_eq!(found.map(|it| it.label.as_str()), Some("calm"));
        assert_eq!(entries.statistics().await?.labels.get("calm"), Some(&entries.count().await?));

        let later = StoredEntry { content: "Rain, then sun".to_owned(), ..entry.clone() };
        let changed = entries.update(later).await?;
        assert_eq!(entries.get(row.id).await?, Some(changed));
        let row = journal.find(row.id).await?.ok_or("it is there")?;
        assert_eq!((row.title.as_deref(), &row.tags), (Some("A day"), &json!(["work"])));
        assert!(row.raw_data.as_str().contains(kept), "{}", row.raw_data);
        assert_eq!(row.raw_data.as_str().contains("1208925819614629174706176"), kept == "atoms");
        let analyses = journal.latest_analyses(row.id).await?;
        assert_eq!(analyses.len(), 2, "{analyses:?}");
    }
    let bare = journal.create(NewEntry::by(ada.user.id)).await?; // says nothing: no record
    assert_eq!(entries.get(bare.id).await?, None);
    assert_eq!(entries.count().await?, 2);
    Ok(())
}

#[tokio::test]
async fn a_sentiment_that_is_taken_back_leaves_no_older_one_in_its_place() -> TestResult {
    let fixture = fixture().await?;
    let entries = store_of(&fixture).await?;
    let entry = entries.store(analysed(StoredEntry::new("Rain"), "calm", 0.25)).await?;
    entries.update(analysed(entry.clone(), "glad", 0.5)).await?;
    let bare = entries.update(StoredEntry { processing_result: None, ..entry }).await?;
    assert_eq!(entries.get(bare.id).await?, Some(bare));
    assert!(entries.statistics().await?.labels.is_empty());
    Ok(())
}

#[tokio::test]
async fn a_deleted_entry_comes_back_under_its_id_and_its_history_goes_on() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let entries = AnnalsStore::new(fixture.db.clone(), ada.context(), ada.user.id);
    let entry = entries.store(analysed(StoredEntry::new("Rain"), "calm", 0.25)).await?;
    entries.delete(entry.id).await?;
    let other = StoredEntry { id: entry.id, ..StoredEntry::new("Sun") };
    let stored = entries.store(other).await?;
    assert_eq!(entries.get(entry.id).await?, Some(stored.clone()));
    assert!(matches!(entries.store(stored).await, Err(Error::AlreadyExists { .. })));
    let history =
        fixture.db.read(&ada.context()).audit().history("journal_entries", entry.id).await?;
    assert_eq!(log_of(&history), ["1 insert hook", "2 update database", "3 update hook"]);
    Ok(())
}

#[tokio::test]
async fn many_go_in_by_one_statement_and_what_is_there_is_left_alone() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let entries = AnnalsStore::new(fixture.db.clone(), ada.context(), ada.user.id);
    let hostile = "quote \" backslash \\ brace {NULL} 🌧\n";
    let memory = MemoryStore::new();
    for number in 0..300 {
        let entry = StoredEntry::new(format!("{hostile}{number}"));
        let entry = if number % 3 == 0 { analysed(entry, hostile, 0.1) } else { entry };
        memory.store(entry).await?;
    }
    let all = memory.get_all().await?;
    let other = StoredEntry { content: "Other".into(), ..all[7].clone() };
    entries.store(other.clone()).await?;
    let added = entries.add_missing(all.clone()).await?;
    assert_eq!((added.len(), added.contains(&other.id)), (299, false));
    assert_eq!(entries.add_missing(all.clone()).await?, Vec::<Uuid>::new());
    let mut expected = all;
    expected[7] = other;
    assert_eq!(entries.get_all().await?, expected);
    let log = fixture.db.read(&ada.context()).audit().verify().await?;
    assert!(log.is_complete(), "{:?}", log.findings);
    Ok(())
}
