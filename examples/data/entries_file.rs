//! `entries.json` as an application might read it: see the format in the records themselves.

use std::{error::Error, fs, path::Path};

use annals::{entity::values::ExactJson, prelude::*};
use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use rust_decimal::Decimal;
use serde_json::{Map, Value};
use uuid::Uuid;

const ANALYSES: [&str; 4] =
    ["sentiment_analysis", "emotion_analysis", "topic_analysis", "psychology_insights"];

/// Reads a list of records: what has a column goes there, the analyses beside the entry, and the rest
/// into `raw_data`, so that nothing a file holds is lost.
pub(crate) fn read(
    path: &Path,
    user_id: Uuid,
) -> Result<(Vec<NewEntry>, Vec<NewAnalysis>), Box<dyn Error>> {
    let records: Vec<Map<String, Value>> = serde_json::from_str(&fs::read_to_string(path)?)?;
    let (mut entries, mut analyses) = (Vec::new(), Vec::new());
    for mut record in records {
        let id: Uuid = serde_json::from_value(record.remove("id").unwrap_or_default())?;
        for task in ANALYSES {
            let Some(found) = record.remove(task).filter(|found| !found.is_null()) else {
                continue;
            };
            analyses.push(NewAnalysis {
                journal_id: id,
                user_id,
                task_type: task.to_owned(),
                confidence_score: found["confidence"].as_f64().and_then(decimal),
                processed_data: found.into(),
            });
        }
        entries.push(entry(record, id, user_id)?);
    }
    Ok((entries, analyses))
}

fn entry(
    mut record: Map<String, Value>,
    id: Uuid,
    user_id: Uuid,
) -> Result<NewEntry, Box<dyn Error>> {
    let mut text = |field: &str| match record.remove(field) {
        Some(Value::String(text)) => Some(text),
        _ => None,
    };
    let (title, content) = (text("title"), text("content"));
    let (date, created_at) = (text("date"), text("created_at"));
    let language = text("language").unwrap_or_else(|| "en".to_owned());
    let mut words = |field: &str| -> Result<Vec<String>, serde_json::Error> {
        record.remove(field).map_or(Ok(Vec::new()), serde_json::from_value)
    };
    let (tags, categories) = (words("tags")?, words("categories")?);
    let mood_score = record.remove("mood_score").and_then(|mood| mood.as_f64()).and_then(decimal);
    let is_private = record.remove("is_private").is_none_or(|private| private == true);
    Ok(NewEntry {
        id: Some(id),
        title,
        content,
        entry_date: date.as_deref().and_then(day),
        mood_score,
        language,
        tags,
        categories,
        is_private,
        created_at: created_at.as_deref().and_then(instant),
        raw_data: ExactJson::from(Value::Object(record)),
        ..NewEntry::by(user_id)
    })
}

fn decimal(number: f64) -> Option<Decimal> {
    Decimal::try_from(number).ok().map(|decimal| decimal.round_dp(2))
}

/// A date, with or without a time.
fn day(text: &str) -> Option<NaiveDate> {
    text.get(..10)?.parse().ok()
}

/// A time; without a zone it means UTC.
fn instant(text: &str) -> Option<DateTime<Utc>> {
    let zoned = DateTime::parse_from_rfc3339(text).map(|time| time.to_utc());
    zoned.ok().or_else(|| text.parse::<NaiveDateTime>().ok().map(|time| time.and_utc()))
}
