//! Values as the text that `PostgreSQL` reads them from.

use std::fmt::Write;

use chrono::{Datelike, NaiveDate, NaiveDateTime, Timelike};
use sea_orm::{Value, sea_query::OptionEnum};

use crate::array::Literal;

/// The text of a value, as an element of an array needs it.
pub(super) enum Text {
    Null,
    /// Without a character that an array's text gives a meaning to.
    Plain(String),
    Any(String),
    /// Of a type that no column of `PostgreSQL` is written from here.
    Unknown,
}

/// A value as text. `None`: it is NULL, or of a type that has none here.
pub(in crate::repository) fn text_of(value: &Value) -> Option<String> {
    match text(value.clone()) {
        Text::Plain(text) | Text::Any(text) => Some(text),
        Text::Null | Text::Unknown => None,
    }
}

pub(super) fn text(value: Value) -> Text {
    match value {
        Value::Bool(it) => plain(it),
        Value::TinyInt(it) => plain(it),
        Value::SmallInt(it) => plain(it),
        Value::Int(it) => plain(it),
        Value::BigInt(it) => plain(it),
        Value::TinyUnsigned(it) => plain(it),
        Value::SmallUnsigned(it) => plain(it),
        Value::Unsigned(it) => plain(it),
        Value::Float(it) => plain(it),
        Value::Double(it) => plain(it),
        Value::Uuid(it) => plain(it),
        Value::Decimal(it) => plain(it),
        Value::IpNetwork(it) => plain(it),
        Value::ChronoDate(it) => any(it.map(date)),
        Value::ChronoTime(it) => plain(it.map(|time| time.format("%H:%M:%S%.6f"))),
        Value::ChronoDateTime(it) => any(it.map(|time| moment(time, ""))),
        Value::ChronoDateTimeUtc(it) => any(it.map(|time| moment(time.naive_utc(), "+00"))),
        Value::ChronoDateTimeLocal(it) => any(it.map(|time| moment(time.naive_utc(), "+00"))),
        Value::ChronoDateTimeWithTimeZone(it) => {
            any(it.map(|time| moment(time.naive_utc(), "+00")))
        }
        Value::String(it) => any(it),
        Value::Char(it) => any(it.map(String::from)),
        Value::Enum(OptionEnum::Some(it)) => any(Some(it.value.into_owned())),
        Value::Bytes(it) => any(it.map(|bytes| hexadecimal(&bytes))),
        Value::Json(it) => any(it.map(|json| json.to_string())),
        Value::Enum(OptionEnum::None(_)) | Value::Array(_, None) => Text::Null,
        Value::Array(_, Some(elements)) => array(*elements),
        _ => Text::Unknown,
    }
}

fn plain(value: Option<impl ToString>) -> Text {
    value.map_or(Text::Null, |value| Text::Plain(value.to_string()))
}

fn any(value: Option<String>) -> Text {
    value.map_or(Text::Null, Text::Any)
}

fn array(elements: Vec<Value>) -> Text {
    let mut literal = Literal::default();
    for element in elements {
        match text(element) {
            Text::Null => literal.null(),
            Text::Plain(text) => literal.plain(&text),
            Text::Any(text) => literal.quoted(&text),
            Text::Unknown => return Text::Unknown,
        }
    }
    Text::Any(literal.into_text())
}

/// The year 0 is 1 BC, and a year before it or beyond 9999 is not what ISO 8601 writes.
fn date(date: NaiveDate) -> String {
    let (year, era) = era(date.year());
    format!("{year:04}-{:02}-{:02}{era}", date.month(), date.day())
}

/// Digits beyond the microsecond are cut off, as they are where a single row is written.
fn moment(time: NaiveDateTime, zone: &str) -> String {
    let (year, era) = era(time.year());
    let (month, day) = (time.month(), time.day());
    let (hour, minute, second) = (time.hour(), time.minute(), time.second());
    let micros = time.nanosecond() / 1000;
    format!(
        "{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}.{micros:06}{zone}{era}"
    )
}

fn era(year: i32) -> (i32, &'static str) {
    if year > 0 { (year, "") } else { (1 - year, " BC") }
}

fn hexadecimal(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(2 + 2 * bytes.len());
    text.push_str("\\x");
    for byte in bytes {
        // Writing to a string does not fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}
