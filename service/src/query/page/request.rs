//! What a caller asks of a list: how many rows, in which order, from where.

use super::Cursor;
use crate::{
    error::{Error, Result},
    query::Order,
};

const DEFAULT_SIZE: u64 = 50;
const MOST: u64 = 1_000;

/// Which page of a list.
///
/// ```
/// use annals_service::query::{Order, PageRequest};
///
/// let first = PageRequest::of(100);
/// let last = PageRequest::of(100).last().ordered(Order::by("entry_date").descending());
/// # assert_ne!(first, last);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageRequest {
    /// How many rows at most: 1 to 1,000, by default 50.
    pub size: u64,
    /// In which order. Empty: the list's own.
    pub order: Order,
    /// Where the page is; by default at the start.
    pub place: Place,
}

/// Where a page is in its list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Place {
    /// The first page.
    #[default]
    Start,
    /// The page that starts where another ended: its `next`.
    After(Cursor),
    /// The page that ends where another started: its `previous`.
    Before(Cursor),
    /// The last page.
    End,
}

impl Default for PageRequest {
    fn default() -> Self {
        Self::of(DEFAULT_SIZE)
    }
}

impl PageRequest {
    /// The first page, of a size of one's own.
    #[must_use]
    pub const fn of(size: u64) -> Self {
        Self { size, order: Order::own(), place: Place::Start }
    }

    /// The page that starts where another ended.
    #[must_use]
    pub fn after(self, cursor: Cursor) -> Self {
        Self { place: Place::After(cursor), ..self }
    }

    /// The page that ends where another started.
    #[must_use]
    pub fn before(self, cursor: Cursor) -> Self {
        Self { place: Place::Before(cursor), ..self }
    }

    /// The last page: as many rows as the size says, however many there are in all.
    #[must_use]
    pub fn last(self) -> Self {
        Self { place: Place::End, ..self }
    }

    /// In an order of one's own. A cursor belongs to the order that its page had.
    #[must_use]
    pub fn ordered(self, order: Order) -> Self {
        Self { order, ..self }
    }
}

impl Place {
    pub(crate) fn cursor(&self) -> Option<&Cursor> {
        match self {
            Self::After(cursor) | Self::Before(cursor) => Some(cursor),
            Self::Start | Self::End => None,
        }
    }

    /// Is the page read from its end to its start?
    pub(crate) fn is_backwards(&self) -> bool {
        matches!(self, Self::Before(_) | Self::End)
    }
}

pub(crate) fn checked_size(size: u64) -> Result<u64> {
    if (1..=MOST).contains(&size) {
        return Ok(size);
    }
    Err(Error::invalid("size", format!("is {size}: a page has 1 to {MOST} rows")))
}
