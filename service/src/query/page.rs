//! Pages by keyset: the next one starts after the last row of this one, wherever that is by then.

use std::{fmt, str::FromStr};

use chrono::{DateTime, TimeZone, Utc};
use sea_orm::{
    ColumnTrait, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect, Select,
    sea_query::{Expr, ExprTrait, IntoColumnRef},
};
use uuid::Uuid;

use crate::error::{Error, Result};

/// Which page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageRequest {
    /// How many rows at most: 1 to 1,000, by default 50.
    pub size: u64,
    /// Where the page starts. `None`: at the beginning.
    pub after: Option<Cursor>,
}

impl Default for PageRequest {
    fn default() -> Self {
        Self { size: Self::DEFAULT_SIZE, after: None }
    }
}

impl PageRequest {
    const DEFAULT_SIZE: u64 = 50;
    const MOST: u64 = 1_000;

    /// The first page, of a size of one's own.
    #[must_use]
    pub const fn of(size: u64) -> Self {
        Self { size, after: None }
    }

    /// The page that starts where another ended.
    #[must_use]
    pub fn after(mut self, cursor: Cursor) -> Self {
        self.after = Some(cursor);
        self
    }

    fn checked_size(&self) -> Result<u64> {
        if (1..=Self::MOST).contains(&self.size) {
            return Ok(self.size);
        }
        let rule = format!("is {}: a page has 1 to {} rows", self.size, Self::MOST);
        Err(Error::invalid("size", rule))
    }
}

/// A page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    /// The rows, in the list's order.
    pub items: Vec<T>,
    /// Where the next page starts. `None`: this is the last one.
    pub next: Option<Cursor>,
}

/// A place in a list, after a row. Text to hand to a client and take back; what it holds is no
/// promise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    sorted_by: DateTime<Utc>,
    id: Uuid,
}

/// A text that is no cursor.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{given:?} is no cursor: take the one that the page before came with, or none to start anew"
)]
pub struct CursorError {
    /// The text.
    pub given: String,
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}{}", self.sorted_by.timestamp_micros(), self.id.simple())
    }
}

impl FromStr for Cursor {
    type Err = CursorError;

    fn from_str(given: &str) -> Result<Self, CursorError> {
        parse(given).ok_or_else(|| CursorError { given: given.chars().take(100).collect() })
    }
}

fn parse(given: &str) -> Option<Cursor> {
    let (time, id) = (given.get(..16)?, given.get(16..)?);
    let micros = u64::from_str_radix(time, 16).ok()?.cast_signed();
    let sorted_by = Utc.timestamp_micros(micros).single()?;
    Some(Cursor { sorted_by, id: Uuid::try_parse(id).ok()? })
}

/// The columns of a list by time, newest first.
pub(crate) struct NewestFirst<C> {
    sorted_by: C,
    id: C,
}

/// A list's order by a time column, newest first, then by id.
pub(crate) const fn newest_first<C: ColumnTrait>(sorted_by: C, id: C) -> NewestFirst<C> {
    NewestFirst { sorted_by, id }
}

impl<C: ColumnTrait> NewestFirst<C> {
    /// Orders and bounds a query: one row more than the page has tells whether another follows. Rows
    /// are compared as values, `(created_at, id) < ($1, $2)`: of `a < x OR (a = x AND b < y)`
    /// `PostgreSQL` makes a filter over all that was skipped (339 ms at depth 4,000,000, against 0.1).
    pub(crate) fn apply<E>(&self, select: Select<E>, page: &PageRequest) -> Result<Select<E>>
    where
        E: EntityTrait<Column = C>,
    {
        let size = page.checked_size()?;
        let mut select = select
            .order_by(self.sorted_by, Order::Desc)
            .order_by(self.id, Order::Desc)
            .limit(size + 1);
        if let Some(cursor) = &page.after {
            let columns = [self.sorted_by, self.id]
                .map(|column| Expr::col(column.as_column_ref().into_column_ref()));
            let place = [Expr::val(cursor.sorted_by), Expr::val(cursor.id)];
            select = select.filter(Expr::tuple(columns).lt(Expr::tuple(place)));
        }
        Ok(select)
    }
}

/// Makes a page of rows that [`NewestFirst::apply`] asked for.
pub(crate) fn page_of<T>(
    mut items: Vec<T>,
    page: &PageRequest,
    place: impl Fn(&T) -> (DateTime<Utc>, Uuid),
) -> Page<T> {
    let size = usize::try_from(page.size).unwrap_or(usize::MAX);
    let more = items.len() > size;
    items.truncate(size);
    let next = items.last().filter(|_| more).map(|last| {
        let (sorted_by, id) = place(last);
        Cursor { sorted_by, id }
    });
    Page { items, next }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use uuid::Uuid;

    use super::Cursor;

    #[test]
    fn a_cursor_survives_its_text() {
        for micros in [0, -1, 1_780_000_000_000_123] {
            let sorted_by = DateTime::from_timestamp_micros(micros).expect("in range");
            let cursor = Cursor { sorted_by, id: Uuid::now_v7() };
            assert_eq!(cursor.to_string().parse(), Ok(cursor));
        }
    }

    #[test]
    fn a_damaged_cursor_is_refused_by_its_text() {
        for given in
            ["", "x", "00000000000000000", "é000000000000000ffffffffffffffff", "gggggggggggggggg0"]
        {
            let error = given.parse::<Cursor>().expect_err("no cursor");
            assert!(error.to_string().contains("no cursor"), "{error}");
        }
    }
}
