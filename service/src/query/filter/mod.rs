//! Filters: which rows are meant, built in Rust, or read from a query string or from JSON.

mod canonical;
mod compile;
mod from_json;
mod key;
mod operator;
mod pairs;
mod scalar;
mod test;
mod value;

pub use test::FieldTest;
pub use value::FilterValue;

pub(super) use canonical::quoted;
pub(super) use compile::not_true;
pub(super) use operator::Operator;

use self::test::Test;
use super::json::{JsonFilter, Shape};

/// Groups within groups, at most.
pub const MOST_LEVELS: usize = 8;
/// Tests of one filter, at most.
pub const MOST_TESTS: usize = 100;
/// Values of one list, at most.
pub const MOST_VALUES: usize = 1_000;
/// Characters of one text, at most.
pub const MOST_CHARACTERS: usize = 10_000;
/// Steps of a path into JSON, at most.
pub const MOST_STEPS: usize = 16;

/// Which rows of a table are meant. The default: all of them.
///
/// A row meets a filter or its negation, never neither: NULL is a value that equals no other, so that
/// `ne`, `not_in` and a negated group hold for it.
///
/// A filter is checked against its entity where it is used: an unknown field or operator, a value of
/// the wrong type or beyond a bound ([`MOST_TESTS`] and its like) is `Invalid`, and all of them are
/// named at once. `docs/queries.md` shows every operator with its SQL and index.
///
/// ```
/// use annals_service::query::Filter;
///
/// let built = Filter::field("mood_score").gte(7).and(Filter::field("tags").contains("work"));
/// let read: Filter = r#"{ "mood_score__gte": 7, "tags": { "contains": "work" } }"#.parse()?;
/// assert_eq!(built, read);
/// # Ok::<(), annals_service::Error>(())
/// ```
///
/// Its text ([`Display`](std::fmt::Display)) is JSON that reads as the same filter again: equal
/// filters have one text, others another. (Only a jsonpath, which is for Rust alone, is not read.)
#[derive(Clone, Debug, PartialEq)]
pub struct Filter(Node);

#[derive(Clone, Debug, PartialEq)]
enum Node {
    All(Vec<Filter>),
    Any(Vec<Filter>),
    Not(Box<Filter>),
    Test(Test),
    /// A jsonpath on a column; every other test of JSON is a [`Test`].
    Json(String, JsonFilter),
}

impl Default for Filter {
    fn default() -> Self {
        Self(Node::All(Vec::new()))
    }
}

impl Filter {
    /// Begins a test of a field: `title`, or `raw_data.weather.temp_c` for a place within JSON. A step
    /// that holds a dot, a quote or `__` is written as a JSON string: `raw_data."a.b"`.
    pub fn field(name: impl Into<String>) -> FieldTest {
        FieldTest::new(name.into())
    }

    /// A test of a JSON column, typed.
    #[must_use]
    pub fn json(column: impl Into<String>, filter: JsonFilter) -> Self {
        let column = column.into();
        match filter.0 {
            Shape::Jsonpath { .. } => Self(Node::Json(column, filter)),
            Shape::Test { steps, operator, values } => {
                Self::test(Test::of_json(column, &steps, operator, values))
            }
        }
    }

    /// All of these hold. Of none: every row.
    #[must_use]
    pub fn all(filters: impl IntoIterator<Item = Self>) -> Self {
        Self(Node::All(filters.into_iter().collect())).simplified()
    }

    /// One of these holds at least. Of none: no row.
    #[must_use]
    pub fn any(filters: impl IntoIterator<Item = Self>) -> Self {
        Self(Node::Any(filters.into_iter().collect())).simplified()
    }

    /// This and that.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let mut all = match self.0 {
            Node::All(all) => all,
            node => vec![Self(node)],
        };
        match other.0 {
            Node::All(more) => all.extend(more),
            node => all.push(Self(node)),
        }
        Self(Node::All(all)).simplified()
    }

    /// This or that, or both.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        let mut any = match self.0 {
            Node::Any(any) => any,
            node => vec![Self(node)],
        };
        match other.0 {
            Node::Any(more) => any.extend(more),
            node => any.push(Self(node)),
        }
        Self(Node::Any(any)).simplified()
    }

    /// Does it leave every row in?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        matches!(&self.0, Node::All(all) if all.is_empty())
    }

    fn test(test: Test) -> Self {
        Self(Node::Test(test))
    }

    /// A group of one is that one.
    fn simplified(self) -> Self {
        match self.0 {
            Node::All(mut group) | Node::Any(mut group) if group.len() == 1 => group.remove(0),
            node => Self(node),
        }
    }
}

/// The rows that do not meet the filter, those where it asks for a NULL among them.
impl std::ops::Not for Filter {
    type Output = Self;

    fn not(self) -> Self {
        match self.0 {
            Node::Not(inner) => *inner,
            node => Self(Node::Not(Box::new(Self(node)))),
        }
    }
}
