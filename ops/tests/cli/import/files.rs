//! Files as the journal's programs wrote them, without a fault.

use serde_json::{Value, json};
use uuid::Uuid;

use super::Desk;
use crate::support::TestResult;

/// How many of each.
#[derive(Clone, Copy)]
pub(super) struct Sizes {
    pub(super) entries: u128,
    pub(super) sessions: u128,
    pub(super) messages: u128,
    pub(super) articles: u128,
    pub(super) topics: u128,
}

/// What one team had: 634 records.
pub(super) const ONE_TEAM: Sizes =
    Sizes { entries: 107, sessions: 60, messages: 464, articles: 2, topics: 1 };

impl Desk {
    /// Writes the files of a folder, and returns its name.
    pub(super) fn folder(&self, sizes: Sizes) -> TestResult<&'static str> {
        let list = |count: u128, one: fn(u128) -> Value| {
            Value::Array((0..count).map(one).collect()).to_string()
        };
        let messages: Vec<Value> =
            (0..sizes.messages).map(|number| message(number, sizes.sessions.max(1))).collect();
        self.write("journal/topics.json", list(sizes.topics, topic))?;
        self.write("journal/entries.json", list(sizes.entries, entry))?;
        self.write("journal/sessions.json", list(sizes.sessions, session))?;
        self.write("journal/messages.json", Value::Array(messages).to_string())?;
        self.write("journal/psychology.json", list(sizes.articles, article))?;
        Ok("journal")
    }
}

pub(super) fn id(kind: u128, number: u128) -> Uuid {
    Uuid::from_u128(0x1111_0000_0000_4000_8000_0000_0000_0000 | kind << 32 | number)
}

fn moment(number: u128) -> String {
    let (hour, minute) = (number / 60 % 24, number % 60);
    format!("2025-03-{:02}T{hour:02}:{minute:02}:00Z", number / 1440 % 28 + 1)
}

pub(super) fn entry(number: u128) -> Value {
    let mut entry = json!({
        "id": id(1, number), "title": format!("Day {number}"),
        "content": format!("Rain until noon, then the long way home. Walk {number}."),
        "date": "2025-03-01", "mood_score": number % 10 + 1, "language": "en",
        "tags": ["walk"], "categories": [], "is_private": true, "is_favorite": number.is_multiple_of(2),
        "created_at": moment(number), "updated_at": moment(number),
        "sentiment_analysis": null,
    });
    if number.is_multiple_of(3) {
        entry["sentiment_analysis"] = json!({ "score": 0.5, "confidence": 0.9, "of": number });
        entry["emotion_analysis"] = json!({ "calm": 0.7 });
    }
    entry
}

pub(super) fn session(number: u128) -> Value {
    json!({
        "id": id(2, number), "title": format!("Talk {number}"), "type": "chat",
        "context": { "number": number }, "ai_model": "model-1", "temperature": 0.7,
        "is_active": true, "message_count": 99, "created_at": moment(number),
    })
}

pub(super) fn message(number: u128, sessions: u128) -> Value {
    json!({
        "id": id(3, number), "session_id": id(2, number % sessions), "role": "user",
        "content": format!("What do I make of walk {number}?"), "metadata": {},
        "timestamp": moment(number),
    })
}

pub(super) fn article(number: u128) -> Value {
    json!({
        "id": id(4, number), "category": "sleep", "title": format!("Regular hours {number}"),
        "content": "Keep the hours regular.", "content_type": "article",
        "evidence_level": "high", "tags": ["sleep"], "keywords": [],
    })
}

fn topic(number: u128) -> Value {
    json!({ "id": id(5, number), "name": format!("Topic {number}"), "color": "#aabbcc" })
}

/// What an in-memory store held.
pub(super) fn memory(count: u128) -> Value {
    let one = |number: u128| {
        json!({
            "id": id(6, number), "content": format!("Remembered {number}"),
            "timestamp": moment(number), "created_at": moment(number), "updated_at": moment(number),
            "processing_status": "completed", "metadata": { "device": "phone" },
            "processing_result": {
                "status": "completed", "processing_time": 12_000_000, "error": null,
                "processed_at": moment(number),
                "sentiment_result": {
                    "score": -0.25, "label": "negative", "confidence": 0.75, "processed_at": moment(number),
                },
            },
        })
    };
    Value::Array((0..count).map(one).collect())
}
