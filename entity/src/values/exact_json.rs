//! JSON as text, value for value.

use std::{fmt, str::FromStr};

use sea_orm::DeriveValueType;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::IgnoredAny};
use serde_json::value::RawValue;

use super::postgres_json::{self, JsonRefusal};

/// Any JSON value, kept as its text: `serde_json::Value` would round numbers such as 2^80 or 1e400,
/// and its cargo feature against that changes every other user of the crate in an application.
///
/// What comes back from the database is `PostgreSQL`'s own text of the value: keys sorted, the last of
/// duplicate keys, `0.1000` as it was written, `1e3` as `1000`. `==` compares texts.
///
/// ```
/// use annals_entity::values::ExactJson;
/// use serde_json::json;
///
/// let entry = ExactJson::from(json!({ "mood": "calm" }));
/// let exact: ExactJson = r#"{ "atoms": 1208925819614629174706176 }"#.parse()?;
/// assert!(exact.as_str().contains("1208925819614629174706176"));
/// assert_eq!(entry.to_value()?["mood"], "calm");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash, DeriveValueType)]
pub struct ExactJson(String);

impl ExactJson {
    /// The value as JSON text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The value in the form that most Rust code uses. Numbers beyond an `f64` are rounded.
    ///
    /// # Errors
    /// When the value nests deeper than `serde_json` reads (128 levels), or holds a number beyond
    /// the range of an `f64`.
    pub fn to_value(&self) -> serde_json::Result<serde_json::Value> {
        serde_json::from_str(&self.0)
    }

    /// Says whether a `jsonb` column of `PostgreSQL` can hold the value.
    ///
    /// # Errors
    /// What it can't hold, and at which path: `\u0000`, a lone surrogate, a number beyond `numeric`,
    /// or more than 1,000 levels.
    pub fn check(&self) -> Result<(), JsonRefusal> {
        postgres_json::check(&self.0)
    }
}

impl FromStr for ExactJson {
    type Err = serde_json::Error;

    /// Takes any JSON text. Whether `PostgreSQL` can hold it is asked by [`ExactJson::check`].
    fn from_str(text: &str) -> serde_json::Result<Self> {
        serde_json::from_str::<IgnoredAny>(text)?;
        Ok(Self(text.to_owned()))
    }
}

impl From<serde_json::Value> for ExactJson {
    fn from(value: serde_json::Value) -> Self {
        Self(value.to_string())
    }
}

impl Default for ExactJson {
    /// An empty object.
    fn default() -> Self {
        Self("{}".to_owned())
    }
}

impl fmt::Display for ExactJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for ExactJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for ExactJson {
    /// As the value itself, every digit kept, where the serializer is `serde_json`'s.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let raw: &RawValue = serde_json::from_str(&self.0).map_err(serde::ser::Error::custom)?;
        raw.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for ExactJson {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        Ok(Self(Box::<str>::from(raw).into_string()))
    }
}
