//! What a column can't hold is named before the database is asked, by every way to write.

use annals::{
    entity::{documents, journal_entries, messages},
    prelude::*,
};
use sea_orm::{ActiveValue::Set, ConnectionTrait};
use uuid::Uuid;

use super::{
    entry, message,
    samples::{self, samples},
};
use crate::support::{TestResult, fixture};

/// The fields of an `Invalid`, each with its rule.
fn faults<T: std::fmt::Debug>(refused: Result<T, Error>) -> Vec<(String, String)> {
    match refused {
        Err(Error::Invalid { fields }) => {
            fields.into_iter().map(|fault| (fault.field, fault.rule)).collect()
        }
        other => panic!("not refused as invalid: {other:?}"),
    }
}

fn names<T: std::fmt::Debug>(refused: Result<T, Error>) -> Vec<String> {
    faults(refused).into_iter().map(|(field, _)| field).collect()
}

/// Five faults: too long, U+0000 in a text and in JSON of both kinds, too large.
fn wrong(user: Uuid) -> TestResult<journal_entries::ActiveModel> {
    Ok(journal_entries::ActiveModel {
        title: Set(Some("é".repeat(501))),
        content: Set(Some("a\0b".to_owned())),
        raw_data: Set(r#"["\u0000"]"#.parse()?),
        mood_score: Set(Some("99.995".parse()?)),
        tags: Set(serde_json::json!(["\0"])),
        ..entry(user)
    })
}

const WRONG: [&str; 5] = ["title", "content", "raw_data", "mood_score", "tags"];

#[tokio::test]
async fn every_field_at_fault_is_named_at_once_and_the_transaction_goes_on() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let context = ada.context();
    let tx = fixture.db.begin(&context).await?;
    let entries = tx.repository::<journal_entries::Entity>();

    let told = faults(entries.insert(wrong(ada.user.id)?).await);
    let rule = |field: &str| {
        told.iter().find(|(name, _)| name == field).map(|(_, rule)| rule.as_str()).expect(field)
    };
    assert_eq!(rule("title"), "has 501 characters: it may have 500");
    assert_eq!(rule("content"), "has the character U+0000 at byte 1: PostgreSQL can't hold it");
    assert!(rule("raw_data").starts_with("holds what PostgreSQL can't"), "{told:?}");
    assert!(rule("tags").starts_with("holds what PostgreSQL can't"), "{told:?}");
    assert_eq!(rule("mood_score"), "is 99.995: it must be below 100, either side of 0");
    assert_eq!(told.len(), WRONG.len());

    let id = entries.insert(entry(ada.user.id)).await?.id;
    let change = journal_entries::ActiveModel { id: Set(id), ..wrong(ada.user.id)? };
    assert_eq!(sorted(names(entries.update(change.clone(), 1).await)), sorted(WRONG));
    assert_eq!(sorted(names(entries.update_unversioned(change).await)), sorted(WRONG));
    let nowhere = wrong(ada.user.id)?;
    assert_eq!(names(entries.update_unversioned(nowhere).await).len(), WRONG.len() + 1);
    let given = [entry(ada.user.id), wrong(ada.user.id)?];
    let below = sorted(WRONG.map(|name| format!("[1].{name}")));
    assert_eq!(sorted(names(entries.insert_many(given.clone()).await)), below);
    assert_eq!(sorted(names(entries.upsert_many(given, "pk_journal_entries").await)), below);

    assert_eq!(entries.find(id).await?.map(|entry| entry.row_version), Some(1));
    tx.commit().await?;
    Ok(())
}

fn sorted(names: impl IntoIterator<Item: Into<String>>) -> Vec<String> {
    let mut names: Vec<String> = names.into_iter().map(Into::into).collect();
    names.sort();
    names
}

#[tokio::test]
async fn what_just_fits_is_taken() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let context = ada.context();
    let entries = fixture.db.scope(&context).repository::<journal_entries::Entity>();
    let row = || journal_entries::ActiveModel {
        title: Set(Some("𝄞".repeat(500))),
        mood_score: Set(Some("9.994".parse().expect("a number"))),
        ..entry(ada.user.id)
    };
    let one = entries.insert(row()).await?;
    let many = entries.insert_many([row()]).await?;
    let stored = entries.find_many([one.id, many[0]]).await?;
    assert!(
        stored
            .iter()
            .all(|entry| entry.mood_score.map(|it| it.to_string()).as_deref() == Some("9.99"))
    );
    Ok(())
}

/// The process knows the old length, and must not refuse by it.
#[tokio::test]
async fn a_column_made_wider_meanwhile_takes_what_fits_it_now() -> TestResult {
    let (fixture, ada) = samples().await?;
    let context = ada.context();
    let samples = fixture.db.scope(&context).repository::<samples::Entity>();
    let row = |length: usize| samples::ActiveModel {
        label: Set(Some("x".repeat(length))),
        ..<samples::ActiveModel as Default>::default()
    };
    assert_eq!(names(samples.insert(row(21)).await), ["label"]);
    let wider = "ALTER TABLE samples ALTER label TYPE varchar(30)";
    fixture.owner().await?.execute_unprepared(wider).await?;
    assert_eq!(samples.insert(row(21)).await?.label.map(|label| label.len()), Some(21));
    assert_eq!(names(samples.insert(row(31)).await), ["label"]);
    Ok(())
}

#[tokio::test]
async fn an_array_of_texts_is_looked_into() -> TestResult {
    let (fixture, ada) = samples().await?;
    let context = ada.context();
    let samples = fixture.db.scope(&context).repository::<samples::Entity>();
    let row = samples::ActiveModel {
        words: Set(Some(vec!["fine".to_owned(), "a\0".to_owned()])),
        ..<samples::ActiveModel as Default>::default()
    };
    assert_eq!(names(samples.insert(row.clone()).await), ["words"]);
    assert_eq!(names(samples.insert_many([row]).await), ["[0].words"]);
    Ok(())
}

#[tokio::test]
async fn what_the_database_alone_knows_is_still_refused_by_it() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let context = ada.context();
    let scope = fixture.db.scope(&context);
    let bare = documents::ActiveModel { title: Set("Plan".to_owned()), ..Default::default() };
    let documents = scope.repository::<documents::Entity>();
    assert_eq!(names(documents.insert(bare).await), ["project_id"]);
    let orphan = message(Uuid::now_v7(), 0);
    let refused = scope.repository::<messages::Entity>().insert(orphan).await;
    assert!(matches!(refused, Err(Error::Conflict { .. })), "{refused:?}");
    Ok(())
}
