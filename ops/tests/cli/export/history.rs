//! The audit log in an archive.

use super::{Place, done, lines, refused};
use crate::support::{TestResult, annals};

#[tokio::test]
async fn the_log_is_in_the_file_where_it_is_asked_for_and_is_never_written_back() -> TestResult {
    let place = Place::new().await?;
    let mine = format!("WHERE account_id = '{}'", place.ada.account_id);
    let entries = place.count(&format!("SELECT count(*) FROM annals.audit_log {mine}")).await?;
    let file = place.export("ada.jsonl", &["--history"])?;
    let count = |lines: &[serde_json::Value]| {
        i64::try_from(lines.iter().filter(|line| line["table"] == "audit_log").count())
    };
    assert_eq!(count(&lines(&file)?)?, entries);
    assert_eq!(count(&lines(&place.export("plain.jsonl", &[])?)?)?, 0);
    let others = std::fs::read_to_string(&file)?.contains(&place.grace.account_id.to_string());
    assert!(!others, "another account's entries");

    place.erase().await?;
    let before = place.count(&format!("SELECT count(*) FROM annals.audit_log {mine}")).await?;
    let rows = place.rows(&place.grace).await?.len();
    let told = done(&place.import(&file, &[])?);
    assert!(told.contains("Left in the file"), "{told}");
    let written = i64::try_from(place.rows(&place.ada).await?.len())?;
    let after = place.count(&format!("SELECT count(*) FROM annals.audit_log {mine}")).await?;
    assert_eq!(after, before + written);
    assert_eq!(place.rows(&place.grace).await?.len(), rows);
    place.assert_log_is_whole().await
}

#[tokio::test]
async fn of_an_erased_account_its_log_is_left() -> TestResult {
    let place = Place::new().await?;
    place.erase().await?;
    let account = place.ada.account_id.to_string();
    let to = place.file("none.jsonl");
    let output =
        annals(Some(&place.sandbox)).args(["export", &account, "--to"]).arg(&to).output()?;
    assert!(refused(&output, 2).contains("--history"));
    assert_eq!(std::fs::read_dir(place.folder.path())?.count(), 0);

    let file = place.export("log.jsonl", &["--history"])?;
    let tables = lines(&file)?;
    assert!(tables.iter().any(|line| line["table"] == "audit_erasures"));
    assert!(!tables.iter().any(|line| line["table"] == "users"));
    Ok(())
}
