//! Which users a list is about.

use chrono::{DateTime, Utc};

use crate::query::{Deleted, Filter, Selection};

/// Which users; the default asks for all that are not deleted. Of several conditions all hold.
///
/// ```
/// use annals_service::prelude::*;
///
/// let german = UserFilter {
///     is_active: Some(true),
///     matching: Filter::field("preferences.language").eq("de"),
///     ..UserFilter::default()
/// };
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct UserFilter {
    /// Those that are active, or those that are not. `None`: both.
    pub is_active: Option<bool>,
    /// Those made at this time or later. `None`: at any.
    pub created_from: Option<DateTime<Utc>>,
    /// Those made before this time. `None`: at any.
    pub created_before: Option<DateTime<Utc>>,
    /// Those whose last login was at this time or later; who never logged in is not among them. `None`:
    /// whenever it was.
    pub logged_in_from: Option<DateTime<Utc>>,
    /// Those whose last login was before this time; who never logged in is not among them. `None`:
    /// whenever it was.
    pub logged_in_before: Option<DateTime<Utc>>,
    /// Those that meet this as well: any test of any field. The default: all.
    pub matching: Filter,
    /// Whether deleted ones are found too.
    pub deleted: Deleted,
}

impl UserFilter {
    pub(super) fn into_selection(self) -> Selection {
        let tests = [
            self.is_active.map(|given| Filter::field("is_active").eq(given)),
            self.created_from.map(|given| Filter::field("created_at").gte(given)),
            self.created_before.map(|given| Filter::field("created_at").lt(given)),
            self.logged_in_from.map(|given| Filter::field("last_login_at").gte(given)),
            self.logged_in_before.map(|given| Filter::field("last_login_at").lt(given)),
        ];
        let filter = tests.into_iter().flatten().fold(self.matching, Filter::and);
        Selection { filter, deleted: self.deleted }
    }
}
