//! Which runs a list is about.

use annals_entity::values::ExecutionStatus;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::{
    query::{Deleted, Filter, Selection},
    status,
};

/// Which runs; the default asks for all that are not deleted. Of several conditions all hold.
///
/// ```
/// use annals_service::prelude::*;
///
/// let slow_writers = AgentFilter {
///     agent_type: Some("writer".into()),
///     statuses: vec![ExecutionStatus::Completed],
///     matching: Filter::field("output_data.words").gt(5_000),
///     ..AgentFilter::default()
/// };
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AgentFilter {
    /// Those on one project. `None`: on all.
    pub project_id: Option<Uuid>,
    /// Those of one agent. `None`: of all.
    pub agent_type: Option<String>,
    /// Those with one of these statuses. Empty: with any.
    pub statuses: Vec<ExecutionStatus>,
    /// Those of one correlation. `None`: of all.
    pub correlation_id: Option<Uuid>,
    /// Those that started at this time or later. `None`: at any.
    pub started_from: Option<DateTime<Utc>>,
    /// Those that started before this time. `None`: at any.
    pub started_before: Option<DateTime<Utc>>,
    /// Those that meet this as well: any test of any field. The default: all.
    pub matching: Filter,
    /// Whether deleted ones are found too.
    pub deleted: Deleted,
}

impl AgentFilter {
    pub(super) fn into_selection(self) -> Selection {
        let statuses: Vec<_> = self.statuses.iter().map(|status| status.as_str()).collect();
        let tests = [
            self.project_id.map(|given| Filter::field("project_id").eq(given)),
            self.agent_type.map(|given| Filter::field("agent_type").eq(given)),
            status::any_of(&statuses),
            self.correlation_id.map(|given| Filter::field("correlation_id").eq(given)),
            self.started_from.map(|given| Filter::field("started_at").gte(given)),
            self.started_before.map(|given| Filter::field("started_at").lt(given)),
        ];
        let filter = tests.into_iter().flatten().fold(self.matching, Filter::and);
        Selection { filter, deleted: self.deleted }
    }
}
