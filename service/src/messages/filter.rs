//! Which messages of a conversation a list is about.

use annals_entity::values::MessageRole;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::query::{Deleted, Filter, Selection};

/// Which messages of a conversation; the default asks for all that are not deleted. Of several
/// conditions all hold.
///
/// ```
/// use annals_service::prelude::*;
///
/// let disliked_answers = MessageFilter {
///     role: Some(MessageRole::Assistant),
///     matching: Filter::field("user_feedback").lt(0),
///     ..MessageFilter::default()
/// };
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MessageFilter {
    /// What this one said. `None`: whoever spoke.
    pub role: Option<MessageRole>,
    /// Those said at this time or later. `None`: at any.
    pub created_from: Option<DateTime<Utc>>,
    /// Those said before this time. `None`: at any.
    pub created_before: Option<DateTime<Utc>>,
    /// Those that meet this as well: any test of any field. The default: all.
    pub matching: Filter,
    /// Whether deleted ones are found too.
    pub deleted: Deleted,
}

impl MessageFilter {
    pub(super) fn into_selection(self, conversation_id: Uuid) -> Selection {
        let tests = [
            Some(Filter::field("conversation_id").eq(conversation_id)),
            self.role.map(|given| Filter::field("role").eq(given.as_str())),
            self.created_from.map(|given| Filter::field("created_at").gte(given)),
            self.created_before.map(|given| Filter::field("created_at").lt(given)),
        ];
        let filter = tests.into_iter().flatten().fold(self.matching, Filter::and);
        Selection { filter, deleted: self.deleted }
    }
}
