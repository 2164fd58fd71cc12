//! Records that have an id in common, and messages without their session.

use serde_json::{Value, json};

use super::{
    Desk, desk,
    files::{entry, id, message, session},
    total,
};
use crate::support::TestResult;

fn list(records: &[Value]) -> String {
    json!(records).to_string()
}

impl Desk {
    async fn twice(&self, folder: &str, first: [u64; 6], second: [u64; 6]) -> TestResult {
        let (code, said) = self.import_json(&["journal-files", folder])?;
        assert_eq!((code, total(&said)), (0, first), "{said}");
        let rows = self.rows().await?;
        let (code, said) = self.import_json(&["journal-files", folder])?;
        assert_eq!((code, total(&said)), (0, second), "{said}");
        assert_eq!(self.rows().await?, rows);
        Ok(())
    }
}

#[tokio::test]
async fn a_record_that_is_there_twice_is_imported_once() -> TestResult {
    let desk = desk().await?;
    let mut records: Vec<Value> = (0..2_500).map(entry).collect();
    records.extend([entry(0), entry(2_499), entry(2_499)]);
    desk.write("journal/entries.json", list(&records))?;
    desk.twice("journal", [2_503, 2_500, 3, 0, 0, 2_503], [2_503, 0, 2_503, 0, 0, 2_503]).await
}

#[tokio::test]
async fn another_record_with_an_id_that_is_taken_gets_its_own_and_keeps_the_original() -> TestResult
{
    let desk = desk().await?;
    let mut other = entry(3);
    other["content"] = json!("Another day");
    let mut third = entry(3);
    third["content"] = json!("A third");
    let mut records: Vec<Value> = (0..2_500).map(entry).collect();
    records.insert(4, other.clone());
    records.extend([third, other]);
    desk.write("journal/entries.json", list(&records))?;
    desk.twice("journal", [2_503, 2_500, 1, 2, 0, 2_503], [2_503, 0, 2_503, 0, 0, 2_503]).await?;
    let kept = format!(
        "SELECT count(*) FROM annals.journal_entries e JOIN annals.processed_content a ON a.journal_id = e.id
          WHERE e.metadata ->> 'annals_original_id' = '{}'",
        id(1, 3)
    );
    assert_eq!(desk.number(&kept).await?, 4);
    let mut report = String::new();
    for file in std::fs::read_dir(desk.path())? {
        let path = file?.path();
        if path.extension().is_some_and(|extension| extension == "jsonl") {
            report += &std::fs::read_to_string(path)?;
        }
    }
    assert!(report.contains("an earlier record has it with other content"), "{report}");
    Ok(())
}

#[tokio::test]
async fn of_two_records_with_one_id_a_change_in_annals_touches_one() -> TestResult {
    let desk = desk().await?;
    let mut other = entry(0);
    other["content"] = json!("Another day");
    desk.write("journal/entries.json", list(&[entry(0), other, entry(0)]))?;
    desk.import_json(&["journal-files", "journal"])?;
    let owner = desk.owner().await?;
    let change =
        format!("UPDATE annals.journal_entries SET title = 'Mine' WHERE id = '{}'", id(1, 0));
    super::run(&owner, &change).await?;
    let rows = desk.rows().await?;
    let (_, said) = desk.import_json(&["journal-files", "journal"])?;
    assert_eq!(total(&said)[..5], [3, 0, 3, 0, 0], "{said}");
    assert_eq!(desk.rows().await?, rows);
    Ok(())
}

#[tokio::test]
async fn a_conversation_is_made_for_messages_whose_session_is_nowhere() -> TestResult {
    let desk = desk().await?;
    desk.write("journal/sessions.json", list(&[session(0)]))?;
    let messages: Vec<Value> = (0..6).map(|number| message(number, 2)).collect();
    desk.write("journal/messages.json", list(&messages))?;
    desk.twice("journal", [7, 6, 0, 1, 0, 7], [7, 0, 7, 0, 0, 7]).await?;
    let made = format!(
        "SELECT message_count::bigint FROM annals.conversations WHERE id = '{}' AND title LIKE '%{0}%'",
        id(2, 1)
    );
    assert_eq!(desk.number(&made.replace("{0}", &id(2, 1).to_string())).await?, 3);
    Ok(())
}
