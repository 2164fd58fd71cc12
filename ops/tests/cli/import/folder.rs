//! Files without a fault.

use serde_json::Value;

use super::{
    TABLES, counts, desk,
    files::{ONE_TEAM, memory},
    total,
};
use crate::support::{TestResult, texts};

#[tokio::test]
async fn every_record_of_a_folder_is_imported_and_verified() -> TestResult {
    for outcome in ["run", "file", "batch"] {
        let desk = desk().await?;
        let folder = desk.folder(ONE_TEAM)?;
        let (code, said) = desk.import_json(&["journal-files", folder, "--outcome", outcome])?;
        assert_eq!((code, total(&said)), (0, [634, 634, 0, 0, 0, 634]), "{outcome}: {said}");
        assert_eq!(counts(&said["kinds"]["message"]), [464, 464, 0, 0, 0, 464]);
        assert_eq!(said["report"], Value::Null);
        let mut written = Vec::new();
        for table in TABLES {
            written.push(desk.number(&format!("SELECT count(*) FROM annals.{table}")).await?);
        }
        assert_eq!(written, [107, 72, 60, 464, 2], "{outcome}");
        let run = said["run"].as_str().ok_or("a run")?;
        let finished = format!(
            "SELECT (counts -> 'kinds' -> 'entry' ->> 'imported')::bigint + jsonb_array_length(counts -> 'topics')
               FROM annals.import_runs WHERE id = '{run}' AND finished_at >= started_at AND format = 'journal-files'"
        );
        assert_eq!(desk.number(&finished).await?, 108, "{outcome}");
    }
    Ok(())
}

#[tokio::test]
async fn json_of_another_name_is_named_and_not_read() -> TestResult {
    let desk = desk().await?;
    let folder = desk.folder(ONE_TEAM)?;
    desk.write("journal/Entries.JSON", "[]")?;
    desk.write("journal/notes.txt", "no JSON")?;
    let output = desk.import(&["journal-files", folder])?;
    let told = String::from_utf8(output.stderr)?;
    assert!(told.contains("Entries.JSON is not read") && !told.contains("notes.txt"), "{told}");
    let (_, said) = desk.import_json(&["journal-files", folder])?;
    assert_eq!(said["unread"], serde_json::json!(["Entries.JSON"]));
    Ok(())
}

#[tokio::test]
async fn messages_stand_in_the_order_of_the_file_and_are_counted() -> TestResult {
    let desk = desk().await?;
    let folder = desk.folder(ONE_TEAM)?;
    desk.import_json(&["journal-files", folder])?;
    let out_of_order = "
        SELECT count(*) FROM (
          SELECT position, row_number() OVER (PARTITION BY conversation_id ORDER BY id) AS place
            FROM annals.messages) m WHERE position <> place";
    assert_eq!(desk.number(out_of_order).await?, 0);
    let miscounted = "
        SELECT count(*) FROM annals.conversations c
          JOIN (SELECT conversation_id, count(*) AS count, max(created_at) AS latest
                  FROM annals.messages GROUP BY conversation_id) m ON m.conversation_id = c.id
         WHERE message_count <> m.count OR last_message_at IS DISTINCT FROM m.latest";
    assert_eq!(desk.number(miscounted).await?, 0);
    Ok(())
}

#[tokio::test]
async fn the_log_is_complete_and_names_the_run() -> TestResult {
    let desk = desk().await?;
    let folder = desk.folder(ONE_TEAM)?;
    let (_, said) = desk.import_json(&["journal-files", folder])?;
    let run = said["run"].as_str().ok_or("a run")?;
    let told = format!(
        "SELECT count(*) FROM annals.audit_log
          WHERE context ->> 'request_id' = '{run}' AND context ->> 'operation' = 'import' AND row_version = 1"
    );
    assert_eq!(desk.number(&told).await?, 107 + 72 + 60 + 464 + 2);
    Ok(())
}

#[tokio::test]
async fn a_dump_of_a_store_is_imported_with_its_sentiments() -> TestResult {
    let desk = desk().await?;
    let file = desk.write("dump.json", memory(30).to_string())?;
    let (code, said) = desk.import_json(&["journal-memory", file])?;
    assert_eq!((code, total(&said)), (0, [30, 30, 0, 0, 0, 30]), "{said}");
    let sentiments =
        "SELECT count(*) FROM annals.processed_content WHERE task_type = 'sentiment_analysis'";
    assert_eq!(desk.number(sentiments).await?, 30);
    Ok(())
}

#[tokio::test]
async fn the_table_fits_into_eighty_columns_of_a_pipe() -> TestResult {
    let desk = desk().await?;
    let folder = desk.folder(ONE_TEAM)?;
    let (said, aside) = texts(&desk.import(&["journal-files", folder])?);
    assert!(said.lines().all(|line| line.chars().count() <= 80), "{said}");
    let total = said.lines().find(|line| line.starts_with("Total")).ok_or(said.clone() + &aside)?;
    let numbers: Vec<&str> = total.split_whitespace().collect();
    assert_eq!(numbers, ["Total", "634", "634", "0", "0", "0", "634"]);
    assert!(said.contains("634 records in "), "{said}");
    Ok(())
}

#[tokio::test]
async fn a_dry_run_says_the_same_and_writes_nothing() -> TestResult {
    let desk = desk().await?;
    let folder = desk.folder(ONE_TEAM)?;
    let before = desk.rows().await?;
    let (code, said) = desk.import_json(&["journal-files", folder, "--dry-run"])?;
    assert_eq!((code, total(&said)), (0, [634, 634, 0, 0, 0, 0]), "{said}");
    assert_eq!(said["run"], Value::Null);
    assert_eq!(desk.rows().await?, before);
    let left = "SELECT (SELECT count(*) FROM annals.import_runs)
                     + (SELECT count(*) FROM annals.audit_log WHERE context ->> 'operation' = 'import')";
    assert_eq!(desk.number(left).await?, 0);
    Ok(())
}
