//! Which businesses a list is about.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::query::{Deleted, Filter, Selection};

/// Which businesses; the default asks for all that are not deleted. Of several conditions all hold.
///
/// ```
/// use annals_service::prelude::*;
///
/// let funded_shops = BusinessFilter {
///     industry: Some("retail".into()),
///     matching: Filter::field("context.funding.total").gt(100_000),
///     ..BusinessFilter::default()
/// };
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BusinessFilter {
    /// Those of one user. `None`: of all users of the account.
    pub user_id: Option<Uuid>,
    /// Those in this stage. `None`: in any.
    pub stage: Option<String>,
    /// Those of this industry; of none said none. `None`: of any.
    pub industry: Option<String>,
    /// Those made at this time or later. `None`: at any.
    pub created_from: Option<DateTime<Utc>>,
    /// Those made before this time. `None`: at any.
    pub created_before: Option<DateTime<Utc>>,
    /// Those that meet this as well: any test of any field, `context.funding.total` among them. The
    /// default: all.
    pub matching: Filter,
    /// Whether deleted ones are found too.
    pub deleted: Deleted,
}

impl BusinessFilter {
    pub(super) fn into_selection(self) -> Selection {
        let tests = [
            self.user_id.map(|given| Filter::field("user_id").eq(given)),
            self.stage.map(|given| Filter::field("stage").eq(given)),
            self.industry.map(|given| Filter::field("industry").eq(given)),
            self.created_from.map(|given| Filter::field("created_at").gte(given)),
            self.created_before.map(|given| Filter::field("created_at").lt(given)),
        ];
        let filter = tests.into_iter().flatten().fold(self.matching, Filter::and);
        Selection { filter, deleted: self.deleted }
    }
}
