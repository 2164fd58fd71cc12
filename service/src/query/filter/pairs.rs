//! Filters of a query string's pairs.

use super::{
    Filter, MOST_TESTS,
    key::without_operator,
    test::{Given, Test},
};
use crate::error::{Error, Result};

impl Filter {
    /// Reads the decoded pairs of a query string, all of which must hold: `mood_score__gte=7`,
    /// `title=x` (which is `eq`), `raw_data.weather.temp_c__lt=20`.
    ///
    /// The field says how a value is read. A list is separated by commas, or is a JSON list where it
    /// begins with `[`; on a JSON column a value that is JSON is that, and a text else.
    ///
    /// # Errors
    /// `Invalid` for more than [`MOST_TESTS`]. Names and values are checked with the entity.
    pub fn from_pairs<K, V>(pairs: impl IntoIterator<Item = (K, V)>) -> Result<Self>
    where
        K: AsRef<str>,
        V: Into<String>,
    {
        let tests: Vec<Self> =
            pairs.into_iter().take(MOST_TESTS + 1).map(|(key, value)| pair(&key, value)).collect();
        if tests.len() > MOST_TESTS {
            return Err(Error::invalid("filter", super::compile::too_many_tests()));
        }
        Ok(Self::all(tests))
    }
}

pub(super) fn pair(key: &impl AsRef<str>, value: impl Into<String>) -> Filter {
    let (field, operator) = without_operator(key.as_ref());
    let operator = operator.unwrap_or("eq").to_owned();
    Filter::test(Test { field: field.to_owned(), operator, given: Given::Raw(value.into()) })
}
