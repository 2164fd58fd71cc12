//! Files with every fault: each record becomes what it must, and a second run changes nothing.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Desk, desk, total};
use crate::{
    faults::{self, Becomes, Case, File},
    support::TestResult,
};

#[tokio::test]
async fn each_record_of_a_faulty_folder_becomes_what_it_must() -> TestResult {
    for outcome in ["run", "file", "batch"] {
        let desk = desk().await?;
        let files = faults::journal_files();
        std::fs::create_dir(desk.path().join("journal"))?;
        faults::write(&files, &desk.path().join("journal"))?;
        desk.becomes(&["journal-files", "journal", "--outcome", outcome], &files).await?;
        let count = |table: &str| format!("SELECT count(*) FROM annals.{table}");
        for (file, tables) in [
            ("entries.json", &["journal_entries", "processed_content"][..]),
            ("messages.json", &["messages"]),
            ("psychology.json", &["knowledge_articles"]),
        ] {
            let file = files.iter().find(|known| known.name == file).ok_or("a file")?;
            let mut there = 0;
            for table in tables {
                there += desk.number(&count(table)).await?;
            }
            assert_eq!(there, rows_of(file)?, "{}", file.name);
        }
        let gaps = "SELECT count(*) FROM annals.conversations c WHERE message_count <> (
                      SELECT count(*) FROM annals.messages m WHERE m.conversation_id = c.id)";
        assert_eq!(desk.number(gaps).await?, 0);
    }
    Ok(())
}

#[tokio::test]
async fn each_record_of_a_faulty_dump_becomes_what_it_must() -> TestResult {
    let desk = desk().await?;
    let file = faults::journal_memory();
    faults::write(std::slice::from_ref(&file), desk.path())?;
    desk.becomes(&["journal-memory", file.name], &[file]).await
}

impl Desk {
    async fn becomes(&self, arguments: &[&str], files: &[File]) -> TestResult {
        let with_report = [arguments, &["--report", "report.jsonl"]].concat();
        let (code, said) = self.import_json(&with_report)?;
        let cases = || files.iter().flat_map(|file| &file.cases);
        let of = |is: fn(&Case) -> bool| cases().filter(|case| is(case)).count() as u64;
        let (all, refused) = (of(|_| true), of(is_refused));
        let imported = of(|case| matches!(case.becomes, Becomes::Imported));
        let there = of(|case| matches!(case.becomes, Becomes::Repeated(_)));
        let adjusted = all - imported - there - refused;
        let expected = [all, imported, there, adjusted, refused, all - refused];
        let report = std::fs::read_to_string(self.path().join("report.jsonl"))?;
        assert_eq!((code, total(&said)), (3, expected), "{said}\n{report}");
        for file in files {
            for (number, case) in file.cases.iter().enumerate() {
                check(&report, file.name, number as u64 + 1, case)?;
            }
        }
        let refusals = self.number("SELECT count(*) FROM annals.import_refusals").await?;
        assert_eq!(refusals.unsigned_abs(), refused);

        let rows = self.rows().await?;
        let (code, said) = self.import_json(&with_report)?;
        let empty = of(|case| case.rows == 0 && !is_refused(case));
        let expected = [all, 0, all - refused - empty, empty, refused, all - refused];
        assert_eq!((code, total(&said)), (3, expected), "{said}");
        assert!(self.rows().await? == rows, "a second run changed something");
        Ok(())
    }
}

fn is_refused(case: &Case) -> bool {
    matches!(case.becomes, Becomes::Refused(_))
}

/// The rows that a file comes to.
fn rows_of(file: &File) -> TestResult<i64> {
    let new = file.cases.iter().filter(|case| !matches!(case.becomes, Becomes::Repeated(_)));
    Ok(i64::try_from(new.map(|case| case.rows).sum::<usize>())?)
}

/// What the report says of a record.
fn check(report: &str, file: &str, position: u64, case: &Case) -> TestResult {
    let lines: Vec<Value> = report.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    let mut of = lines.iter().filter(|line| line["file"] == file && line["position"] == position);
    let (line, place) = (of.next(), format!("{file} {position}"));
    let fields = |line: &Value| -> BTreeSet<String> {
        let adjustments = line["adjustments"].as_array().into_iter().flatten();
        adjustments.filter_map(|it| it["field"].as_str()).map(ToOwned::to_owned).collect()
    };
    let outcome = line.and_then(|line| line["outcome"].as_str());
    match case.becomes {
        Becomes::Imported => assert_eq!(line, None, "{place}"),
        Becomes::Repeated(_) => assert_eq!(outcome, Some("there"), "{place}"),
        Becomes::Refused(reason) => {
            assert_eq!(outcome, Some("refused"), "{place}");
            let told = line.and_then(|line| line["reason"].as_str()).unwrap_or_default();
            assert!(told.contains(reason), "{place}: {told}");
        }
        Becomes::Adjusted(expected) => {
            assert_eq!(outcome, Some("adjusted"), "{place}");
            let told = line.map(fields).unwrap_or_default();
            let expected: BTreeSet<String> = expected.iter().map(ToString::to_string).collect();
            assert_eq!(told, expected, "{place}");
        }
        Becomes::Renamed(_) => {
            assert_eq!(outcome, Some("adjusted"), "{place}");
            assert!(line.is_some_and(|line| fields(line).contains("id")), "{place}");
        }
        Becomes::Dangling => {
            assert!(line.is_some_and(|line| fields(line).contains("session_id")), "{place}");
        }
    }
    Ok(())
}
