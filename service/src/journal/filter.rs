//! Which entries a list is about.

use annals_entity::values::{ExactJson, ProcessingStatus};
use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use uuid::Uuid;

use crate::query::{Deleted, Filter, Selection};

/// Which entries; the default asks for all that are not deleted. Of several conditions all hold.
///
/// ```
/// use annals_service::prelude::*;
///
/// let good_days_at_work = EntryFilter {
///     tags_any: vec!["work".into(), "office".into()],
///     matching: Filter::field("raw_data.weather.temp_c").lt(20),
///     ..EntryFilter::default().mood_between(7, 10)
/// };
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EntryFilter {
    /// Those of one user. `None`: of all users of the account.
    pub user_id: Option<Uuid>,
    /// Those of one kind. `None`: of every kind.
    pub entry_type: Option<String>,
    /// Those whose analysis stands here. `None`: wherever it stands.
    pub processing_status: Option<ProcessingStatus>,
    /// Those with this mood or a better one; without a mood none. `None`: whatever the mood.
    pub mood_at_least: Option<Decimal>,
    /// Those with this mood or a worse one; without a mood none. `None`: whatever the mood.
    pub mood_at_most: Option<Decimal>,
    /// Those about this day or a later one; about no day none. `None`: about any.
    pub since_date: Option<NaiveDate>,
    /// Those about this day or an earlier one; about no day none. `None`: about any.
    pub until_date: Option<NaiveDate>,
    /// Those made at this time or later. `None`: at any.
    pub created_from: Option<DateTime<Utc>>,
    /// Those made before this time. `None`: at any.
    pub created_before: Option<DateTime<Utc>>,
    /// Those that bear every one of these tags.
    pub tags: Vec<String>,
    /// Those that bear one of these tags at least. Empty: whatever they bear.
    pub tags_any: Vec<String>,
    /// Those whose `raw_data` contains this JSON: an object its keys and values, a list its elements
    /// (`@>` of `PostgreSQL`). `None`: whatever it holds.
    pub raw_data_contains: Option<ExactJson>,
    /// Those that meet this as well: any test of any field. The default: all.
    pub matching: Filter,
    /// Whether deleted ones are found too.
    pub deleted: Deleted,
}

impl EntryFilter {
    /// Narrowed to one user's.
    #[must_use]
    pub fn of_user(self, user_id: Uuid) -> Self {
        Self { user_id: Some(user_id), ..self }
    }

    /// Narrowed to those about one day.
    #[must_use]
    pub fn on_day(self, day: NaiveDate) -> Self {
        self.between_days(day, day)
    }

    /// Narrowed to those about the days from the first to the last, both included. In the order of the
    /// days: `PageRequest::default().ordered(Order::by("entry_date"))`.
    #[must_use]
    pub fn between_days(self, first: NaiveDate, last: NaiveDate) -> Self {
        Self { since_date: Some(first), until_date: Some(last), ..self }
    }

    /// Narrowed to those that bear all of these tags, and those named before.
    #[must_use]
    pub fn tagged<T: Into<String>>(mut self, tags: impl IntoIterator<Item = T>) -> Self {
        self.tags.extend(tags.into_iter().map(Into::into));
        self
    }

    /// Narrowed to those with a mood from the worst to the best, both included.
    #[must_use]
    pub fn mood_between(self, worst: impl Into<Decimal>, best: impl Into<Decimal>) -> Self {
        Self { mood_at_least: Some(worst.into()), mood_at_most: Some(best.into()), ..self }
    }

    pub(super) fn into_selection(self) -> Selection {
        let status = self.processing_status.map(ProcessingStatus::as_str);
        let tests = [
            self.user_id.map(|given| Filter::field("user_id").eq(given)),
            self.entry_type.map(|given| Filter::field("entry_type").eq(given)),
            status.map(|given| Filter::field("processing_status").eq(given)),
            self.mood_at_least.map(|given| Filter::field("mood_score").gte(given)),
            self.mood_at_most.map(|given| Filter::field("mood_score").lte(given)),
            self.since_date.map(|given| Filter::field("entry_date").gte(given)),
            self.until_date.map(|given| Filter::field("entry_date").lte(given)),
            self.created_from.map(|given| Filter::field("created_at").gte(given)),
            self.created_before.map(|given| Filter::field("created_at").lt(given)),
            (!self.tags.is_empty()).then(|| Filter::field("tags").all(self.tags)),
            (!self.tags_any.is_empty()).then(|| Filter::field("tags").any(self.tags_any)),
            self.raw_data_contains.map(|json| Filter::field("raw_data").contains(json)),
        ];
        let filter = tests.into_iter().flatten().fold(self.matching, Filter::and);
        Selection { filter, deleted: self.deleted }
    }
}
