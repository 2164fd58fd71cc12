//! Which conversations a list is about.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::query::{Deleted, Filter, Selection};

/// Which conversations; the default asks for all that are not deleted, archived ones included. Of
/// several conditions all hold.
///
/// ```
/// use annals_service::prelude::*;
///
/// let coaching = ConversationFilter {
///     session_type: Some("coaching".into()),
///     archived: Some(false),
///     matching: Filter::field("title").icontains("sleep"),
///     ..ConversationFilter::default()
/// };
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ConversationFilter {
    /// Those of one user. `None`: of all users of the account.
    pub user_id: Option<Uuid>,
    /// Those about one business. `None`: about any, or none.
    pub business_id: Option<Uuid>,
    /// Those of one kind. `None`: of every kind.
    pub session_type: Option<String>,
    /// Those that are in use, or those that are not. `None`: both.
    pub active: Option<bool>,
    /// Those that are archived, or those that are not. `None`: both.
    pub archived: Option<bool>,
    /// Those whose latest message is of this time or later; without a message none. `None`: of any.
    pub spoken_from: Option<DateTime<Utc>>,
    /// Those whose latest message is older than this; without a message none. `None`: of any.
    pub spoken_before: Option<DateTime<Utc>>,
    /// Those that meet this as well: any test of any field. The default: all.
    pub matching: Filter,
    /// Whether deleted ones are found too.
    pub deleted: Deleted,
}

impl ConversationFilter {
    pub(super) fn into_selection(self) -> Selection {
        let tests = [
            self.user_id.map(|given| Filter::field("user_id").eq(given)),
            self.business_id.map(|given| Filter::field("business_id").eq(given)),
            self.session_type.map(|given| Filter::field("session_type").eq(given)),
            self.active.map(|given| Filter::field("is_active").eq(given)),
            self.archived.map(|given| Filter::field("archived_at").is_null(!given)),
            self.spoken_from.map(|given| Filter::field("last_message_at").gte(given)),
            self.spoken_before.map(|given| Filter::field("last_message_at").lt(given)),
        ];
        let filter = tests.into_iter().flatten().fold(self.matching, Filter::and);
        Selection { filter, deleted: self.deleted }
    }
}
