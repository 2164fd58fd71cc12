//! What an entry must be, in every store alike, and the form in which every store keeps it.

use chrono::{DateTime, Datelike, Utc};
use serde_json::Value;

use super::{
    ProcessingResult, SentimentResult, StoredEntry,
    numbers::{settle, settled_f64},
};
use crate::{error::Result, rules::Rules};

const MOST_CHARACTERS: usize = 50_000;
const MOST_FIELDS: usize = 20;
/// `serde_json` reads 128 levels, and so could not read back what it has written deeper.
const MOST_LEVELS: usize = 100;

impl StoredEntry {
    /// The entry as it is kept: times cut to the microsecond, numbers as `jsonb` has them.
    ///
    /// # Errors
    /// `Invalid` with every field at fault.
    pub(super) fn accepted(self) -> Result<Self> {
        let mut rules = Rules::default();
        self.check(&mut rules);
        rules.finish()?;
        Ok(self.settled())
    }

    /// The entries as they are kept.
    ///
    /// # Errors
    /// `Invalid` with every field at fault, named by position: `[3].content`.
    pub(super) fn accepted_all(entries: Vec<Self>) -> Result<Vec<Self>> {
        let mut rules = Rules::default();
        for (position, entry) in entries.iter().enumerate() {
            rules.below(format!("[{position}]."));
            entry.check(&mut rules);
        }
        rules.finish()?;
        Ok(entries.into_iter().map(Self::settled).collect())
    }

    fn check(&self, rules: &mut Rules) {
        if self.id.is_nil() {
            rules.fault("id", "is nil: it must be given".to_owned());
        }
        if self.content.is_empty() {
            rules.fault("content", "is empty: it must be given".to_owned());
        }
        rules.text("content", &self.content, MOST_CHARACTERS);
        for (field, time) in [
            ("timestamp", self.timestamp),
            ("created_at", self.created_at),
            ("updated_at", self.updated_at),
        ] {
            check_time(rules, field, time);
        }
        self.check_metadata(rules);
        if let Some(result) = &self.processing_result {
            result.check(rules);
        }
    }

    fn check_metadata(&self, rules: &mut Rules) {
        let fields = self.metadata.len();
        if fields > MOST_FIELDS {
            rules.fault("metadata", format!("has {fields} fields: it may have {MOST_FIELDS}"));
        }
        if self.metadata.values().any(|value| is_deeper(value, MOST_LEVELS - 1)) {
            let rule = format!("nests deeper than {MOST_LEVELS} levels: make it flatter");
            rules.fault("metadata", rule);
        } else {
            rules.json("metadata", &Value::Object(self.metadata.clone()).into());
        }
    }

    fn settled(mut self) -> Self {
        for time in [&mut self.timestamp, &mut self.created_at, &mut self.updated_at] {
            *time = cut(*time);
        }
        self.metadata.values_mut().for_each(settle);
        self.processing_result = self.processing_result.map(ProcessingResult::settled);
        self
    }
}

impl ProcessingResult {
    fn check(&self, rules: &mut Rules) {
        if let Some(time) = self.processed_at {
            check_time(rules, "processing_result.processed_at", time);
        }
        if let Some(error) = &self.error {
            rules.storable("processing_result.error", error);
        }
        if let Some(sentiment) = &self.sentiment_result {
            sentiment.check(rules);
        }
    }

    fn settled(self) -> Self {
        Self {
            processed_at: self.processed_at.map(cut),
            sentiment_result: self.sentiment_result.map(|found| SentimentResult {
                score: settled_f64(found.score),
                confidence: settled_f64(found.confidence),
                processed_at: cut(found.processed_at),
                ..found
            }),
            ..self
        }
    }
}

impl SentimentResult {
    fn check(&self, rules: &mut Rules) {
        let field = |name: &str| format!("processing_result.sentiment_result.{name}");
        if !(-1.0..=1.0).contains(&self.score) {
            rules.fault(&field("score"), format!("is {}: it goes from -1 to 1", self.score));
        }
        if !(0.0..=1.0).contains(&self.confidence) {
            let rule = format!("is {}: it goes from 0 to 1", self.confidence);
            rules.fault(&field("confidence"), rule);
        }
        rules.text(&field("label"), &self.label, 100);
        check_time(rules, &field("processed_at"), self.processed_at);
    }
}

/// RFC 3339, in which dumps and `raw_data` write times, has years of four digits.
fn check_time(rules: &mut Rules, field: &str, time: DateTime<Utc>) {
    if !(1..=9999).contains(&time.year()) {
        rules.fault(field, format!("is of the year {}: it goes from 1 to 9999", time.year()));
    }
}

/// To the microsecond, the past's too; a leap second becomes the second after it.
fn cut(time: DateTime<Utc>) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(time.timestamp_micros()).unwrap_or(time)
}

/// Without recursion beyond the level, however deep the value is.
fn is_deeper(value: &Value, levels: usize) -> bool {
    match value {
        Value::Array(elements) => {
            levels == 0 || elements.iter().any(|value| is_deeper(value, levels - 1))
        }
        Value::Object(fields) => {
            levels == 0 || fields.values().any(|value| is_deeper(value, levels - 1))
        }
        _ => false,
    }
}
