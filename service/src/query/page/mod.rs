//! Pages by keyset: the next one starts after the last row of this one, wherever that is by then.

mod request;

pub(crate) use request::checked_size;
pub use request::{PageRequest, Place};

use super::Cursor;

/// A page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    /// The rows, in the list's order, whichever way the page was come to.
    pub items: Vec<T>,
    /// Where the next page starts: hand it to [`PageRequest::after`]. `None`: this is the last one.
    pub next: Option<Cursor>,
    /// Where the page before ends: hand it to [`PageRequest::before`]. `None`: this is the first one.
    pub previous: Option<Cursor>,
}
