//! New entries: one and many, their refusals, their audit entries.

use annals::{entity::users, prelude::*, service::error::InvalidField};
use rust_decimal::Decimal;
use sea_orm::ActiveValue::Set;
use serde_json::json;
use uuid::Uuid;

use super::with_entry;
use crate::support::{TestResult, fixture, log_of};

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
async fn words_are_runs_of_anything_but_the_white_space_of_ascii() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let context = ada.context();
    let journal = fixture.db.scope(&context).journal();
    let counted = [
        (None, 0),
        (Some(""), 0),
        (Some(" \n\t \r\n"), 0),
        (Some("one"), 1),
        (Some("v"), 1),
        (Some("v and fin v"), 4),
        (Some("  one\t\ttwo   three    four \u{b}five\u{c}six\n"), 6),
        (Some("a\u{1} b\u{1}\u{1}  c"), 3),
        (Some("día\u{a0}a\u{3000}día, y \u{1f600}"), 3),
    ];
    for (text, words) in counted {
        let new = NewEntry { content: text.map(ToOwned::to_owned), ..NewEntry::by(ada.user.id) };
        assert_eq!(journal.create(new).await?.word_count, words, "{text:?}");
    }
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
async fn an_entry_of_a_user_who_is_not_there_is_refused() -> TestResult {
    let fixture = fixture().await?;
    let (ada, bob) = (fixture.sign_up().await?, fixture.sign_up().await?);
    let context = ada.context();
    let journal = fixture.db.scope(&context).journal();
    let users = fixture.db.scope(&context).repository::<users::Entity>();
    let gone = users::ActiveModel {
        email: Set("gone@example.org".to_owned()),
        ..users::ActiveModel::default()
    };
    let gone = users.insert(gone).await?;
    users.delete(gone.id).await?;

    for missing in [bob.user.id, gone.id, Uuid::now_v7()] {
        let new = [ada.user.id, missing].map(NewEntry::by);
        let one = journal.create(NewEntry::by(missing)).await.map(drop);
        let many = journal.create_many(new.to_vec()).await.map(drop);
        for refused in [one, many] {
            let error = refused.expect_err("nobody of this account");
            assert!(
                matches!(error, Error::NotFound { entity: "users", id } if id == missing),
                "{error}"
            );
        }
    }
    assert_eq!(journal.count(EntryFilter::default()).await?, 0);
    Ok(())
}
