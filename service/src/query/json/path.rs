//! Tests of a place within JSON.

use super::{JsonFilter, Operator};
use crate::query::filter::FilterValue;

/// A path of keys that waits for its operator: made by [`JsonFilter::path`].
///
/// Values compare with those of their own type: numbers by value with all their digits, texts by code
/// unit, `false` before `true`. Dates and times are texts in JSON and compare as such, so keep them in
/// one ISO 8601 form: `"2026-11-21" <= "2026-11-21T08:00:00Z" < "2026-11-22"` holds.
#[derive(Clone, Debug)]
#[must_use = "a path alone filters nothing: call an operator"]
pub struct JsonPath(Vec<String>);

impl JsonPath {
    pub(super) fn new(steps: Vec<String>) -> Self {
        Self(steps)
    }

    /// Something stands there, the JSON null included.
    #[must_use]
    pub fn exists(mut self) -> JsonFilter {
        match self.0.pop() {
            Some(key) => self.one(Operator::HasKey, key),
            None => self.one(Operator::IsNull, false),
        }
    }

    /// The value stands there.
    #[must_use]
    pub fn eq(self, value: impl Into<FilterValue>) -> JsonFilter {
        self.one(Operator::Eq, value)
    }

    /// The value does not stand there.
    #[must_use]
    pub fn ne(self, value: impl Into<FilterValue>) -> JsonFilter {
        self.one(Operator::Ne, value)
    }

    /// A greater one stands there.
    #[must_use]
    pub fn gt(self, value: impl Into<FilterValue>) -> JsonFilter {
        self.one(Operator::Gt, value)
    }

    /// A greater or equal one stands there.
    #[must_use]
    pub fn gte(self, value: impl Into<FilterValue>) -> JsonFilter {
        self.one(Operator::Gte, value)
    }

    /// A lesser one stands there.
    #[must_use]
    pub fn lt(self, value: impl Into<FilterValue>) -> JsonFilter {
        self.one(Operator::Lt, value)
    }

    /// A lesser or equal one stands there.
    #[must_use]
    pub fn lte(self, value: impl Into<FilterValue>) -> JsonFilter {
        self.one(Operator::Lte, value)
    }

    /// One between the two stands there, both included.
    #[must_use]
    pub fn between<V: Into<FilterValue>>(self, least: V, most: V) -> JsonFilter {
        self.many(Operator::Between, [least, most])
    }

    /// One of the values stands there.
    #[must_use]
    pub fn is_in<V: Into<FilterValue>>(self, values: impl IntoIterator<Item = V>) -> JsonFilter {
        self.many(Operator::In, values)
    }

    /// All of the values stand there, in a list.
    #[must_use]
    pub fn all_of<V: Into<FilterValue>>(self, values: impl IntoIterator<Item = V>) -> JsonFilter {
        self.many(Operator::All, values)
    }

    /// A text that has this part stands there; for any other JSON: what stands there contains it.
    #[must_use]
    pub fn contains(self, value: impl Into<FilterValue>) -> JsonFilter {
        self.one(Operator::Contains, value)
    }

    /// A text that has this part stands there, in whatever case.
    #[must_use]
    pub fn icontains(self, part: &str) -> JsonFilter {
        self.one(Operator::IContains, part)
    }

    /// A text that begins like this stands there.
    #[must_use]
    pub fn starts_with(self, part: &str) -> JsonFilter {
        self.one(Operator::StartsWith, part)
    }

    /// Nothing stands there but the JSON null, or something does.
    #[must_use]
    pub fn is_null(self, is_null: bool) -> JsonFilter {
        self.one(Operator::IsNull, is_null)
    }

    fn one(self, operator: Operator, value: impl Into<FilterValue>) -> JsonFilter {
        JsonFilter::test(self.0, operator, vec![value.into()])
    }

    fn many<V: Into<FilterValue>>(
        self,
        operator: Operator,
        values: impl IntoIterator<Item = V>,
    ) -> JsonFilter {
        JsonFilter::test(self.0, operator, values.into_iter().map(Into::into).collect())
    }
}
