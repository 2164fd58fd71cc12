//! What the images hold.

use annals::prelude::*;
use sea_orm::ConnectionTrait;
use serde_json::json;

use super::Story;
use crate::support::{TestResult, rows};

#[tokio::test]
async fn bulky_content_is_in_the_image_of_a_deletion_alone() -> TestResult {
    let story = Story::start().await?;
    let entry = story.create().await?;
    let analysis = NewAnalysis::of(&entry, "themes", json!({ "themes": ["rain"] }).into());
    let journal = story.fixture.db.scope(&story.context).journal();
    let recorded = journal.record_analyses(vec![analysis]).await?;
    story
        .write("UPDATE annals.processed_content SET processed_data = '{\"themes\": [\"sun\"]}'")
        .await?;
    journal.delete_for_good(entry.id).await?;

    let history = story.history("processed_content", recorded[0]).await?;
    let operations: Vec<&str> = history.iter().map(|entry| entry.operation.as_str()).collect();
    assert_eq!(operations, ["insert", "update", "delete"]);
    for entry in &history[..2] {
        assert_eq!(entry.image.to_value()?.get("processed_data"), None);
    }
    assert_eq!(history[2].image.to_value()?["processed_data"], json!({ "themes": ["sun"] }));
    story.expect_complete_log().await
}

#[tokio::test]
async fn no_image_holds_the_hash_of_a_password() -> TestResult {
    let story = Story::start().await?;
    let hash = "$argon2id$v=19$secret";
    let new = NewAccount {
        password_hash: Some(hash.into()),
        ..NewAccount::with_identity(
            "Grace",
            "grace@example.org",
            Identity::email("grace@example.org"),
        )
    };
    let grace = story.fixture.db.sign_up(new).await?;
    let tx = story.fixture.db.begin(&grace.context()).await?;
    tx.connection()
        .execute_unprepared("UPDATE annals.identities SET password_hash = password_hash || 'x', password_changed_at = now()")
        .await?;
    tx.connection().execute_unprepared("DELETE FROM annals.identities").await?;
    tx.commit().await?;

    let owner = story.fixture.owner().await?;
    let images: Vec<(String,)> = rows(
        &owner,
        "SELECT image::text FROM annals.audit_log WHERE account_id = $1 ORDER BY occurred_at",
        [grace.account_id.into()],
    )
    .await?;
    assert_eq!(images.len(), 6, "account, user, identity, role; its change and its deletion");
    for (image,) in &images {
        assert!(!image.contains("password_hash") && !image.contains("argon2id"), "{image}");
    }
    Ok(())
}

#[tokio::test]
async fn numbers_are_in_the_image_value_for_value() -> TestResult {
    let story = Story::start().await?;
    let raw = r#"{"big": 1208925819614629174706176, "huge": 1e300, "idle": 0.1000, "fine": 0.30000000000000004, "long": 12345678901234567890.123456789}"#;
    let new = NewEntry { raw_data: raw.parse()?, ..NewEntry::by(story.ada.user.id) };
    let entry = story.fixture.db.scope(&story.context).journal().create(new).await?;
    story.write("UPDATE annals.journal_entries SET title = 'x'").await?;

    let owner = story.fixture.owner().await?;
    let same: Vec<(bool, bool)> = rows(
        &owner,
        "SELECT image -> 'raw_data' = $2::jsonb, (image -> 'raw_data')::text = $2::jsonb::text
           FROM annals.audit_log WHERE row_id = $1",
        [entry.id.into(), raw.into()],
    )
    .await?;
    assert_eq!(same, [(true, true), (true, true)]);
    let image = &story.history("journal_entries", entry.id).await?[1].image;
    for number in ["1208925819614629174706176", "0.1000", "12345678901234567890.123456789"] {
        assert!(image.as_str().contains(number), "{image}");
    }
    story.expect_complete_log().await
}

#[tokio::test]
async fn a_json_null_is_a_value_that_the_log_describes() -> TestResult {
    let story = Story::start().await?;
    let new = NewEntry { raw_data: json!(null).into(), ..NewEntry::by(story.ada.user.id) };
    let entry = story.fixture.db.scope(&story.context).journal().create(new).await?;
    let image = story.history("journal_entries", entry.id).await?[0].image.to_value()?;
    assert_eq!(image.get("raw_data"), Some(&json!(null)));
    story.expect_complete_log().await
}
