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
            let confidence_score = found["confidence"].as_f64().and_then(decimal);
            let new = NewAnalysis::of_ids(id, user_id, task, found.into());
            analyses.push(NewAnalysis { confidence_score, ..new });
        }
        entries.push(entry(record, id, user_id));
    }
    Ok((entries, analyses))
}

fn entry(mut record: Map<String, Value>, id: Uuid, user_id: Uuid) -> NewEntry {
    let record = &mut record;
    NewEntry {
        id: Some(id),
        title: take(record, "title", text),
        content: take(record, "content", text),
        entry_date: record.get("date").and_then(day), // and stays, for the time it may have
        mood_score: take(record, "mood_score", |mood| mood.as_f64().and_then(decimal)),
        language: take(record, "language", text).unwrap_or_else(|| "en".to_owned()),
        tags: take(record, "tags", words).unwrap_or_default(),
        categories: take(record, "categories", words).unwrap_or_default(),
        is_private: take(record, "is_private", Value::as_bool).unwrap_or(true),
        created_at: take(record, "created_at", instant),
        raw_data: ExactJson::from(Value::Object(std::mem::take(record))),
        ..NewEntry::by(user_id)
    }
}

/// Takes a field out of a record if it can be read, and leaves it there if not.
fn take<T>(
    record: &mut Map<String, Value>,
    field: &str,
    read: impl Fn(&Value) -> Option<T>,
) -> Option<T> {
    let value = record.get(field).and_then(read)?;
    record.remove(field);
    Some(value)
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

fn words(value: &Value) -> Option<Vec<String>> {
    value.as_array()?.iter().map(text).collect()
}

fn decimal(number: f64) -> Option<Decimal> {
    Decimal::try_from(number).ok().map(|decimal| decimal.round_dp(2))
}

/// A date, with or without a time.
fn day(value: &Value) -> Option<NaiveDate> {
    value.as_str()?.get(..10)?.parse().ok()
}

/// A time; without a zone it means UTC.
fn instant(value: &Value) -> Option<DateTime<Utc>> {
    let text = value.as_str()?;
    let zoned = DateTime::parse_from_rfc3339(text).map(|time| time.to_utc());
    zoned.ok().or_else(|| text.parse::<NaiveDateTime>().ok().map(|time| time.and_utc()))
}
