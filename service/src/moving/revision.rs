//! What an update makes of an entry, and in what two entries differ: the same in every store.

use chrono::TimeDelta;

use super::{ProcessingResult, StoredEntry};

impl StoredEntry {
    /// What an update leads to. `None`: it changes nothing.
    pub(super) fn revised(&self, given: Self) -> Option<Self> {
        let mut next = Self { created_at: self.created_at, ..given };
        next.updated_at = if self.is_same_but_for_sentiment(&next) {
            self.updated_at
        } else {
            next.updated_at.max(self.updated_at + TimeDelta::microseconds(1))
        };
        (next != *self).then_some(next)
    }

    /// Whether all that Annals keeps in the entry's own row is the same.
    pub(super) fn is_same_but_for_sentiment(&self, other: &Self) -> bool {
        let rest = |entry: &Self| {
            entry.processing_result.as_ref().map(ProcessingResult::without_sentiment)
        };
        self.content == other.content
            && self.timestamp == other.timestamp
            && self.created_at == other.created_at
            && self.processing_status == other.processing_status
            && self.metadata == other.metadata
            && rest(self) == rest(other)
    }

    /// The fields in which another entry of the same id is not the same. `updated_at` alone is no
    /// difference: Annals dates a change of a row by itself, where SQL made it.
    pub(super) fn differing_fields(&self, other: &Self) -> Vec<&'static str> {
        let fields = [
            ("content", self.content == other.content),
            ("timestamp", self.timestamp == other.timestamp),
            ("created_at", self.created_at == other.created_at),
            ("processing_status", self.processing_status == other.processing_status),
            ("metadata", self.metadata == other.metadata),
            ("processing_result", self.processing_result == other.processing_result),
        ];
        fields.into_iter().filter(|(_, same)| !same).map(|(field, _)| field).collect()
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::StoredEntry;

    #[test]
    fn an_update_is_later_than_what_it_replaces_and_one_of_nothing_is_none() {
        let entry = StoredEntry::new("Rain");
        let touched = entry.updated_at + TimeDelta::seconds(9);
        assert_eq!(entry.revised(StoredEntry { updated_at: touched, ..entry.clone() }), None);
        let content = "Sun".to_owned();
        let next = entry.revised(StoredEntry { content, ..entry.clone() });
        let next = next.map(|next| (next.content, next.updated_at - entry.updated_at));
        assert_eq!(next, Some(("Sun".to_owned(), TimeDelta::microseconds(1))));
    }

    #[test]
    fn differing_fields_are_named() {
        let entry = StoredEntry::new("Rain");
        let mut other =
            StoredEntry { updated_at: entry.updated_at + TimeDelta::days(1), ..entry.clone() };
        assert!(entry.differing_fields(&other).is_empty());
        other.content = "Sun".to_owned();
        other.metadata.insert("mood".to_owned(), 7.into());
        assert_eq!(entry.differing_fields(&other), ["content", "metadata"]);
    }
}
