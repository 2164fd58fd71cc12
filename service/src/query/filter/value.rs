//! The values that fields are compared with.

use annals_entity::values::ExactJson;
use chrono::{DateTime, NaiveDate, SecondsFormat, TimeZone, Utc};
use rust_decimal::Decimal;
use serde_json::json;
use uuid::Uuid;

/// A value to compare a field with: JSON that keeps every digit of its numbers. Times and dates are
/// ISO 8601 texts, ids are texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilterValue(pub(crate) ExactJson);

impl FilterValue {
    /// The text, if it is one.
    pub(crate) fn as_text(&self) -> Option<String> {
        serde_json::from_str(self.0.as_str()).ok()
    }

    /// The number as it was written, if it is one.
    pub(crate) fn as_number(&self) -> Option<&str> {
        let text = self.0.as_str().trim();
        text.starts_with(|c: char| c == '-' || c.is_ascii_digit()).then_some(text)
    }

    pub(crate) fn is_container(&self) -> bool {
        self.0.as_str().trim_start().starts_with(['{', '['])
    }

    pub(crate) fn is_null(&self) -> bool {
        self.0.as_str().trim() == "null"
    }
}

impl From<ExactJson> for FilterValue {
    fn from(json: ExactJson) -> Self {
        Self(json)
    }
}

impl From<serde_json::Value> for FilterValue {
    fn from(json: serde_json::Value) -> Self {
        Self(json.into())
    }
}

impl From<&serde_json::Value> for FilterValue {
    fn from(json: &serde_json::Value) -> Self {
        Self(json.clone().into())
    }
}

impl From<Decimal> for FilterValue {
    fn from(number: Decimal) -> Self {
        number.to_string().parse().map_or_else(|_| json!(null).into(), Self)
    }
}

impl From<Uuid> for FilterValue {
    fn from(id: Uuid) -> Self {
        json!(id.to_string()).into()
    }
}

impl From<NaiveDate> for FilterValue {
    fn from(date: NaiveDate) -> Self {
        json!(date.to_string()).into()
    }
}

impl<Z: TimeZone> From<DateTime<Z>> for FilterValue {
    fn from(time: DateTime<Z>) -> Self {
        json!(time.with_timezone(&Utc).to_rfc3339_opts(SecondsFormat::AutoSi, true)).into()
    }
}

macro_rules! from_json_scalars {
    ($($kind:ty),+) => {$(
        impl From<$kind> for FilterValue {
            fn from(value: $kind) -> Self {
                json!(value).into()
            }
        }
    )+};
}

from_json_scalars!(&str, String, bool, i16, i32, i64, u16, u32, u64, f32, f64);
