//! The values of fields, as columns take them. What a column can't take is set aside, and told.

use chrono::{DateTime, FixedOffset};
use rust_decimal::{Decimal, RoundingStrategy, prelude::ToPrimitive};
use serde_json::{Map, Value, value::RawValue};
use std::{borrow::Cow, ops::RangeInclusive};

use super::{
    fields::Fields,
    times::{self, Written},
};

impl Fields<'_> {
    /// A text of any length.
    pub(super) fn text(&mut self, field: &str) -> Option<String> {
        let json = self.take(field)?;
        if let Some(text) = text_of(json) {
            return Some(text.into_owned());
        }
        self.keep(field, json, format!("is {}, and taken as text", what(json)));
        Some(json.to_owned())
    }

    /// A text of so many characters at most: a longer one is cut.
    pub(super) fn short_text(&mut self, field: &str, most: usize) -> Option<String> {
        let json = self.look(field);
        let text = self.text(field)?;
        let Some((cut, _)) = text.char_indices().nth(most) else { return Some(text) };
        let length = text.chars().count();
        if let Some(json) = json {
            self.keep(field, json, format!("has {length} characters, and is cut at {most}"));
        }
        Some(text[..cut].to_owned())
    }

    /// A short text that must be there; in its place stands another.
    pub(super) fn given(&mut self, field: &str, most: usize, instead: &str) -> String {
        self.short_text(field, most).filter(|text| !text.trim().is_empty()).unwrap_or_else(|| {
            self.adjust(field, format!("is absent or empty: {instead:?} stands in its place"));
            instead.to_owned()
        })
    }

    /// A word of so many characters at most: a longer one is set aside, for a part of it says nothing.
    pub(super) fn tag(&mut self, field: &str, most: usize) -> Option<String> {
        let json = self.look(field)?;
        let is_short = text_of(json).is_some_and(|text| text.chars().count() <= most);
        self.take(field);
        if !is_short {
            self.keep(field, json, format!("is no text of {most} characters at most: set aside"));
            return None;
        }
        text_of(json).filter(|text| !text.trim().is_empty()).map(Cow::into_owned)
    }

    /// A number between two, with two decimals; it may stand as text.
    pub(super) fn number(&mut self, field: &str, range: RangeInclusive<i64>) -> Option<Decimal> {
        let json = self.take(field)?;
        let Some(number) = number_of(json) else {
            self.keep(field, json, format!("is no number but {}: set aside", what(json)));
            return None;
        };
        if number < (*range.start()).into() || number > (*range.end()).into() {
            let (least, most) = range.into_inner();
            self.keep(field, json, format!("goes from {least} to {most}: set aside"));
            return None;
        }
        let rounded = number.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
        if rounded != number {
            self.keep(field, json, format!("is rounded to {rounded}"));
        }
        Some(rounded)
    }

    /// A whole number between two; it may stand as text.
    pub(super) fn whole(&mut self, field: &str, range: RangeInclusive<i64>) -> Option<i64> {
        let json = self.look(field)?;
        let number = number_of(json).filter(|number| {
            *number >= (*range.start()).into() && *number <= (*range.end()).into()
        });
        self.take(field);
        let Some(number) = number else {
            let (least, most) = range.into_inner();
            self.keep(field, json, format!("is no whole number from {least} to {most}: set aside"));
            return None;
        };
        let rounded = number.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero);
        if rounded != number {
            self.keep(field, json, format!("is rounded to {rounded}"));
        }
        rounded.to_i64()
    }

    /// Yes or no: `true`, `"true"` or `1`.
    pub(super) fn truth(&mut self, field: &str) -> Option<bool> {
        let json = self.take(field)?;
        let text = text_of(json).unwrap_or(Cow::Borrowed(json));
        match text.trim().to_ascii_lowercase().as_str() {
            "true" | "1" => Some(true),
            "false" | "0" => Some(false),
            _ => {
                self.keep(field, json, "is neither true nor false: set aside");
                None
            }
        }
    }

    /// A time.
    pub(super) fn written(&mut self, field: &str) -> Option<Written> {
        let json = self.take(field)?;
        let text = text_of(json).unwrap_or_default();
        let written = times::read(&text);
        if written.is_none() && (!text.trim().is_empty() || !json.starts_with('"')) {
            self.keep(field, json, "is no time as ISO 8601 writes it: set aside");
        }
        written
    }

    /// A moment.
    pub(super) fn moment(&mut self, field: &str) -> Option<DateTime<FixedOffset>> {
        self.written(field).map(|written| written.moment.fixed_offset())
    }

    /// A list of words. One word alone is a list of it.
    pub(super) fn words(&mut self, field: &str) -> Vec<String> {
        let Some(json) = self.take(field) else { return Vec::new() };
        if let Some(word) = text_of(json) {
            if word.trim().is_empty() {
                return Vec::new();
            }
            self.keep(field, json, "is no list but a text, and taken as a list of it");
            return vec![word.into_owned()];
        }
        let Ok(elements) = serde_json::from_str::<Vec<&RawValue>>(json) else {
            self.keep(field, json, format!("is no list but {}: set aside", what(json)));
            return Vec::new();
        };
        let words: Vec<String> = elements
            .iter()
            .filter(|element| element.get() != "null")
            .map(|element| {
                text_of(element.get()).map_or_else(|| element.get().to_owned(), Cow::into_owned)
            })
            .collect();
        if elements.iter().any(|element| !element.get().starts_with('"')) {
            self.keep(field, json, "is not a list of texts alone: the others are taken as text");
        }
        words
    }

    /// Any JSON.
    pub(super) fn json(&mut self, field: &str) -> Option<Value> {
        let json = self.take(field)?;
        Some(self.value(field, json))
    }

    /// An object. Anything else is kept under its own name.
    pub(super) fn object(&mut self, field: &str) -> Map<String, Value> {
        match self.look(field) {
            Some(json) if json.starts_with('{') => match self.json(field) {
                Some(Value::Object(object)) => object,
                _ => Map::new(),
            },
            Some(json) => {
                self.take(field);
                self.keep(field, json, format!("is no object but {}", what(json)));
                Map::new()
            }
            None => {
                self.take(field);
                Map::new()
            }
        }
    }
}

/// What a JSON text says. `None`: it is no text.
pub(super) fn text_of(json: &str) -> Option<Cow<'_, str>> {
    if !json.starts_with('"') {
        return None;
    }
    let inside = json.get(1..json.len() - 1)?;
    if inside.contains('\\') {
        return serde_json::from_str(json).ok().map(Cow::Owned);
    }
    Some(Cow::Borrowed(inside))
}

/// A number, which may stand as text.
pub(super) fn number_of(json: &str) -> Option<Decimal> {
    let text = text_of(json).unwrap_or(Cow::Borrowed(json));
    let text = text.trim();
    let is_number =
        text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E'));
    if !is_number {
        return None;
    }
    text.parse().or_else(|_| Decimal::from_scientific(text)).ok()
}

/// What kind of JSON it is, as one says it.
pub(super) fn what(json: &str) -> &'static str {
    match json.as_bytes().first() {
        Some(b'"') => "a text",
        Some(b'{') => "an object",
        Some(b'[') => "a list",
        Some(b't' | b'f') => "true or false",
        Some(b'n') => "null",
        _ => "a number",
    }
}
