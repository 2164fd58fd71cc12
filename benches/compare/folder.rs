//! A folder of a journaling application, as `annals import journal-files` reads it.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use serde_json::{Value, json};
use uuid::Uuid;

/// How many words an entry and a message have.
#[derive(Clone, Copy)]
pub(crate) struct Texts {
    pub(crate) name: &'static str,
    entry: u128,
    message: u128,
}

pub(crate) const LONG: Texts = Texts { name: "long", entry: 100, message: 25 };
pub(crate) const SHORT: Texts = Texts { name: "short", entry: 30, message: 8 };

/// Writes a folder of so many times what one team had: 107 entries, 60 sessions, 464 messages, 2 articles.
pub(crate) fn write(folder: &Path, times: u128, texts: Texts) -> io::Result<PathBuf> {
    fs::create_dir_all(folder)?;
    let write = |file: &str, count: u128, one: &dyn Fn(u128) -> Value| {
        let records = Value::Array((0..count).map(one).collect());
        fs::write(folder.join(file), records.to_string())
    };
    write("sessions.json", 60 * times, &session)?;
    write("entries.json", 107 * times, &|number| entry(number, texts.entry))?;
    write("psychology.json", 2 * times, &article)?;
    write("messages.json", 464 * times, &|number| message(number, texts.message))?;
    Ok(folder.to_owned())
}

fn id(kind: u128, number: u128) -> Uuid {
    Uuid::from_u128(0x2222_0000_0000_4000_8000_0000_0000_0000 | kind << 32 | number)
}

fn moment(number: u128) -> String {
    let (day, hour, minute) = (number / 1440 % 28 + 1, number / 60 % 24, number % 60);
    format!("2025-03-{day:02}T{hour:02}:{minute:02}:00Z")
}

/// So many words, of some hundreds, in another order for each number.
fn words(number: u128, count: u128) -> String {
    const WORDS: [&str; 24] = [
        "rain", "canal", "letter", "morning", "coffee", "friend", "garden", "window", "quiet",
        "walk", "train", "music", "paper", "kitchen", "winter", "river", "market", "bread",
        "cloud", "street", "mother", "sleep", "worry", "hope",
    ];
    let one = |place: u128| {
        let at = (number * 31 + place * 17 + number * place * 7) % 600;
        format!("{}{}", WORDS[usize::try_from(at % 24).unwrap_or_default()], at / 24)
    };
    (0..count).map(one).collect::<Vec<_>>().join(" ")
}

fn entry(number: u128, length: u128) -> Value {
    let mut entry = json!({
        "id": id(1, number), "title": format!("Day {number}"), "content": words(number, length),
        "date": "2025-03-01", "mood_score": number % 10 + 1, "language": "en",
        "tags": ["walk", "home"], "categories": [], "is_private": true, "is_favorite": false,
        "mood": "calm", "created_at": moment(number), "updated_at": moment(number),
        "sentiment_analysis": null, "emotion_analysis": null,
    });
    if number.is_multiple_of(3) {
        entry["sentiment_analysis"] =
            json!({ "score": 0.5, "label": "positive", "confidence": 0.9 });
        entry["emotion_analysis"] = json!({ "calm": 0.7, "joy": 0.2, "confidence": 0.8 });
    }
    entry
}

fn session(number: u128) -> Value {
    json!({
        "id": id(2, number), "title": format!("Talk {number}"), "type": "chat", "context": {},
        "ai_model": "model-1", "temperature": 0.7, "is_active": true, "created_at": moment(number),
    })
}

/// Those of a session follow each other, as a program writes them.
fn message(number: u128, length: u128) -> Value {
    json!({
        "id": id(3, number), "session_id": id(2, number * 60 / 464),
        "role": if number.is_multiple_of(2) { "user" } else { "assistant" },
        "content": words(number, length), "metadata": {}, "timestamp": moment(number),
    })
}

fn article(number: u128) -> Value {
    json!({
        "id": id(4, number), "category": "sleep", "title": format!("Regular hours {number}"),
        "content": words(number, 200), "content_type": "article", "evidence_level": "high",
        "tags": ["sleep"], "keywords": ["hours"],
    })
}
