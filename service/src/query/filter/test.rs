//! One test of a field, as it was asked for: what it means is known with the entity.

use super::{Filter, FilterValue, Operator, key::step_text};

/// A field, an operator's name and what it is given.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Test {
    /// With its path, without its operator.
    pub(super) field: String,
    pub(super) operator: String,
    pub(super) given: Given,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Given {
    /// Of a query string: the field says what it is.
    Raw(String),
    One(FilterValue),
    Many(Vec<FilterValue>),
}

impl Test {
    /// The same test as `Filter::field("column.step.step")` makes.
    pub(super) fn of_json(
        column: String,
        steps: &[String],
        operator: Operator,
        mut values: Vec<FilterValue>,
    ) -> Self {
        let field = steps.iter().fold(column, |field, step| field + "." + &step_text(step));
        let given = match values.pop() {
            Some(value) if !operator.takes_list() && values.is_empty() => Given::One(value),
            last => {
                values.extend(last);
                Given::Many(values)
            }
        };
        Self { field, operator: operator.name().to_owned(), given }
    }
}

/// A field that waits for its operator: made by [`Filter::field`].
#[derive(Clone, Debug)]
#[must_use = "a field alone filters nothing: call an operator"]
pub struct FieldTest(String);

impl FieldTest {
    pub(super) fn new(field: String) -> Self {
        Self(field)
    }

    /// Equals the value. On a place within JSON: one of the values there does.
    #[must_use]
    pub fn eq(self, value: impl Into<FilterValue>) -> Filter {
        self.one(Operator::Eq, value)
    }

    /// Does not equal the value, or is NULL.
    #[must_use]
    pub fn ne(self, value: impl Into<FilterValue>) -> Filter {
        self.one(Operator::Ne, value)
    }

    /// Is greater.
    #[must_use]
    pub fn gt(self, value: impl Into<FilterValue>) -> Filter {
        self.one(Operator::Gt, value)
    }

    /// Is greater or equal.
    #[must_use]
    pub fn gte(self, value: impl Into<FilterValue>) -> Filter {
        self.one(Operator::Gte, value)
    }

    /// Is less.
    #[must_use]
    pub fn lt(self, value: impl Into<FilterValue>) -> Filter {
        self.one(Operator::Lt, value)
    }

    /// Is less or equal.
    #[must_use]
    pub fn lte(self, value: impl Into<FilterValue>) -> Filter {
        self.one(Operator::Lte, value)
    }

    /// Is one of the values.
    #[must_use]
    pub fn is_in<V: Into<FilterValue>>(self, values: impl IntoIterator<Item = V>) -> Filter {
        self.many(Operator::In, values)
    }

    /// Is none of the values, or NULL.
    #[must_use]
    pub fn not_in<V: Into<FilterValue>>(self, values: impl IntoIterator<Item = V>) -> Filter {
        self.many(Operator::NotIn, values)
    }

    /// Is between two values, both included.
    #[must_use]
    pub fn between<V: Into<FilterValue>>(self, least: V, most: V) -> Filter {
        self.many(Operator::Between, [least, most])
    }

    /// On a text: has this part. On a JSON column: contains this document (`@>`), or for a scalar: is a
    /// list with this element.
    #[must_use]
    pub fn contains(self, value: impl Into<FilterValue>) -> Filter {
        self.one(Operator::Contains, value)
    }

    /// Has this part, in whatever case.
    #[must_use]
    pub fn icontains(self, part: impl Into<FilterValue>) -> Filter {
        self.one(Operator::IContains, part)
    }

    /// Begins with this text.
    #[must_use]
    pub fn starts_with(self, part: impl Into<FilterValue>) -> Filter {
        self.one(Operator::StartsWith, part)
    }

    /// Is NULL, or is not. On a place within JSON: nothing but the JSON null is there.
    #[must_use]
    pub fn is_null(self, is_null: bool) -> Filter {
        self.one(Operator::IsNull, is_null)
    }

    /// JSON that is contained in this document (`<@`).
    #[must_use]
    pub fn contained_by(self, json: impl Into<FilterValue>) -> Filter {
        self.one(Operator::ContainedBy, json)
    }

    /// JSON that has this key, or is a list with this text.
    #[must_use]
    pub fn has_key(self, key: impl Into<FilterValue>) -> Filter {
        self.one(Operator::HasKey, key)
    }

    /// JSON that has one of these keys.
    #[must_use]
    pub fn has_any<V: Into<FilterValue>>(self, keys: impl IntoIterator<Item = V>) -> Filter {
        self.many(Operator::HasAny, keys)
    }

    /// JSON that has all of these keys.
    #[must_use]
    pub fn has_all<V: Into<FilterValue>>(self, keys: impl IntoIterator<Item = V>) -> Filter {
        self.many(Operator::HasAll, keys)
    }

    /// A JSON list with one of these elements.
    #[must_use]
    pub fn any<V: Into<FilterValue>>(self, elements: impl IntoIterator<Item = V>) -> Filter {
        self.many(Operator::Any, elements)
    }

    /// A JSON list with all of these elements.
    #[must_use]
    pub fn all<V: Into<FilterValue>>(self, elements: impl IntoIterator<Item = V>) -> Filter {
        self.many(Operator::All, elements)
    }

    fn one(self, operator: Operator, value: impl Into<FilterValue>) -> Filter {
        self.given(operator, Given::One(value.into()))
    }

    fn many<V: Into<FilterValue>>(
        self,
        operator: Operator,
        values: impl IntoIterator<Item = V>,
    ) -> Filter {
        self.given(operator, Given::Many(values.into_iter().map(Into::into).collect()))
    }

    fn given(self, operator: Operator, given: Given) -> Filter {
        Filter::test(Test { field: self.0, operator: operator.name().to_owned(), given })
    }
}
