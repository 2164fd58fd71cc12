//! Where the report goes.

use std::{os::unix::fs::FileTypeExt, process::Command, thread};

use serde_json::json;

use super::{desk, files::entry};
use crate::support::{TestResult, texts};

/// A file of entries, of which one is refused.
fn broken() -> String {
    format!("[{}, {{\"id\": nonsense}}]", entry(0))
}

#[tokio::test]
async fn a_pipe_takes_the_report_and_stays_a_pipe() -> TestResult {
    let desk = desk().await?;
    desk.write("journal/entries.json", broken())?;
    let pipe = desk.path().join("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status()?.success());
    let reader = thread::spawn({
        let pipe = pipe.clone();
        move || std::fs::read_to_string(pipe)
    });
    let output = desk.import(&["journal-files", "journal", "--report", "pipe"])?;
    assert_eq!(output.status.code(), Some(3), "{:?}", texts(&output));
    let report = reader.join().map_err(|_| "the reader broke down")??;
    assert_eq!(report.lines().count(), 1, "{report}");
    assert!(report.contains("nonsense"), "{report}");
    assert!(std::fs::metadata(&pipe)?.file_type().is_fifo());
    Ok(())
}

#[tokio::test]
async fn a_link_leads_to_the_report_and_stays_a_link() -> TestResult {
    let desk = desk().await?;
    desk.write("journal/entries.json", broken())?;
    let before = desk.write("behind/report.jsonl", "an older one")?;
    let link = desk.path().join("link.jsonl");
    std::os::unix::fs::symlink(desk.path().join(before), &link)?;
    let output = desk.import(&["journal-files", "journal", "--report", "link.jsonl"])?;
    assert_eq!(output.status.code(), Some(3), "{:?}", texts(&output));
    assert!(std::fs::symlink_metadata(&link)?.is_symlink());
    assert!(std::fs::read_to_string(desk.path().join(before))?.contains("nonsense"));
    assert_eq!(std::fs::read_dir(desk.path().join("behind"))?.count(), 1);
    Ok(())
}

#[tokio::test]
async fn the_standard_error_takes_the_report_and_all_else_that_is_said() -> TestResult {
    let desk = desk().await?;
    desk.write("journal/entries.json", broken())?;
    let log = desk.path().join("log");
    let mut command = desk.command(&["journal-files", "journal", "--report", "/dev/stderr"]);
    command.env("RUST_LOG", "debug").stderr(std::fs::File::create(&log)?);
    assert_eq!(command.output()?.status.code(), Some(3));
    let said = std::fs::read_to_string(&log)?;
    let is_reported = |line: &&str| line.starts_with("{\"file\":\"entries.json\"");
    assert_eq!(said.lines().filter(is_reported).count(), 1, "{said}");
    assert!(said.lines().any(|line| line.contains("DEBUG")), "{said}");
    Ok(())
}

#[tokio::test]
async fn a_folder_takes_no_report_and_nothing_is_imported() -> TestResult {
    let desk = desk().await?;
    desk.write("journal/entries.json", json!([entry(0)]).to_string())?;
    let output = desk.import(&["journal-files", "journal", "--report", "journal"])?;
    let (_, aside) = texts(&output);
    assert_eq!(output.status.code(), Some(2), "{aside}");
    assert!(aside.contains("journal is a folder: name a file in it"), "{aside}");
    assert_eq!(desk.number("SELECT count(*) FROM annals.journal_entries").await?, 0);
    Ok(())
}
