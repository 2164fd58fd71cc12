//! The journal: use, refusals, accounts kept apart, audit entries.

use annals::{
    prelude::*,
    service::{error::InvalidField, journal::EntryUpdate},
};
use rust_decimal::Decimal;
use serde_json::json;
use uuid::Uuid;

use crate::support::{Fixture, TestResult, fixture, log_of};

async fn with_entry(fixture: &Fixture) -> TestResult<(SignedUp, Entry)> {
    let ada = fixture.sign_up().await?;
    let entry =
        fixture.db.scope(&ada.context()).journal().create(NewEntry::by(ada.user.id)).await?;
    Ok((ada, entry))
}

fn titled(title: &str) -> EntryUpdate {
    EntryUpdate { title: Some(Some(title.to_owned())), ..EntryUpdate::default() }
}

#[tokio::test]
async fn an_entry_is_found_as_it_was_written() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let context = ada.context();
    let journal = fixture.db.scope(&context).journal();

    let new = NewEntry {
        title: Some("First day".to_owned()),
        content: Some("It  rained,\nand I stayed.".to_owned()),
        raw_data: json!({ "mood": "calm", "n": [1, null, true] }).into(),
        mood_score: Some(10.into()),
        tags: vec!["work".to_owned()],
        ..NewEntry::by(ada.user.id)
    };
    let written = journal.create(new).await?;

    assert_eq!(written.word_count, 5);
    assert_eq!(written.row_version, 1);
    assert_eq!(written.raw_data.to_value()?, json!({ "mood": "calm", "n": [1, null, true] }));
    assert_eq!(written.created_at, written.updated_at);
    assert_eq!(journal.find(written.id).await?, Some(written));
    assert_eq!(journal.find(Uuid::now_v7()).await?, None);
    Ok(())
}

#[tokio::test]
async fn one_entry_is_recorded_by_its_hook_and_many_by_the_database() -> TestResult {
    let fixture = fixture().await?;
    let (ada, entry) = with_entry(&fixture).await?;
    let context = ada.context().operation("entries.import").request_id("req-1");
    let journal = fixture.db.scope(&context).journal();
    let many = journal.create_many(vec![NewEntry::by(ada.user.id); 3]).await?;

    let audit = fixture.db.read(&context).audit();
    let history = audit.history("journal_entries", entry.id).await?;
    assert_eq!(log_of(&history), ["1 insert hook"]);
    for id in many {
        let history = audit.history("journal_entries", id).await?;
        assert_eq!(log_of(&history), ["1 insert database"]);
        assert_eq!(history[0].actor_id, Some(ada.user.id));
        let said = json!({ "operation": "entries.import", "request_id": "req-1" });
        assert_eq!(history[0].context, Some(said));
    }
    assert!(audit.verify().await?.is_complete());
    Ok(())
}

#[tokio::test]
async fn ten_thousand_entries_come_in_by_one_call_in_their_order() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let context = ada.context();
    let journal = fixture.db.scope(&context).journal();
    let new: Vec<NewEntry> = (0..10_000)
        .map(|number| NewEntry {
            title: (number % 2 == 0).then(|| format!("{number} \"quoted\" \\ {{x}}")),
            content: (number % 3 == 0).then(|| "NULL".to_owned()),
            mood_score: (number % 5 == 0).then(|| Decimal::new(755, 2)),
            ..NewEntry::by(ada.user.id)
        })
        .collect();

    let ids = journal.create_many(new.clone()).await?;

    assert_eq!(journal.count(EntryFilter::default()).await?, 10_000);
    for position in [0, 1, 5_000, 9_999] {
        let entry = journal.find(ids[position]).await?.ok_or("it was created")?;
        assert_eq!(entry.title, new[position].title);
        assert_eq!(entry.content, new[position].content);
        assert_eq!(entry.mood_score, new[position].mood_score);
    }
    Ok(())
}

#[tokio::test]
async fn every_field_at_fault_is_named_and_nothing_is_written() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let context = ada.context();
    let journal = fixture.db.scope(&context).journal();
    let bad = NewEntry {
        title: Some("é".repeat(501)),
        content: Some("a\0b".to_owned()),
        raw_data: r#"{"days": [1, {"note": "\u0000"}]}"#.parse()?,
        mood_score: Some(11.into()),
        language: String::new(),
        ..NewEntry::by(ada.user.id)
    };
    let good = NewEntry { title: Some("é".repeat(500)), ..NewEntry::by(ada.user.id) };

    let one = journal.create(bad.clone()).await.expect_err("five faults");
    let many = journal.create_many(vec![good, bad]).await.expect_err("five faults");

    let Error::Invalid { fields } = &one else { panic!("{one}") };
    let named: Vec<&str> = fields.iter().map(|fault| fault.field.as_str()).collect();
    assert_eq!(named, ["title", "content", "raw_data", "language", "mood_score"]);
    assert!(
        one.to_string().contains("\\u0000") && one.to_string().contains("$.days[1].note"),
        "{one}"
    );
    let Error::Invalid { fields } = many else { panic!("{many}") };
    assert!(matches!(&fields[0], InvalidField { field, .. } if field == "[1].title"), "{fields:?}");
    assert_eq!(journal.count(EntryFilter::default()).await?, 0);
    Ok(())
}

#[tokio::test]
async fn a_title_of_five_hundred_characters_and_a_mood_of_ten_fit() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let context = ada.context();
    let new = NewEntry {
        title: Some("𝄞".repeat(500)),
        mood_score: Some(Decimal::new(1000, 2)),
        ..NewEntry::by(ada.user.id)
    };
    let entry = fixture.db.scope(&context).journal().create(new).await?;
    assert_eq!(entry.title.map(|title| title.chars().count()), Some(500));
    Ok(())
}

#[tokio::test]
async fn an_entry_of_a_user_of_another_account_is_refused() -> TestResult {
    let fixture = fixture().await?;
    let (ada, bob) = (fixture.sign_up().await?, fixture.sign_up().await?);
    let context = ada.context();
    let refused = fixture.db.scope(&context).journal().create(NewEntry::by(bob.user.id)).await;
    let error = refused.expect_err("bob is not of this account");
    assert!(
        matches!(&error, Error::Conflict { constraint, .. } if constraint == "fk_journal_entries_user_id"),
        "{error}"
    );
    Ok(())
}

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

#[tokio::test]
async fn a_stale_update_is_refused_with_the_current_version() -> TestResult {
    let fixture = fixture().await?;
    let (ada, entry) = with_entry(&fixture).await?;
    let context = ada.context();
    let journal = fixture.db.scope(&context).journal();

    let updated = journal.update(entry.id, 1, titled("one")).await?;
    let refused = journal.update(entry.id, 1, titled("two")).await;

    assert_eq!(updated.row_version, 2);
    assert!(updated.updated_at > entry.updated_at);
    let error = refused.expect_err("version 1 is past");
    assert!(matches!(error, Error::StaleVersion { expected: 1, actual: 2, .. }), "{error}");
    assert_eq!(journal.find(entry.id).await?, Some(updated));
    Ok(())
}

#[tokio::test]
async fn an_update_that_changes_nothing_makes_no_version_and_no_entry() -> TestResult {
    let fixture = fixture().await?;
    let (ada, entry) = with_entry(&fixture).await?;
    let context = ada.context();
    let journal = fixture.db.scope(&context).journal();

    for change in
        [EntryUpdate::default(), EntryUpdate { title: Some(None), ..EntryUpdate::default() }]
    {
        let unchanged = journal.update(entry.id, 1, change).await?;
        assert_eq!((unchanged.row_version, unchanged.updated_at), (1, entry.updated_at));
    }
    let history = fixture.db.read(&context).audit().history("journal_entries", entry.id).await?;
    assert_eq!(log_of(&history), ["1 insert hook"]);
    Ok(())
}

#[tokio::test]
async fn what_is_not_there_or_not_the_accounts_is_not_found() -> TestResult {
    let fixture = fixture().await?;
    let (_, entry) = with_entry(&fixture).await?;
    let bob = fixture.sign_up().await?;
    let context = bob.context();
    let journal = fixture.db.scope(&context).journal();

    assert_eq!(journal.find(entry.id).await?, None);
    for id in [entry.id, Uuid::now_v7()] {
        let refusals = [
            journal.update(id, 1, titled("mine now")).await.map(drop),
            journal.update(id, 1, EntryUpdate::default()).await.map(drop),
            journal.delete(id).await.map(drop),
            journal.restore(id).await.map(drop),
            journal.delete_for_good(id).await,
            journal.preview_deletion(id).await.map(drop),
        ];
        for refused in refusals {
            assert!(matches!(refused, Err(Error::NotFound { .. })), "{refused:?}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_deletion_takes_the_analyses_and_its_restoration_brings_back_just_them() -> TestResult {
    let fixture = fixture().await?;
    let (ada, entry) = with_entry(&fixture).await?;
    let context = ada.context();
    let journal = fixture.db.scope(&context).journal();
    let analysis = NewAnalysis {
        journal_id: entry.id,
        user_id: ada.user.id,
        task_type: "sentiment_analysis".to_owned(),
        processed_data: json!({ "score": 0.5 }).into(),
        confidence_score: Some(Decimal::new(9, 1)),
    };
    journal.record_analyses(vec![analysis.clone(), analysis]).await?;

    let preview = journal.preview_deletion(entry.id).await?;
    let deletion = journal.delete(entry.id).await?;
    assert_eq!((deletion.entries, deletion.analyses), (1, 2));
    assert_eq!(
        preview.rows,
        [("journal_entries".to_owned(), 1), ("processed_content".to_owned(), 2)]
    );
    assert_eq!(journal.find(entry.id).await?, None);
    assert_eq!(journal.count(EntryFilter::default()).await?, 0);
    let all = EntryFilter { deleted: Deleted::Included, ..EntryFilter::default() };
    assert_eq!(journal.count(all).await?, 1);
    assert!(matches!(journal.delete(entry.id).await, Err(Error::NotFound { .. })));

    let restored = journal.restore(deletion.deletion_id).await?;
    assert_eq!(restored, deletion);
    assert_eq!(journal.find(entry.id).await?.map(|entry| entry.row_version), Some(3));
    assert!(fixture.db.read(&context).audit().verify().await?.is_complete());
    Ok(())
}

#[tokio::test]
async fn an_entry_that_is_deleted_for_good_leaves_its_history() -> TestResult {
    let fixture = fixture().await?;
    let (ada, entry) = with_entry(&fixture).await?;
    let context = ada.context();
    let journal = fixture.db.scope(&context).journal();
    journal.update(entry.id, 1, titled("once")).await?;
    journal.delete_for_good(entry.id).await?;

    let history = fixture.db.read(&context).audit().history("journal_entries", entry.id).await?;
    assert_eq!(log_of(&history), ["1 insert hook", "2 update hook", "3 delete hook"]);
    assert_eq!(history[2].image.to_value()?["title"], "once");
    Ok(())
}
