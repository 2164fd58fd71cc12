//! Tests of JSON columns: one compiler, whether they came as types, pairs or JSON.

mod accessors;
mod compile;
mod grammar;
mod jsonpath;
mod lexer;
mod path;

pub use path::JsonPath;

use std::fmt;

use super::filter::{Filter, FilterValue, Operator, quoted};
use crate::error::{Error, Result};

/// A test of a JSON column, for [`Filter::json`](super::Filter::json).
///
/// ```
/// use annals_service::query::{Filter, JsonFilter};
/// use serde_json::json;
///
/// let warm = JsonFilter::path(["weather", "temp_c"]).gte(20);
/// let filter = Filter::json("raw_data", warm)
///     .and(Filter::json("raw_data", JsonFilter::contains(json!({ "mood": "calm" }))));
/// # let _ = filter;
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct JsonFilter(pub(super) Shape);

impl fmt::Display for JsonFilter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Shape::Jsonpath { text, .. } => write!(f, r#"{{"jsonpath":{}}}"#, quoted(text)),
            Shape::Test { .. } => Filter::json("$", self.clone()).fmt(f),
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Shape {
    /// A test of the column, or of the place where a path of keys leads.
    Test { steps: Vec<String>, operator: Operator, values: Vec<FilterValue> },
    /// A jsonpath that was checked. A predicate is asked with `@@`, any other with `@?`.
    Jsonpath { text: String, is_predicate: bool },
}

impl JsonFilter {
    /// Is this document, by value.
    #[must_use]
    pub fn equals(json: impl Into<FilterValue>) -> Self {
        Self::one(Operator::Eq, json)
    }

    /// Contains this document (`@>`). A scalar: is a list with this element.
    #[must_use]
    pub fn contains(json: impl Into<FilterValue>) -> Self {
        Self::one(Operator::Contains, json)
    }

    /// Is contained in this document (`<@`).
    #[must_use]
    pub fn contained_by(json: impl Into<FilterValue>) -> Self {
        Self::one(Operator::ContainedBy, json)
    }

    /// Has this key at its top, or is a list with this text.
    #[must_use]
    pub fn has_key(key: &str) -> Self {
        Self::one(Operator::HasKey, key)
    }

    /// Has one of these keys.
    #[must_use]
    pub fn has_any_key<'a>(keys: impl IntoIterator<Item = &'a str>) -> Self {
        Self::many(Operator::HasAny, keys)
    }

    /// Has all of these keys.
    #[must_use]
    pub fn has_all_keys<'a>(keys: impl IntoIterator<Item = &'a str>) -> Self {
        Self::many(Operator::HasAll, keys)
    }

    /// Is a list with one of these elements.
    #[must_use]
    pub fn any_of<V: Into<FilterValue>>(elements: impl IntoIterator<Item = V>) -> Self {
        Self::many(Operator::Any, elements)
    }

    /// Is a list with all of these elements.
    #[must_use]
    pub fn all_of<V: Into<FilterValue>>(elements: impl IntoIterator<Item = V>) -> Self {
        Self::many(Operator::All, elements)
    }

    /// Begins a test of what stands where a path of keys leads. Lists on the way, and at its end, are
    /// looked into: one of their elements has to meet the test.
    pub fn path<S: Into<String>>(steps: impl IntoIterator<Item = S>) -> JsonPath {
        JsonPath::new(steps.into_iter().map(Into::into).collect())
    }

    /// An SQL/JSON path, for experts: a predicate that holds, or a path that leads to something.
    ///
    /// It is read here with the grammar that all supported servers have, so that a mistake is found
    /// with its position. Refused are, beyond mistakes: variables, for there are none to bind; regular
    /// expressions, but for `like_regex` with flag `"q"` or `"iq"`, which compares literally (a pattern
    /// may keep the server busy for long); and `datetime()`, for comparing a date with a time that has
    /// a zone is an error of the server that nothing suppresses.
    ///
    /// # Errors
    /// `Invalid` with the position and the rule; over 2,000 characters or 32 levels as well.
    pub fn jsonpath(text: impl Into<String>) -> Result<Self> {
        let text = text.into();
        match grammar::check(&text) {
            Ok(is_predicate) => Ok(Self(Shape::Jsonpath { text, is_predicate })),
            Err(rule) => Err(Error::invalid("jsonpath", rule)),
        }
    }

    pub(super) fn test(steps: Vec<String>, operator: Operator, values: Vec<FilterValue>) -> Self {
        Self(Shape::Test { steps, operator, values })
    }

    fn one(operator: Operator, value: impl Into<FilterValue>) -> Self {
        Self::test(Vec::new(), operator, vec![value.into()])
    }

    fn many<V: Into<FilterValue>>(operator: Operator, values: impl IntoIterator<Item = V>) -> Self {
        Self::test(Vec::new(), operator, values.into_iter().map(Into::into).collect())
    }
}
