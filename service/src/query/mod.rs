//! What every list shares.

mod page;
mod scoped;

pub use page::{Cursor, CursorError, Page, PageRequest};
pub(crate) use page::{newest_first, page_of};
pub(crate) use scoped::scoped;
