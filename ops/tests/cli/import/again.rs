//! The same files once more.

use serde_json::json;

use super::{
    desk,
    files::{ONE_TEAM, Sizes, entry, memory, message, session},
    run, total,
};
use crate::support::{TestResult, texts};

const LOG: &str = "SELECT count(*) FROM annals.audit_log";

#[tokio::test]
async fn a_second_run_changes_nothing_and_says_so() -> TestResult {
    let desk = desk().await?;
    let folder = desk.folder(ONE_TEAM)?;
    desk.import_json(&["journal-files", folder])?;
    let (rows, log) = (desk.rows().await?, desk.number(LOG).await?);
    let output = desk.import(&["journal-files", folder, "--outcome", "file"])?;
    let (said, aside) = texts(&output);
    assert_eq!(output.status.code(), Some(0), "{said}{aside}");
    assert!(said.contains("Nothing to do: all of it is there already."), "{said}");
    assert_eq!((desk.rows().await?, desk.number(LOG).await?), (rows, log));
    let (_, said) = desk.import_json(&["journal-files", folder])?;
    assert_eq!(total(&said), [634, 0, 634, 0, 0, 634]);
    assert_eq!(desk.number("SELECT count(*) FROM annals.import_runs").await?, 3);
    Ok(())
}

#[tokio::test]
async fn what_was_changed_in_annals_since_stays_and_is_told() -> TestResult {
    let desk = desk().await?;
    let file = desk.write("dump.json", memory(3).to_string())?;
    desk.import_json(&["journal-memory", file])?;
    let owner = desk.owner().await?;
    run(
        &owner,
        "UPDATE annals.journal_entries SET content = 'Mine' WHERE content = 'Remembered 1'",
    )
    .await?;
    let rows = desk.rows().await?;
    let (code, said) = desk.import_json(&["journal-memory", file, "--report", "report.jsonl"])?;
    assert_eq!((code, total(&said)), (3, [3, 0, 3, 0, 0, 2]), "{said}");
    assert_eq!(desk.rows().await?, rows);
    let report = std::fs::read_to_string(desk.path().join("report.jsonl"))?;
    assert!(report.contains("is there with other content"), "{report}");
    assert!(said["differences"][0].as_str().ok_or("one")?.contains("has other content"), "{said}");
    Ok(())
}

#[tokio::test]
async fn what_annals_added_to_an_entry_is_no_difference() -> TestResult {
    let desk = desk().await?;
    let folder =
        desk.folder(Sizes { sessions: 1, messages: 1, entries: 1, articles: 0, topics: 0 })?;
    desk.import_json(&["journal-files", folder])?;
    let owner = desk.owner().await?;
    run(&owner, "UPDATE annals.journal_entries SET processing_status = 'completed'").await?;
    let (code, said) = desk.import_json(&["journal-files", folder])?;
    assert_eq!((code, total(&said)), (0, [3, 0, 3, 0, 0, 3]), "{said}");
    Ok(())
}

#[tokio::test]
async fn what_was_deleted_in_annals_since_does_not_come_back() -> TestResult {
    let desk = desk().await?;
    let folder =
        desk.folder(Sizes { sessions: 2, messages: 4, entries: 3, articles: 0, topics: 0 })?;
    desk.import_json(&["journal-files", folder])?;
    let owner = desk.owner().await?;
    for table in ["journal_entries", "conversations"] {
        let delete = format!(
            "UPDATE annals.{table} SET deleted_at = now(), deletion_id = gen_random_uuid()
              WHERE id = (SELECT min(id::text)::uuid FROM annals.{table})"
        );
        run(&owner, &delete).await?;
    }
    let rows = desk.rows().await?;
    desk.write(
        "journal/messages.json",
        json!([message(0, 2), message(1, 2), message(8, 2)]).to_string(),
    )?;
    let (code, said) = desk.import_json(&["journal-files", folder])?;
    assert_eq!((code, total(&said)), (3, [8, 0, 7, 0, 1, 5]), "{said}");
    assert_eq!(desk.rows().await?, rows);
    let reason =
        "SELECT count(*) FROM annals.import_refusals WHERE reason LIKE '%was deleted in Annals%'";
    assert_eq!(desk.number(reason).await?, 1);
    Ok(())
}

#[tokio::test]
async fn new_messages_go_on_behind_those_that_are_there() -> TestResult {
    let desk = desk().await?;
    let folder =
        desk.folder(Sizes { sessions: 2, messages: 6, entries: 0, articles: 0, topics: 0 })?;
    desk.import_json(&["journal-files", folder])?;
    let all: Vec<_> = (0..10).map(|number| message(number, 2)).collect();
    desk.write("journal/messages.json", json!(all).to_string())?;
    let (code, said) = desk.import_json(&["journal-files", folder])?;
    assert_eq!((code, total(&said)), (0, [12, 4, 8, 0, 0, 12]), "{said}");
    let counted = "SELECT sum(message_count) FROM annals.conversations";
    assert_eq!(desk.number(counted).await?, 10);
    assert_eq!(desk.number("SELECT max(position)::bigint FROM annals.messages").await?, 5);
    Ok(())
}

#[tokio::test]
async fn verify_only_compares_and_writes_nothing() -> TestResult {
    let desk = desk().await?;
    desk.write("journal/entries.json", json!([entry(1), entry(3)]).to_string())?;
    desk.write("journal/sessions.json", json!([session(1)]).to_string())?;
    let (code, said) = desk.import_json(&["journal-files", "journal", "--verify-only"])?;
    assert_eq!((code, said["total"]["different"].as_u64()), (3, Some(3)), "{said}");
    desk.import_json(&["journal-files", "journal"])?;
    let runs = desk.number("SELECT count(*) FROM annals.import_runs").await?;
    let (code, said) = desk.import_json(&["journal-files", "journal", "--verify-only"])?;
    assert_eq!((code, said["total"]["verified"].as_u64()), (0, Some(3)), "{said}");
    let owner = desk.owner().await?;
    run(&owner, "UPDATE annals.journal_entries SET mood_score = 3.5 WHERE title = 'Day 1'").await?;
    let output = desk.import(&["journal-files", "journal", "--verify-only"])?;
    let (said, _) = texts(&output);
    assert_eq!(output.status.code(), Some(3));
    assert!(said.contains("entries.json 1: annals.journal_entries"), "{said}");
    assert!(said.contains("has other mood_score"), "{said}");
    assert!(said.lines().all(|line| line.chars().count() <= 80), "{said}");
    assert_eq!(desk.number("SELECT count(*) FROM annals.import_runs").await?, runs);
    Ok(())
}
