//! Filters of JSON, and in JSON.

use std::{fmt, str::FromStr};

use annals_entity::values::ExactJson;
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{MapAccess, Visitor},
};
use serde_json::value::RawValue;

use super::{
    Filter, FilterValue, MOST_LEVELS, MOST_TESTS, MOST_VALUES, compile,
    key::without_operator,
    pairs::pair,
    test::{Given, Test},
};
use crate::error::{Error, Result};

impl Filter {
    /// Reads `{"mood_score__gte": 7, "tags": {"contains": "work"}, "or": [{…}, {…}], "not": {…}}`: all
    /// members must hold. `and` and `or` take lists of filters, `not` one filter; `pairs` takes an
    /// object of texts as a query string has them. A field alone is compared with `eq`, or, where an
    /// object of operators stands, by each of them.
    ///
    /// # Errors
    /// `Invalid` where it is no object of that kind, or exceeds [`MOST_LEVELS`], [`MOST_TESTS`] or
    /// [`MOST_VALUES`]. Names and values are checked with the entity.
    pub fn from_json(json: &serde_json::Value) -> Result<Self> {
        json.to_string().parse()
    }
}

impl FromStr for Filter {
    type Err = Error;

    /// Reads JSON text as [`Filter::from_json`] does, and keeps every digit of its numbers.
    fn from_str(text: &str) -> Result<Self> {
        Reader { tests: 0 }.filter(text, 0)
    }
}

impl<'de> Deserialize<'de> for Filter {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let json = ExactJson::deserialize(deserializer)?;
        json.as_str().parse().map_err(serde::de::Error::custom)
    }
}

impl Serialize for Filter {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let json: ExactJson = self.to_string().parse().map_err(serde::ser::Error::custom)?;
        json.serialize(serializer)
    }
}

struct Reader {
    tests: usize,
}

impl Reader {
    fn filter(&mut self, text: &str, level: usize) -> Result<Filter> {
        if level > MOST_LEVELS {
            return Err(Error::invalid("filter", compile::too_deep()));
        }
        let members: Members = read(text, "filter", "an object of fields")?;
        let mut all = Vec::new();
        for (key, value) in members.0 {
            self.member(&key, value.get(), level, &mut all)?;
        }
        Ok(Filter::all(all))
    }

    fn member(
        &mut self,
        key: &str,
        value: &str,
        level: usize,
        all: &mut Vec<Filter>,
    ) -> Result<()> {
        match key {
            "and" => all.push(Filter::all(self.group(key, value, level)?)),
            "or" => all.push(Filter::any(self.group(key, value, level)?)),
            "not" => all.push(!self.filter(value, level + 1)?),
            "pairs" => {
                let pairs: Members = read(value, key, "an object of texts")?;
                for (key, value) in pairs.0 {
                    self.count()?;
                    let text: String = read(value.get(), &key, "a text")?;
                    all.push(pair(&key, text));
                }
            }
            _ => self.field(key, value, all)?,
        }
        Ok(())
    }

    fn group(&mut self, key: &str, value: &str, level: usize) -> Result<Vec<Filter>> {
        let filters: Vec<Box<RawValue>> = read(value, key, "a list of filters")?;
        if filters.len() > MOST_TESTS {
            return Err(Error::invalid("filter", compile::too_many_tests()));
        }
        filters.iter().map(|filter| self.filter(filter.get(), level + 1)).collect()
    }

    fn field(&mut self, key: &str, value: &str, all: &mut Vec<Filter>) -> Result<()> {
        let (field, operator) = without_operator(key);
        if operator.is_some() || !value.starts_with('{') {
            return self.test(field, operator.unwrap_or("eq"), value, all);
        }
        let operators: Members = read(value, key, "an object of operators")?;
        if operators.0.is_empty() {
            return Err(Error::invalid(
                shown(key),
                "is given no operator: write {\"eq\": …}, or {\"eq\": {}} for an empty document",
            ));
        }
        for (operator, value) in operators.0 {
            self.test(field, &operator, value.get(), all)?;
        }
        Ok(())
    }

    fn test(
        &mut self,
        field: &str,
        operator: &str,
        value: &str,
        all: &mut Vec<Filter>,
    ) -> Result<()> {
        self.count()?;
        let value = FilterValue(read(value, field, "JSON")?);
        let given = match values(operator, &value) {
            Some(values) if values.len() > MOST_VALUES => {
                return Err(Error::invalid(shown(field), compile::too_many_values(values.len())));
            }
            Some(values) => Given::Many(values),
            None => Given::One(value),
        };
        let (field, operator) = (field.to_owned(), operator.to_owned());
        all.push(Filter::test(Test { field, operator, given }));
        Ok(())
    }

    fn count(&mut self) -> Result<()> {
        self.tests += 1;
        if self.tests > MOST_TESTS {
            return Err(Error::invalid("filter", compile::too_many_tests()));
        }
        Ok(())
    }
}

/// The values of a list, where the operator takes one.
pub(super) fn values(operator: &str, value: &FilterValue) -> Option<Vec<FilterValue>> {
    let takes_list =
        compile::operators().any(|known| known.name() == operator && known.takes_list());
    let list: Vec<ExactJson> =
        takes_list.then(|| serde_json::from_str(value.0.as_str()).ok()).flatten()?;
    Some(list.into_iter().map(FilterValue).collect())
}

fn read<'a, T: Deserialize<'a>>(text: &'a str, field: &str, what: &str) -> Result<T> {
    serde_json::from_str(text)
        .map_err(|error| Error::invalid(shown(field), format!("is not {what}: {error}")))
}

fn shown(field: &str) -> String {
    field.chars().take(64).collect()
}

/// The members of an object, in their order: a map would drop one of two with the same key, and the
/// query would widen.
struct Members(Vec<(String, Box<RawValue>)>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MembersVisitor)
    }
}

struct MembersVisitor;

impl<'de> Visitor<'de> for MembersVisitor {
    type Value = Members;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(Members(members))
    }
}
