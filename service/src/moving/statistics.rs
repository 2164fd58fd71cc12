//! What the entries of a store add up to.

use std::collections::BTreeMap;

use annals_entity::values::ProcessingStatus;
use chrono::{DateTime, Utc};
use serde::Serialize;

use super::StoredEntry;

/// What the entries of a store add up to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct EntryStatistics {
    /// How many there are.
    pub total: u64,
    /// Those that wait for an analysis.
    pub pending: u64,
    /// Those whose analysis is under way.
    pub processing: u64,
    /// Those that are analysed.
    pub completed: u64,
    /// Those whose analysis failed.
    pub failed: u64,
    /// Those whose `processing_result` says `completed`.
    pub processed: u64,
    /// How long the analysis of these took, in nanoseconds, all together.
    pub processing_time: u128,
    /// How long the contents are, in characters, all together.
    pub characters: u64,
    /// When the first was stored. `None`: there is none.
    pub oldest: Option<DateTime<Utc>>,
    /// When the last was stored. `None`: there is none.
    pub newest: Option<DateTime<Utc>>,
    /// Entries by the label of their sentiment.
    pub labels: BTreeMap<String, u64>,
}

impl EntryStatistics {
    /// The mean length of a content, in characters. `None`: there are no entries.
    #[must_use]
    pub fn average_length(&self) -> Option<f64> {
        mean(u128::from(self.characters), self.total)
    }

    /// The mean time of an analysis in milliseconds, over the entries that are processed. `None`: none is.
    #[must_use]
    pub fn average_processing_time_ms(&self) -> Option<f64> {
        mean(self.processing_time, self.processed).map(|nanoseconds| nanoseconds / 1e6)
    }

    pub(super) fn of<'a>(entries: impl Iterator<Item = &'a StoredEntry>) -> Self {
        let mut sums = Self::default();
        for entry in entries {
            sums.add(entry);
        }
        sums
    }

    fn add(&mut self, entry: &StoredEntry) {
        self.total += 1;
        *match entry.processing_status {
            ProcessingStatus::Pending => &mut self.pending,
            ProcessingStatus::Processing => &mut self.processing,
            ProcessingStatus::Completed => &mut self.completed,
            ProcessingStatus::Failed => &mut self.failed,
        } += 1;
        if let Some(result) = &entry.processing_result
            && result.status == ProcessingStatus::Completed
        {
            self.processed += 1;
            self.processing_time += u128::from(result.processing_time.unwrap_or_default());
        }
        self.characters += entry.content.chars().count() as u64;
        let made = Some(entry.created_at);
        self.oldest = self.oldest.or(made).min(made);
        self.newest = self.newest.max(made);
        if let Some(sentiment) = entry.sentiment() {
            *self.labels.entry(sentiment.label.clone()).or_default() += 1;
        }
    }

    /// The fields in which other sums are not the same.
    pub(super) fn differing_fields(&self, other: &Self) -> Vec<&'static str> {
        let fields = [
            ("total", self.total == other.total),
            ("pending", self.pending == other.pending),
            ("processing", self.processing == other.processing),
            ("completed", self.completed == other.completed),
            ("failed", self.failed == other.failed),
            ("processed", self.processed == other.processed),
            ("processing_time", self.processing_time == other.processing_time),
            ("characters", self.characters == other.characters),
            ("oldest", self.oldest == other.oldest),
            ("newest", self.newest == other.newest),
            ("labels", self.labels == other.labels),
        ];
        fields.into_iter().filter(|(_, same)| !same).map(|(field, _)| field).collect()
    }
}

#[expect(clippy::cast_precision_loss, reason = "a mean is for reading")]
fn mean(sum: u128, number: u64) -> Option<f64> {
    (number > 0).then(|| sum as f64 / number as f64)
}
