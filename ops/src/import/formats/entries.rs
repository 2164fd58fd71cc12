//! `entries.json`: what is written in a journal, and what analyses made of it.

use annals_entity::{journal_entries, processed_content};
use chrono::{DateTime, FixedOffset};
use rust_decimal::Decimal;
use sea_orm::ActiveValue::Set;
use uuid::Uuid;

use super::{
    super::record::Row,
    exact,
    fields::{Fields, split},
    ids::derived,
    owner::{ENTRY, Ids, Owner},
    set, times,
    values::{number_of, text_of},
};

/// The fields that are analyses: each becomes a row of that task.
const ANALYSES: [&str; 4] =
    ["sentiment_analysis", "emotion_analysis", "topic_analysis", "psychology_insights"];

/// Where an analysis says how sure it is, and when it was made.
const CONFIDENCE: [&str; 3] = ["confidence", "confidence_score", "overall_confidence"];
const MADE_AT: [&str; 4] = ["processed_at", "analyzed_at", "created_at", "timestamp"];

pub(super) fn rows(owner: &mut Owner<'_>, fields: &mut Fields<'_>) -> Vec<Row> {
    let id = owner.id(fields, ENTRY, Ids::Usual);
    let analyses: Vec<Row> = ANALYSES
        .into_iter()
        .filter_map(|task| {
            let json = fields.take(task)?;
            Some(analysis(owner.user_id, id, task, json, fields))
        })
        .collect();
    let topic = fields.look("topic_id").map(ToOwned::to_owned);
    let mut categories = fields.words("categories");
    if let Some(topic) = topic {
        categories.extend(owner.topics.name_for(&topic, &categories, fields));
    }
    let date = fields.look("date");
    let day = fields.written("date");
    if let (Some(json), Some(written)) = (date, day)
        && !written.is_day
    {
        fields.keep_silently("date", json);
    }
    let mut row = journal_entries::ActiveModel {
        id: Set(id),
        user_id: Set(owner.user_id),
        title: Set(fields.short_text("title", 500)),
        content: Set(fields.text("content")),
        entry_date: Set(day.map(|written| written.day)),
        mood_score: Set(fields.number("mood_score", 1..=10)),
        language: set(fields.tag("language", 10)),
        tags: Set(fields.words("tags").into()),
        categories: Set(categories.into()),
        is_private: set(fields.truth("is_private")),
        created_at: set(fields.moment("created_at")),
        updated_at: set(fields.moment("updated_at")),
        ..Default::default()
    };
    row.raw_data = Set(fields.rest_exactly());
    std::iter::once(Row::Entry(Box::new(row))).chain(analyses).collect()
}

/// What an analysis found, whole, with what it says of its certainty and time beside.
pub(super) fn analysis(
    user_id: Uuid,
    entry: Uuid,
    task: &str,
    json: &str,
    fields: &mut Fields<'_>,
) -> Row {
    let (data, as_text) = exact::single(json);
    if as_text {
        fields.adjust(task, exact::AS_TEXT);
    }
    let (confidence_score, created_at) = about(json);
    Row::Analysis(Box::new(processed_content::ActiveModel {
        id: Set(derived(user_id, task, &entry.to_string())),
        journal_id: Set(entry),
        user_id: Set(user_id),
        task_type: Set(task.to_owned()),
        processed_data: Set(data),
        confidence_score: Set(confidence_score),
        created_at: set(created_at),
        ..Default::default()
    }))
}

/// How sure an analysis is, rounded to two decimals, and when it was made: where it says so, and so
/// that the columns can hold it. What it says stands in its data in any case.
fn about(json: &str) -> (Option<Decimal>, Option<DateTime<FixedOffset>>) {
    let Ok(parts) = split(json) else { return (None, None) };
    let of = |names: &[&str]| {
        names.iter().find_map(|name| parts.iter().rev().find(|(part, _)| part == name))
    };
    let confidence = of(&CONFIDENCE)
        .and_then(|(_, json)| number_of(json))
        .filter(|sure| (Decimal::ZERO..=Decimal::ONE).contains(sure))
        .map(|sure| {
            sure.round_dp_with_strategy(2, rust_decimal::RoundingStrategy::MidpointAwayFromZero)
        });
    let made_at = of(&MADE_AT)
        .and_then(|(_, json)| times::read(&text_of(json)?))
        .map(|written| written.moment.fixed_offset());
    (confidence, made_at)
}
