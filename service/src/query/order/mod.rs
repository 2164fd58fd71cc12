//! The order of a list, as a caller asks for it.

mod parse;
mod sorting;

use std::{borrow::Cow, fmt};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

pub(crate) use sorting::{Sort, Sorting};

/// By what a list is ordered: up to five fields, the first one first. Rows that are equal in all of
/// them are ordered by their id, so that no two are ever in doubt.
///
/// As text, fields are separated by commas; `-` before one is descending, `+` or nothing ascending;
/// `:nulls_first` or `:nulls_last` after one says where rows without a value are. Unsaid, that is as
/// in `PostgreSQL` and its indexes: last if ascending, first if descending.
///
/// ```
/// use annals_service::query::Order;
///
/// let order: Order = "-entry_date:nulls_last, title".parse()?;
/// assert_eq!(order, Order::by("entry_date").descending().nulls_last().then("title"));
/// # Ok::<(), annals_service::Error>(())
/// ```
///
/// Whether a list has such fields is known when it is asked: `Invalid` names those there are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Order {
    terms: Vec<Term>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Term {
    field: Cow<'static, str>,
    descending: bool,
    nulls: Option<Nulls>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Nulls {
    First,
    Last,
}

impl Order {
    /// The list's own order: none of the caller's.
    #[must_use]
    pub const fn own() -> Self {
        Self { terms: Vec::new() }
    }

    /// By a field, ascending.
    #[must_use]
    pub fn by(field: impl Into<Cow<'static, str>>) -> Self {
        Self::own().then(field)
    }

    /// Where rows are equal so far, by another field, ascending.
    #[must_use]
    pub fn then(mut self, field: impl Into<Cow<'static, str>>) -> Self {
        self.terms.push(Term { field: field.into(), descending: false, nulls: None });
        self
    }

    /// The field named last is descending.
    #[must_use]
    pub fn descending(self) -> Self {
        self.with_last(|term| term.descending = true)
    }

    /// Rows without a value in the field named last come first.
    #[must_use]
    pub fn nulls_first(self) -> Self {
        self.with_last(|term| term.nulls = Some(Nulls::First))
    }

    /// Rows without a value in the field named last come last.
    #[must_use]
    pub fn nulls_last(self) -> Self {
        self.with_last(|term| term.nulls = Some(Nulls::Last))
    }

    /// Is it the list's own?
    #[must_use]
    pub fn is_own(&self) -> bool {
        self.terms.is_empty()
    }

    fn with_last(mut self, change: impl FnOnce(&mut Term)) -> Self {
        if let Some(last) = self.terms.last_mut() {
            change(last);
        }
        self
    }
}

impl fmt::Display for Order {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, term) in self.terms.iter().enumerate() {
            let separator = if position == 0 { "" } else { "," };
            let sign = if term.descending { "-" } else { "" };
            let nulls = match term.nulls {
                None => "",
                Some(Nulls::First) => ":nulls_first",
                Some(Nulls::Last) => ":nulls_last",
            };
            write!(f, "{separator}{sign}{}{nulls}", term.field)?;
        }
        Ok(())
    }
}

impl Serialize for Order {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Order {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Cow::<str>::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}
