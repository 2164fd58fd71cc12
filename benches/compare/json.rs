//! Filters by JSON on a million documents.

use std::error::Error;

use annals::{entity::journal_entries::Entity, prelude::*};
use serde_json::json;

use crate::{measure::interleaved, million::Million, peer, report::Report};

const SIZE: u64 = 50;

/// A filter, and what an engineer would write for it, with its value.
type Case = (&'static str, Filter, &'static str, &'static str);

fn cases() -> Vec<Case> {
    let raw_data = Filter::field("raw_data");
    vec![
        (
            "contains a nested value",
            raw_data.contains(json!({ "place": { "name": "room-77" } })),
            "raw_data @> $1::jsonb",
            r#"{"place": {"name": "room-77"}}"#,
        ),
        ("has a key", Filter::field("raw_data").has_key("rare"), "raw_data ? $1", "rare"),
        (
            "a path equals",
            Filter::field("raw_data.place.name").eq("room-77"),
            "raw_data @> $1::jsonb",
            r#"{"place": {"name": "room-77"}}"#,
        ),
        (
            "a path is greater",
            Filter::field("raw_data.number").gte(1_049_900),
            "raw_data @? $1::jsonpath",
            "$.number ? (@ >= 1049900)",
        ),
        (
            "a list has an element",
            Filter::field("tags").contains("tag-77"),
            "tags @> $1::jsonb",
            r#"["tag-77"]"#,
        ),
    ]
}

pub(crate) async fn run(million: &Million, report: &mut Report) -> Result<(), Box<dyn Error>> {
    let read = million.db.read(&million.context);
    let entries = read.repository::<Entity>();
    for (name, filter, condition, value) in cases() {
        let page = || entries.list(filter.clone(), PageRequest::of(SIZE));
        let by_hand = || peer::filtered(&million.by_hand, condition, value, SIZE);
        let (mine, theirs) = (page().await?.items.len(), by_hand().await?.len());
        if mine != theirs.min(usize::try_from(SIZE)?) {
            return Err(format!("{name}: {mine} rows, and {theirs} by hand").into());
        }
        let measured = interleaved(
            if condition.contains("jsonpath") { 2 } else { 40 },
            async || Ok(page().await.map(drop)?),
            async || by_hand().await.map(drop),
        )
        .await?;
        report.add(format!("1,000,000 documents: {name}"), "sqlx by hand", &measured, condition);
    }
    Ok(())
}
