//! Rows that are given, beside those of their ids.

use annals::{
    entity::{journal_entries, messages, projects},
    prelude::*,
};
use rust_decimal::Decimal;
use sea_orm::ActiveValue::Set;
use serde_json::json;
use uuid::Uuid;

use super::{conversation, entry, message, project};
use crate::support::{TestResult, fixture};

#[tokio::test]
async fn each_row_is_absent_the_same_different_or_deleted() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let context = ada.context();
    let projects = fixture.db.scope(&context).repository::<projects::Entity>();
    let ids = projects.insert_many(["a", "b", "c"].map(project)).await?;
    projects.delete(ids[2]).await?;
    let given = |id, name| projects::ActiveModel { id: Set(id), ..project(name) };
    let rows = [
        given(ids[1], "another"),
        given(Uuid::now_v7(), "b"),
        given(ids[0], "a"),
        given(ids[2], "c"),
        projects::ActiveModel { id: Set(ids[1]), ..Default::default() },
    ];
    let standings = projects.compare_many(rows).await?;
    let different = Standing::Different(vec!["name".to_owned()]);
    let expected = [different, Standing::Absent, Standing::Same, Standing::Deleted, Standing::Same];
    assert_eq!(standings, expected);
    Ok(())
}

#[tokio::test]
async fn values_are_compared_by_what_they_are_not_by_their_text() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let context = ada.context();
    let entries = fixture.db.scope(&context).repository::<journal_entries::Entity>();
    let at = "2026-05-01T10:00:00+02:00".parse()?;
    let row = journal_entries::ActiveModel {
        id: Set(Uuid::now_v7()),
        raw_data: Set(r#"{"b": 1.50, "a": [1e3]}"#.parse()?),
        mood_score: Set(Some(Decimal::new(75, 1))),
        tags: Set(json!(["x"])),
        created_at: Set(at),
        ..entry(ada.user.id)
    };
    entries.insert(row.clone()).await?;
    let same = journal_entries::ActiveModel {
        raw_data: Set(r#"{"a":[1000],"b":1.5}"#.parse()?),
        mood_score: Set(Some(Decimal::new(750, 2))),
        created_at: Set(at.to_utc().fixed_offset()),
        ..row.clone()
    };
    let other = journal_entries::ActiveModel {
        raw_data: Set(r#"{"a":[1000],"b":1.5000000000000000000001}"#.parse()?),
        mood_score: Set(None),
        ..row
    };
    let standings = entries.compare_many([same, other]).await?;
    let differing = ["raw_data", "mood_score"].map(str::to_owned).to_vec();
    assert_eq!(standings, [Standing::Same, Standing::Different(differing)]);
    Ok(())
}

#[tokio::test]
async fn rows_of_another_account_are_absent() -> TestResult {
    let fixture = fixture().await?;
    let (ada, ben) = (fixture.sign_up().await?, fixture.sign_up().await?);
    let talk = conversation(&fixture, &ada).await?;
    let context = ada.context();
    let messages = fixture.db.scope(&context).repository::<messages::Entity>();
    let id = messages.insert(message(talk.id, 1)).await?.id;
    let row = messages::ActiveModel { id: Set(id), ..message(talk.id, 1) };
    assert_eq!(messages.compare_many([row.clone()]).await?, [Standing::Same]);
    let context = ben.context();
    let theirs = fixture.db.scope(&context).repository::<messages::Entity>();
    assert_eq!(theirs.compare_many([row]).await?, [Standing::Absent]);
    Ok(())
}
