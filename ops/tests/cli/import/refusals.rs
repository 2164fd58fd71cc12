//! Records that can't be had.

use serde_json::{Value, json};

use super::{
    desk,
    files::{ONE_TEAM, Sizes, entry},
    run, total,
};
use crate::support::{TestResult, annals, texts};

#[tokio::test]
async fn a_record_that_is_no_json_is_refused_and_the_others_are_imported() -> TestResult {
    let desk = desk().await?;
    let broken = format!("[{}, {{\"id\": nonsense}}, {}]", entry(0), entry(1));
    desk.write("journal/entries.json", broken)?;
    let output = desk.import(&["journal-files", "journal", "--report", "report.jsonl"])?;
    let (said, aside) = texts(&output);
    assert_eq!(output.status.code(), Some(3), "{said}{aside}");
    assert!(said.contains("Report: report.jsonl"), "{said}");
    let report = std::fs::read_to_string(desk.path().join("report.jsonl"))?;
    let line: Value = serde_json::from_str(report.lines().next().ok_or("a line")?)?;
    assert_eq!(
        (&line["file"], &line["position"], &line["outcome"]),
        (&json!("entries.json"), &json!(2), &json!("refused"))
    );
    let kept = "SELECT position FROM annals.import_refusals WHERE file = 'entries.json' AND excerpt LIKE '%nonsense%'";
    assert_eq!(desk.number(kept).await?, 2);
    let (_, said) = desk.import_json(&["journal-files", "journal"])?;
    assert_eq!(total(&said), [3, 0, 2, 0, 1, 2], "{said}");
    Ok(())
}

#[tokio::test]
async fn what_the_database_refuses_is_refused_alone_and_leaves_no_gap() -> TestResult {
    let desk = desk().await?;
    let folder = desk.folder(Sizes { messages: 2_100, sessions: 3, ..ONE_TEAM })?;
    let owner = desk.owner().await?;
    run(&owner, "ALTER TABLE annals.journal_entries ADD CONSTRAINT a CHECK (title NOT LIKE '%7')")
        .await?;
    run(&owner, "ALTER TABLE annals.messages ADD CONSTRAINT b CHECK (content NOT LIKE '%k 1_0?')")
        .await?;
    let (code, said) = desk.import_json(&["journal-files", folder])?;
    assert_eq!((code, total(&said)), (3, [2_213, 2_193, 0, 0, 20, 2_193]), "{said}");
    let reasons = "SELECT count(*) FROM annals.import_refusals
                    WHERE reason LIKE '%conflicts with the rule%' AND excerpt LIKE '%alk%'";
    assert_eq!(desk.number(reasons).await?, 20);
    let gaps = "SELECT count(*) FROM annals.conversations c WHERE message_count <> (
                  SELECT count(*) FROM annals.messages m WHERE m.conversation_id = c.id)";
    assert_eq!(desk.number(gaps).await?, 0);
    Ok(())
}

#[tokio::test]
async fn a_file_that_is_not_there_is_named() -> TestResult {
    let desk = desk().await?;
    for arguments in [["journal-files", "nowhere"], ["journal-memory", "nowhere.json"]] {
        let output = desk.import(&arguments)?;
        let (said, aside) = texts(&output);
        assert!(matches!(output.status.code(), Some(1 | 2)) && said.is_empty(), "{aside}");
        assert!(aside.contains("nowhere"), "{aside}");
    }
    assert_eq!(desk.number("SELECT count(*) FROM annals.import_runs").await?, 0);
    Ok(())
}

#[test]
fn the_help_explains_every_argument() -> TestResult {
    let output = annals(None).args(["import", "journal-files", "--help"]).output()?;
    let (help, _) = texts(&output);
    for said in
        ["<FOLDER>", "--outcome", "--dry-run", "--verify-only", "--report", "--user", "--account"]
    {
        assert!(help.contains(said), "{said}: {help}");
    }
    Ok(())
}
