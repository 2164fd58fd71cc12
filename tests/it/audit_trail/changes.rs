//! What each entry changed.

use annals::prelude::*;
use serde_json::json;

use super::Trail;
use crate::support::TestResult;

async fn told(trail: &Trail, filter: HistoryFilter) -> TestResult<Vec<Vec<String>>> {
    let audit = trail.db().read(&trail.context).audit();
    let oldest_first = PageRequest::of(100).ordered(Order::by("occurred_at"));
    let page = audit.changes(filter, oldest_first).await?;
    let of_entry = |entry: &ChangedEntry| entry.changes.iter().map(ToString::to_string).collect();
    Ok(page.items.iter().map(of_entry).collect())
}

#[tokio::test]
async fn an_entry_tells_what_it_changed_down_to_a_key_of_json() -> TestResult {
    let trail = Trail::start().await?;
    let raw = r#"{"weather": {"temp_c": 4}, "atoms": 1208925819614629174706176}"#;
    let new = NewEntry {
        title: Some("One".into()),
        raw_data: raw.parse()?,
        ..NewEntry::by(trail.ada.user.id)
    };
    let journal = trail.db().scope(&trail.context).journal();
    let entry = journal.create(new).await?;
    let warmer = raw.replace(": 4", ": 4.5").parse()?;
    let change = EntryUpdate {
        mood_score: Some(Some(8.into())),
        raw_data: Some(warmer),
        tags: Some(vec!["work".into()]),
        ..EntryUpdate::default()
    };
    journal.update(entry.id, 1, change).await?;
    journal.delete_for_good(entry.id).await?;

    let told = told(&trail, HistoryFilter::row("journal_entries", entry.id)).await?;
    assert_eq!(told.len(), 3);
    assert!(told[0].contains(&r#"title: "One""#.to_owned()), "{:?}", told[0]);
    assert!(!told[0].iter().any(|change| change.contains("null")), "{:?}", told[0]);
    assert_eq!(
        told[1],
        ["mood_score: null → 8.00", "raw_data.weather.temp_c: 4 → 4.5", r#"tags: [] → ["work"]"#]
    );
    assert!(told[2].contains(&"mood_score: 8.00 is gone".to_owned()), "{:?}", told[2]);
    Ok(())
}

#[tokio::test]
async fn the_image_before_is_that_of_the_same_life() -> TestResult {
    let trail = Trail::start().await?;
    let entry = trail.entry().await?;
    let id = entry.id;
    for (first, second) in [("A", "B"), ("C", "D")] {
        trail.write(&format!("DELETE FROM annals.journal_entries WHERE id = '{id}'")).await?;
        trail
            .write(&format!(
                "INSERT INTO annals.journal_entries (account_id, id, user_id, title, raw_data)
                 VALUES ($account, '{id}', $user, '{first}', '{{}}')"
            ))
            .await?;
        trail.retitle(id, second).await?;
    }
    let told = told(&trail, HistoryFilter::row("journal_entries", id)).await?;
    let updates: Vec<_> = told.iter().filter(|changes| changes.len() == 1).collect();
    assert_eq!(updates, [&vec![r#"title: "A" → "B""#], &vec![r#"title: "C" → "D""#]]);
    Ok(())
}

#[tokio::test]
async fn bulky_contents_are_in_the_change_of_a_deletion_alone() -> TestResult {
    let trail = Trail::start().await?;
    let talk = trail.talk().await?;
    trail.write(&format!("DELETE FROM annals.conversations WHERE id = '{talk}'")).await?;
    let of_messages = HistoryFilter { table: Some("messages".into()), ..HistoryFilter::default() };
    let told = told(&trail, of_messages).await?;
    let has_content =
        |changes: &&Vec<String>| changes.iter().any(|change| change.starts_with("content:"));
    assert_eq!(told.iter().take(3).filter(has_content).count(), 0);
    assert_eq!(told.iter().skip(3).filter(has_content).count(), 3);
    Ok(())
}

#[tokio::test]
async fn a_changed_entry_is_json_for_a_client() -> TestResult {
    let trail = Trail::start().await?;
    let entry = trail.entry().await?;
    let transaction = trail.retitle(entry.id, "Two").await?;
    let filter = HistoryFilter { transaction_id: Some(transaction), ..HistoryFilter::default() };
    let page = trail.db().read(&trail.context).audit().changes(filter, PageRequest::of(1)).await?;
    let changed = serde_json::to_value(&page.items[0])?;
    assert_eq!(changed["operation"], "update");
    assert_eq!(changed["context"]["request_id"], "r-0");
    let change = json!([{ "path": "title", "from": "One", "to": "Two" }]);
    assert_eq!(changed["changes"], change);
    Ok(())
}
