//! Which analyses a list is about.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::query::{Deleted, Filter, Selection};

/// Which analyses; the default asks for all that are not deleted. Of several conditions all hold.
///
/// ```
/// use annals_service::prelude::*;
///
/// let sure = AnalysisFilter {
///     task_type: Some("sentiment_analysis".into()),
///     matching: Filter::field("processed_data.label").eq("calm").and(Filter::field("confidence_score").gte(0.8)),
///     ..AnalysisFilter::default()
/// };
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AnalysisFilter {
    /// Those of one entry. `None`: of all.
    pub journal_id: Option<Uuid>,
    /// Those of one user's entries. `None`: of all users of the account.
    pub user_id: Option<Uuid>,
    /// Those of one kind. `None`: of every kind.
    pub task_type: Option<String>,
    /// Those made at this time or later. `None`: at any.
    pub created_from: Option<DateTime<Utc>>,
    /// Those made before this time. `None`: at any.
    pub created_before: Option<DateTime<Utc>>,
    /// Those that meet this as well: any test of any field. The default: all.
    pub matching: Filter,
    /// Whether deleted ones are found too.
    pub deleted: Deleted,
}

impl AnalysisFilter {
    pub(super) fn into_selection(self) -> Selection {
        let tests = [
            self.journal_id.map(|given| Filter::field("journal_id").eq(given)),
            self.user_id.map(|given| Filter::field("user_id").eq(given)),
            self.task_type.map(|given| Filter::field("task_type").eq(given)),
            self.created_from.map(|given| Filter::field("created_at").gte(given)),
            self.created_before.map(|given| Filter::field("created_at").lt(given)),
        ];
        let filter = tests.into_iter().flatten().fold(self.matching, Filter::and);
        Selection { filter, deleted: self.deleted }
    }
}
