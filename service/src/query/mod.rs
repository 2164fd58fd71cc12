//! What every list shares: filters, orders, pages.

mod cursor;
mod field;
mod filter;
mod joined;
mod json;
mod keyset;
mod offset;
mod order;
mod page;
mod scoped;
mod selection;
mod spelling;
mod tenant;

pub(crate) use cursor::text as cursor_text;
pub use cursor::{Cursor, CursorError};
pub(crate) use field::{Field, Kind};
pub use filter::{
    FieldTest, Filter, FilterValue, MOST_CHARACTERS, MOST_LEVELS, MOST_STEPS, MOST_TESTS,
    MOST_VALUES,
};
pub(crate) use joined::joined;
pub use json::{JsonFilter, JsonPath};
pub use keyset::list;
pub(crate) use keyset::list_beside;
pub(crate) use keyset::page as keyset_page;
pub use offset::{OffsetPage, OffsetRequest, list_by_offset};
pub use order::Order;
pub(crate) use page::checked_size;
pub use page::{Page, PageRequest, Place};
pub(crate) use scoped::scoped;
pub use selection::{Deleted, Selection};
pub(crate) use spelling::{nearest as nearest_name, unknown as spelling_of};
pub use tenant::TenantEntity;
