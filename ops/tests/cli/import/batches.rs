//! `--outcome batch`: in many transactions, two at a time, and the same rows as in one.

use serde_json::{Value, json};

use super::{
    Desk, desk,
    files::{entry, id, message, session},
    total,
};
use crate::support::TestResult;

/// More than one transaction on each of the two connections: one has ten thousand records at most.
const MESSAGES: u128 = 24_000;

/// Messages of sessions in turn, some of which have an id that an earlier one has: the same again, with
/// other content, with other content and in another session.
fn messages() -> Vec<Value> {
    let mut messages: Vec<Value> = (0..MESSAGES).map(|number| message(number, 40)).collect();
    let mut other = message(5, 40);
    other["content"] = json!("Something else");
    let mut elsewhere = message(6, 40);
    elsewhere["content"] = json!("Elsewhere");
    elsewhere["session_id"] = json!(id(2, 33));
    messages.splice(22_000..22_000, [message(7, 40), other.clone(), elsewhere]);
    messages.extend([other, message(8, 40)]);
    messages
}

/// Every row, but for how often it was written: the counters of a conversation are set in each transaction.
async fn content(desk: &Desk) -> TestResult<Vec<String>> {
    let mut rows = desk.rows().await?;
    for row in &mut rows {
        let (before, after) = row.split_once("\"row_version\": ").ok_or(row.clone())?;
        *row = format!("{before}{}", after.trim_start_matches(|it: char| it.is_ascii_digit()));
    }
    Ok(rows)
}

async fn imported(outcome: &str) -> TestResult<(Desk, Value)> {
    let desk = desk().await?;
    let mut entries: Vec<Value> = (0..4_500).map(entry).collect();
    let mut other = entry(3);
    other["content"] = json!("Another day");
    entries.insert(4_200, other);
    entries.insert(4_300, entry(4));
    for (name, records) in [
        ("sessions", (0..40).map(session).collect()),
        ("entries", entries),
        ("messages", messages()),
    ] {
        desk.write(&format!("journal/{name}.json"), Value::Array(records).to_string())?;
    }
    let (code, said) = desk.import_json(&["journal-files", "journal", "--outcome", outcome])?;
    assert_eq!(code, 0, "{outcome}: {said}");
    Ok((desk, said))
}

#[tokio::test]
async fn what_comes_of_files_is_the_same_in_many_transactions_and_in_one() -> TestResult {
    let (one, said_of_one) = imported("run").await?;
    let (many, said_of_many) = imported("batch").await?;
    assert_eq!(total(&said_of_many), total(&said_of_one));
    assert_eq!(total(&said_of_many), [28_547, 28_540, 4, 3, 0, 28_547], "{said_of_many}");
    let (expected, found) = (content(&one).await?, content(&many).await?);
    assert_eq!(found.len(), expected.len());
    assert!(found == expected, "the rows are not those of one transaction");

    let transactions =
        "SELECT count(DISTINCT transaction_id) FROM annals.audit_log WHERE table_name = 'messages'";
    assert_eq!(one.number(transactions).await?, 1);
    // At least three before the first id that comes again, and one behind them.
    assert!(many.number(transactions).await? > 3);

    let rows = many.rows().await?;
    let (code, said) = many.import_json(&["journal-files", "journal", "--outcome", "batch"])?;
    assert_eq!((code, total(&said)), (0, [28_547, 0, 28_547, 0, 0, 28_547]), "{said}");
    assert!(many.rows().await? == rows, "a second run changed something");
    Ok(())
}
