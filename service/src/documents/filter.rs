//! Which documents a list is about.

use uuid::Uuid;

use crate::query::{Deleted, Filter, Selection};

/// Which documents; the default asks for all that are not deleted. Of several conditions all hold.
///
/// ```
/// use annals_service::prelude::*;
///
/// let approved_plans = DocumentFilter {
///     document_type: Some("plan".into()),
///     matching: Filter::field("metadata.approved").eq(true),
///     ..DocumentFilter::default()
/// };
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DocumentFilter {
    /// Those of one project. `None`: of all.
    pub project_id: Option<Uuid>,
    /// Those of one type. `None`: of any.
    pub document_type: Option<String>,
    /// Those that a user made. `None`: whoever made them.
    pub created_by: Option<Uuid>,
    /// Those that meet this as well: any test of any field. The default: all.
    pub matching: Filter,
    /// Whether deleted ones are found too.
    pub deleted: Deleted,
}

impl DocumentFilter {
    pub(super) fn into_selection(self) -> Selection {
        let tests = [
            self.project_id.map(|given| Filter::field("project_id").eq(given)),
            self.document_type.map(|given| Filter::field("document_type").eq(given)),
            self.created_by.map(|given| Filter::field("created_by").eq(given)),
        ];
        let filter = tests.into_iter().flatten().fold(self.matching, Filter::and);
        Selection { filter, deleted: self.deleted }
    }
}
