//! What happened: to a row, and to all that a filter means.

mod changed;
mod filter;
mod of_row;
mod trail;

pub use changed::ChangedEntry;
pub use filter::HistoryFilter;
pub(super) use of_row::{last, of_row};
pub(super) use trail::{changes, count, page};
