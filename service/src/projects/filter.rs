//! Which projects a list is about.

use annals_entity::values::ProjectStatus;
use uuid::Uuid;

use crate::{
    query::{Deleted, Filter, Selection},
    status,
};

/// Which projects; the default asks for all that are not deleted. Of several conditions all hold.
///
/// ```
/// use annals_service::prelude::*;
///
/// let unfinished_in_german = ProjectFilter {
///     statuses: vec![ProjectStatus::Draft, ProjectStatus::Active],
///     language: Some("de".into()),
///     matching: Filter::field("metadata.client").eq("Meier"),
///     ..ProjectFilter::default()
/// };
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ProjectFilter {
    /// Those that a user made. `None`: whoever made them.
    pub created_by: Option<Uuid>,
    /// Those with one of these statuses. Empty: with any.
    pub statuses: Vec<ProjectStatus>,
    /// Those in this language. `None`: in any.
    pub language: Option<String>,
    /// Those at this step. `None`: at any.
    pub step: Option<i32>,
    /// Those that meet this as well: any test of any field. The default: all.
    pub matching: Filter,
    /// Whether deleted ones are found too.
    pub deleted: Deleted,
}

impl ProjectFilter {
    pub(super) fn into_selection(self) -> Selection {
        let statuses: Vec<_> = self.statuses.iter().map(|status| status.as_str()).collect();
        let tests = [
            self.created_by.map(|given| Filter::field("created_by").eq(given)),
            status::any_of(&statuses),
            self.language.map(|given| Filter::field("language").eq(given)),
            self.step.map(|given| Filter::field("current_step").eq(given)),
        ];
        let filter = tests.into_iter().flatten().fold(self.matching, Filter::and);
        Selection { filter, deleted: self.deleted }
    }
}
