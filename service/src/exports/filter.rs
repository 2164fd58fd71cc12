//! Which exports a list is about.

use annals_entity::values::ExportStatus;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::query::{Deleted, Filter, Selection};

/// Which exports; the default asks for all that are not deleted. Of several conditions all hold.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ExportFilter {
    /// Those of one project. `None`: of all.
    pub project_id: Option<Uuid>,
    /// Those that stand here. `None`: wherever they stand.
    pub status: Option<ExportStatus>,
    /// Those into one format. `None`: into any.
    pub format: Option<String>,
    /// Those asked for at this time or later. `None`: at any.
    pub created_from: Option<DateTime<Utc>>,
    /// Those asked for before this time. `None`: at any.
    pub created_before: Option<DateTime<Utc>>,
    /// Those that meet this as well: any test of any field. The default: all.
    pub matching: Filter,
    /// Whether deleted ones are found too.
    pub deleted: Deleted,
}

impl ExportFilter {
    /// Those of one project.
    #[must_use]
    pub fn of_project(project_id: Uuid) -> Self {
        Self { project_id: Some(project_id), ..Self::default() }
    }

    /// Those that stand somewhere.
    #[must_use]
    pub fn with_status(status: ExportStatus) -> Self {
        Self { status: Some(status), ..Self::default() }
    }

    pub(super) fn into_selection(self) -> Selection {
        let status = self.status.map(ExportStatus::as_str);
        let tests = [
            self.project_id.map(|given| Filter::field("project_id").eq(given)),
            status.map(|given| Filter::field("status").eq(given)),
            self.format.map(|given| Filter::field("format").eq(given)),
            self.created_from.map(|given| Filter::field("created_at").gte(given)),
            self.created_before.map(|given| Filter::field("created_at").lt(given)),
        ];
        let filter = tests.into_iter().flatten().fold(self.matching, Filter::and);
        Selection { filter, deleted: self.deleted }
    }
}
