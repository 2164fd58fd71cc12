//! What `verify` finds when somebody who may do everything has been at the log, or past it.

use annals::{
    prelude::*,
    service::audit::{Fault, Finding},
};
use sea_orm::{ConnectionTrait, TransactionTrait};
use uuid::Uuid;

use super::Story;
use crate::support::TestResult;

/// An entry of three versions, before anybody touches the log.
async fn story() -> TestResult<(Story, Uuid)> {
    let story = Story::start().await?;
    let entry = story.create().await?;
    for title in ["two", "three"] {
        story.write(&format!("UPDATE annals.journal_entries SET title = '{title}'")).await?;
    }
    Ok((story, entry.id))
}

/// Does something with all triggers silent, as a superuser can.
async fn tamper(story: &Story, sql: &str) -> TestResult {
    let tampering = story.fixture.admin().await?.begin().await?;
    tampering.execute_unprepared("SET LOCAL session_replication_role = replica").await?;
    let touched = tampering.execute_unprepared(sql).await?.rows_affected();
    assert_eq!(touched, 1, "{sql}");
    Ok(tampering.commit().await?)
}

async fn findings(story: &Story) -> TestResult<Vec<(Uuid, i64, Fault)>> {
    let verified = story.fixture.db.read(&story.context).audit().verify().await?;
    assert_eq!(verified.is_complete(), verified.findings.is_empty());
    let of_journal = |finding: &Finding| {
        assert_eq!(finding.table, "journal_entries");
        let nowhere = (Uuid::nil(), 0);
        (
            finding.row_id.unwrap_or(nowhere.0),
            finding.row_version.unwrap_or(nowhere.1),
            finding.fault,
        )
    };
    Ok(verified.findings.iter().map(of_journal).collect())
}

#[tokio::test]
async fn an_untouched_log_is_complete_and_counted() -> TestResult {
    let (story, _) = story().await?;
    let verified = story.fixture.db.read(&story.context).audit().verify().await?;
    assert!(verified.is_complete(), "{:?}", verified.findings);
    assert_eq!(verified.entries, 7, "four of signing up, three of the entry");
    assert!(verified.tables >= 14, "{}", verified.tables);
    Ok(())
}

#[tokio::test]
async fn a_removed_entry_leaves_a_broken_sequence() -> TestResult {
    for (removed, shows_at) in [(1, 2), (2, 3)] {
        let (story, id) = story().await?;
        tamper(
            &story,
            &format!(
                "DELETE FROM annals.audit_log WHERE row_id = '{id}' AND row_version = {removed}"
            ),
        )
        .await?;
        assert_eq!(findings(&story).await?, [(id, shows_at, Fault::BrokenSequence)]);
    }
    Ok(())
}

#[tokio::test]
async fn the_last_entry_removed_leaves_a_row_of_another_version() -> TestResult {
    let (story, id) = story().await?;
    tamper(
        &story,
        &format!("DELETE FROM annals.audit_log WHERE row_id = '{id}' AND row_version = 3"),
    )
    .await?;
    assert_eq!(findings(&story).await?, [(id, 2, Fault::WrongVersion)]);
    Ok(())
}

#[tokio::test]
async fn an_entry_that_is_there_twice_breaks_the_sequence() -> TestResult {
    for version in 1..=3 {
        let (story, id) = story().await?;
        let sql = format!(
            "INSERT INTO annals.audit_log SELECT account_id, occurred_at + interval '1 microsecond', annals.uuid_v7(), table_name,
                    row_id, row_version, operation, recorded_by, transaction_id, actor_id, context, image
               FROM annals.audit_log WHERE row_id = '{id}' AND row_version = {version}"
        );
        tamper(&story, &sql).await?;
        assert_eq!(findings(&story).await?, [(id, version, Fault::BrokenSequence)]);
    }
    Ok(())
}

#[tokio::test]
async fn a_changed_image_no_longer_describes_the_row() -> TestResult {
    let (story, id) = story().await?;
    let image = r#"image || '{"mood_score": 9}'"#;
    tamper(
        &story,
        &format!(
            "UPDATE annals.audit_log SET image = {image} WHERE row_id = '{id}' AND row_version = 3"
        ),
    )
    .await?;
    assert_eq!(findings(&story).await?, [(id, 3, Fault::WrongImage)]);
    Ok(())
}

#[tokio::test]
async fn a_row_that_was_changed_in_silence_is_not_what_its_image_says() -> TestResult {
    let (story, id) = story().await?;
    tamper(&story, "UPDATE annals.journal_entries SET entry_type = 'silent'").await?;
    assert_eq!(findings(&story).await?, [(id, 3, Fault::WrongImage)]);
    Ok(())
}

#[tokio::test]
async fn a_row_that_was_written_in_silence_is_unrecorded() -> TestResult {
    let (story, _) = story().await?;
    let silent = Uuid::now_v7();
    let (account, user) = (story.ada.account_id, story.ada.user.id);
    let sql = format!(
        "INSERT INTO annals.journal_entries (account_id, id, user_id, raw_data) VALUES ('{account}', '{silent}', '{user}', '1')"
    );
    tamper(&story, &sql).await?;
    assert_eq!(findings(&story).await?, [(silent, 1, Fault::Unrecorded)]);
    Ok(())
}

#[tokio::test]
async fn a_row_that_was_deleted_in_silence_lacks_its_deletion() -> TestResult {
    let (story, id) = story().await?;
    tamper(&story, "DELETE FROM annals.journal_entries").await?;
    assert_eq!(findings(&story).await?, [(id, 3, Fault::MissingDeletion)]);
    Ok(())
}

#[tokio::test]
async fn an_entry_of_a_deletion_that_never_was_is_found() -> TestResult {
    let (story, id) = story().await?;
    // The application may insert entries as a hook does, so it can tell of what did not happen.
    let sql = format!(
        "INSERT INTO annals.audit_log (account_id, id, table_name, row_id, row_version, operation, image)
         SELECT account_id, annals.uuid_v7(), table_name, row_id, 4, 'delete', image
           FROM annals.audit_log WHERE row_id = '{id}' AND row_version = 3"
    );
    story.write(&sql).await?;
    assert_eq!(findings(&story).await?, [(id, 4, Fault::WrongVersion)]);
    Ok(())
}
