//! An entry as a store in memory holds it, and as the dump of such a store writes it.

use annals_entity::values::ProcessingStatus;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};
use uuid::Uuid;

/// An entry of a store in memory. As JSON it is a record of such a store's dump (`journal-memory`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StoredEntry {
    /// Its id, which it keeps.
    pub id: Uuid,
    /// What it says: 1 to 50,000 characters.
    pub content: String,
    /// When the user wrote it.
    pub timestamp: DateTime<Utc>,
    /// When it was stored first.
    pub created_at: DateTime<Utc>,
    /// When it was changed last.
    pub updated_at: DateTime<Utc>,
    /// Where its analysis stands. Any status may follow any other.
    #[serde(
        default = "pending",
        serialize_with = "write_status",
        deserialize_with = "read_status"
    )]
    pub processing_status: ProcessingStatus,
    /// More, for the application's own use: at most 20 fields, nested 100 levels deep at most.
    #[serde(default, deserialize_with = "or_default")]
    pub metadata: Map<String, Value>,
    /// What came of its analysis. `None`: nothing yet.
    #[serde(default)]
    pub processing_result: Option<ProcessingResult>,
}

/// What came of the analysis of an entry.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProcessingResult {
    /// How it ended, or where it stands.
    #[serde(serialize_with = "write_status", deserialize_with = "read_status")]
    pub status: ProcessingStatus,
    /// What it found. `None`: it found nothing, or failed. In Annals an analysis of the entry, of the
    /// kind `sentiment_analysis`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sentiment_result: Option<SentimentResult>,
    /// When it ended. `None`: not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub processed_at: Option<DateTime<Utc>>,
    /// How long it took, in nanoseconds. `None`: not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub processing_time: Option<u64>,
    /// Why it failed. `None`: it did not, or does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// How an entry sounds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SentimentResult {
    /// −1, very negative, to 1, very positive.
    pub score: f64,
    /// In a word, at most 100 characters: `positive` …
    pub label: String,
    /// How sure that is, 0 to 1.
    pub confidence: f64,
    /// When it was found.
    pub processed_at: DateTime<Utc>,
}

impl StoredEntry {
    /// A new entry, written now, that waits for an analysis.
    #[must_use]
    pub fn new(content: impl Into<String>) -> Self {
        let now = Utc::now();
        Self {
            id: Uuid::now_v7(),
            content: content.into(),
            timestamp: now,
            created_at: now,
            updated_at: now,
            processing_status: ProcessingStatus::Pending,
            metadata: Map::new(),
            processing_result: None,
        }
    }

    pub(super) fn sentiment(&self) -> Option<&SentimentResult> {
        self.processing_result.as_ref()?.sentiment_result.as_ref()
    }
}

impl ProcessingResult {
    /// What Annals keeps with the entry itself: all but the sentiment.
    pub(super) fn without_sentiment(&self) -> Self {
        Self { sentiment_result: None, ..self.clone() }
    }
}

const fn pending() -> ProcessingStatus {
    ProcessingStatus::Pending
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands on a reference")]
fn write_status<S: Serializer>(status: &ProcessingStatus, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(status.as_str())
}

fn read_status<'de, D: Deserializer<'de>>(from: D) -> Result<ProcessingStatus, D::Error> {
    String::deserialize(from)?.parse().map_err(serde::de::Error::custom)
}

fn or_default<'de, D: Deserializer<'de>>(from: D) -> Result<Map<String, Value>, D::Error> {
    Ok(Option::deserialize(from)?.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::StoredEntry;

    #[test]
    fn a_record_of_a_dump_is_read_and_written() -> serde_json::Result<()> {
        let record = json!({
            "id": "550e8400-e29b-41d4-a716-446655440000", "content": "Rain",
            "timestamp": "2025-08-05T10:30:00Z", "created_at": "2025-08-05T10:30:15Z",
            "updated_at": "2025-08-05T10:30:18Z", "processing_status": "completed",
            "metadata": { "mood": 8 },
            "processing_result": {
                "status": "completed", "processed_at": "2025-08-05T10:30:18Z",
                "processing_time": 2_500_000_000_u64,
                "sentiment_result": {
                    "score": 0.75, "label": "positive", "confidence": 0.92,
                    "processed_at": "2025-08-05T10:30:18Z"
                }
            }
        });
        let entry: StoredEntry = serde_json::from_value(record.clone())?;
        assert_eq!(serde_json::to_value(&entry)?, record);

        let scant = json!({
            "id": entry.id, "content": "Rain", "timestamp": entry.timestamp, "metadata": null,
            "created_at": entry.created_at, "updated_at": entry.updated_at
        });
        let read: StoredEntry = serde_json::from_value(scant)?;
        let expected = StoredEntry { id: entry.id, ..StoredEntry::new("Rain") };
        assert_eq!(
            (read.processing_status, read.metadata, read.processing_result),
            (expected.processing_status, expected.metadata, expected.processing_result)
        );
        Ok(())
    }
}
