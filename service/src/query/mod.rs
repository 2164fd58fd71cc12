//! What every list shares.

#[expect(dead_code, reason = "the next commits")]
mod field;
mod page;
mod scoped;
mod spelling;
mod tenant;

#[expect(unused_imports, reason = "the next commits")]
pub(crate) use field::{Field, Kind};
pub use page::{Cursor, CursorError, Page, PageRequest};
pub(crate) use page::{newest_first, page_of};
pub(crate) use scoped::scoped;
pub use tenant::TenantEntity;
