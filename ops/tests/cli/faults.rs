//! Files with every fault that real ones have, and what each record of them must become.

use std::{fs, io, path::Path};

/// What a record becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Becomes {
    /// Rows, as the file has it.
    Imported,
    /// Rows, with something set aside, replaced or made up, which is told of these fields.
    Adjusted(&'static [&'static str]),
    /// Rows that are there already, from the record of that number.
    Repeated(u64),
    /// Rows under another id: the record of that number has its id, and other content.
    Renamed(u64),
    /// Rows below a parent that is nowhere, and is made.
    Dangling,
    /// Nothing. The reason says this.
    Refused(&'static str),
}

/// A record, or what stands in its place.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) bytes: Vec<u8>,
    pub(crate) becomes: Becomes,
    /// How many rows of each of these tables it is: its own, and analyses.
    pub(crate) rows: usize,
}

/// A file.
#[derive(Clone, Debug)]
pub(crate) struct File {
    pub(crate) name: &'static str,
    /// Its records, from number 1.
    pub(crate) cases: Vec<Case>,
    /// Whether it ends within the last one.
    pub(crate) is_cut: bool,
}

impl File {
    /// What it holds.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut bytes = b"[\n  ".to_vec();
        for (number, case) in self.cases.iter().enumerate() {
            if number > 0 {
                bytes.extend(b",\n  ");
            }
            bytes.extend(&case.bytes);
        }
        if !self.is_cut {
            bytes.extend(b"\n]\n");
        }
        bytes
    }
}

/// Writes files into a folder.
pub(crate) fn write(files: &[File], folder: &Path) -> io::Result<()> {
    files.iter().try_for_each(|file| fs::write(folder.join(file.name), file.bytes()))
}

/// A folder of `journal-files`.
pub(crate) fn journal_files() -> Vec<File> {
    vec![topics(), sessions(), entries(), articles(), messages()]
}

/// The file of `journal-memory`.
pub(crate) fn journal_memory() -> File {
    let cases = vec![
        imported(
            2,
            r#"{"id": "00000000-0000-4000-8000-000000000301", "content": "A long walk", "timestamp": "2026-05-01T18:30:00.123456789Z", "created_at": "2026-05-01T18:31:00Z", "updated_at": "2026-05-01T18:32:00Z", "processing_status": "completed", "metadata": {"mood": 7, "place": "Ghent"}, "processing_result": {"status": "completed", "sentiment_result": {"score": 0.8, "label": "positive", "confidence": 0.93, "processed_at": "2026-05-01T18:31:30Z"}, "processed_at": "2026-05-01T18:31:30Z", "processing_time": 1200345, "error": null}}"#,
        ),
        imported(
            1,
            r#"{"id": "00000000-0000-4000-8000-000000000302", "content": "Nothing much", "timestamp": "2026-05-02", "processing_status": "failed", "processing_result": {"status": "failed", "sentiment_result": null, "error": "no answer"}, "extra": [1, 2]}"#,
        ),
        adjusted(&["id"], 1, r#"{"content": "No id", "timestamp": "2026-05-03T10:00:00"}"#),
        adjusted(
            &["id"],
            1,
            r#"{"id": 17, "content": "A number for an id", "timestamp": "2026-05-03T11:00:00"}"#,
        ),
        adjusted(
            &["processing_status"],
            1,
            r#"{"id": "00000000-0000-4000-8000-000000000303", "content": "Under way", "processing_status": "processing", "processing_result": null}"#,
        ),
        adjusted(
            &["processing_status"],
            1,
            r#"{"id": "00000000-0000-4000-8000-000000000304", "content": "Unheard of", "processing_status": "queued", "metadata": null}"#,
        ),
        adjusted(
            &["metadata"],
            1,
            r#"{"id": "00000000-0000-4000-8000-000000000305", "content": "Too many fields", "metadata": {"a":1,"b":2,"c":3,"d":4,"e":5,"f":6,"g":7,"h":8,"i":9,"j":10,"k":11,"l":12,"m":13,"n":14,"o":15,"p":16,"q":17,"r":18,"s":19,"t":20,"u":21}}"#,
        ),
        adjusted(
            &["metadata"],
            1,
            r#"{"id": "00000000-0000-4000-8000-000000000306", "content": "A list for metadata", "metadata": ["a"]}"#,
        ),
        adjusted(
            &["content"],
            1,
            r#"{"id": "00000000-0000-4000-8000-000000000307", "content": null, "timestamp": "2026-05-04T10:00:00Z"}"#,
        ),
        adjusted(
            &["timestamp"],
            1,
            r#"{"id": "00000000-0000-4000-8000-000000000308", "content": "When?", "timestamp": "yesterday"}"#,
        ),
        adjusted(
            &["content"],
            1,
            r#"{"id": "00000000-0000-4000-8000-000000000309", "content": "nul \u0000 and half \ud83d"}"#,
        ),
        adjusted(
            &["metadata"],
            1,
            r#"{"id": "00000000-0000-4000-8000-00000000030a", "content": "Many digits", "metadata": {"n": 123456789012345678901234567890.5}}"#,
        ),
        repeated(
            1,
            r#"{"id": "00000000-0000-4000-8000-000000000302", "content": "Nothing much", "timestamp": "2026-05-02", "processing_status": "failed", "processing_result": {"status": "failed", "sentiment_result": null, "error": "no answer"}, "extra": [1, 2]}"#,
            2,
        ),
        renamed(
            1,
            r#"{"id": "00000000-0000-4000-8000-000000000302", "content": "Something else", "timestamp": "2026-05-02"}"#,
            2,
        ),
        refused(
            "no UTF-8",
            b"{\"id\": \"00000000-0000-4000-8000-00000000030b\", \"content\": \"caf\xE9\"}",
        ),
        refused("a text", br#""no record""#),
        refused("no JSON", br#"{"id": "00000000-0000-4000-8000-00000000030c", "content": NaN}"#),
        refused(
            "no JSON",
            br#"{"id": "00000000-0000-4000-8000-00000000030d", "content": "a quote is missing}"#,
        ),
        imported(
            1,
            r#"{"id": "00000000-0000-4000-8000-00000000030e", "content": "The last whole one", "timestamp": "2026-05-05T10:00:00Z"}"#,
        ),
        refused(
            "the file ends within it",
            br#"{"id": "00000000-0000-4000-8000-00000000030f", "content": "Cut o"#,
        ),
    ];
    File { name: "dump.json", cases, is_cut: true }
}

fn topics() -> File {
    let cases = vec![
        imported(
            1,
            r##"{"id": "work", "name": "Work", "description": "What pays", "color": "#336699", "tags": ["job"], "metadata": {}}"##,
        ),
        imported(1, r#"{"id": 2, "name": "Garden"}"#),
        adjusted(&["name"], 1, r#"{"id": "none", "name": null}"#),
        refused("null", b"null"),
    ];
    File { name: "topics.json", cases, is_cut: false }
}

fn sessions() -> File {
    let long = format!(
        r#"{{"id": "00000000-0000-4000-8000-000000000102", "title": "{}", "type": "chat"}}"#,
        "T".repeat(301)
    );
    let cases = vec![
        imported(
            1,
            r#"{"id": "00000000-0000-4000-8000-000000000101", "title": "On sleep", "type": "therapy", "context": {"goal": "rest"}, "ai_model": "large-2", "system_prompt": "Be kind.", "temperature": "0.5", "is_active": true, "message_count": 2, "created_at": "2026-05-01T08:00:00", "mood": "calm"}"#,
        ),
        adjusted(&["title"], 1, &long),
        imported(
            1,
            r#"{"id": "00000000-0000-4000-8000-000000000103", "title": "A type nobody knows", "type": "seance", "created_at": "2026-05-01"}"#,
        ),
        adjusted(
            &["id", "title", "type"],
            1,
            r#"{"id": "session-4", "title": null, "created_at": "2026-05-01T09:00:00Z"}"#,
        ),
        adjusted(
            &["temperature", "is_active", "created_at"],
            1,
            r#"{"id": "00000000-0000-4000-8000-000000000105", "title": "Odd values", "type": "chat", "temperature": 7, "is_active": "perhaps", "created_at": "01.05.2026"}"#,
        ),
        repeated(
            1,
            r#"{"id": "00000000-0000-4000-8000-000000000103", "title": "A type nobody knows", "type": "seance", "created_at": "2026-05-01"}"#,
            3,
        ),
    ];
    File { name: "sessions.json", cases, is_cut: false }
}

fn entries() -> File {
    let long = |id: u32, length: usize| {
        format!(
            r#"{{"id": "00000000-0000-4000-8000-{id:012x}", "title": "{}", "content": "x"}}"#,
            "é".repeat(length)
        )
    };
    let cases = vec![
        imported(3, r#"{"id": "00000000-0000-4000-8000-000000000201", "title": "First", "content": "I slept well.", "date": "2026-05-01T21:15:00", "created_at": "2026-05-01T21:15:00Z", "updated_at": "2026-05-01 21:16:00.5+02:00", "mood_score": 7.5, "language": "en", "tags": ["sleep"], "categories": ["health"], "is_private": false, "sentiment_analysis": {"score": 0.7, "confidence": 0.876}, "emotion_analysis": {"joy": 0.6}, "topic_analysis": null, "mood": "calm", "topic_id": "work", "is_favorite": true}"#),
        imported(1, r#"{"id": "00000000-0000-4000-8000-000000000202", "title": "Numbers as texts", "content": "x", "date": "2026-05-02", "mood_score": "7", "is_private": "true", "topic_id": 2}"#),
        imported(1, r#"{"id": "00000000-0000-4000-8000-000000000203", "title": null, "content": null, "date": null, "mood_score": null, "language": null, "tags": null, "categories": null, "is_private": null, "sentiment_analysis": null, "extra": null}"#),
        adjusted(&["mood_score"], 1, r#"{"id": "00000000-0000-4000-8000-000000000204", "title": "Too good", "content": "x", "mood_score": 11}"#),
        adjusted(&["mood_score", "date", "tags", "language"], 1, r#"{"id": "00000000-0000-4000-8000-000000000205", "title": "Odd values", "content": "x", "mood_score": "fine", "date": "May 5th", "tags": ["a", 7, null], "language": "Nederlands (BE)"}"#),
        imported(1, &long(0x206, 300)),
        adjusted(&["title"], 1, &long(0x207, 600)),
        adjusted(&["topic_id"], 1, r#"{"id": "00000000-0000-4000-8000-000000000208", "title": "A topic that is nowhere", "content": "x", "topic_id": "gone"}"#),
        adjusted(&["id"], 1, r#"{"title": "No id", "content": "x"}"#),
        adjusted(&["id"], 1, r#"{"id": "entry-10", "title": "An id that is no UUID", "content": "x"}"#),
        repeated(1, r#"{"id": "00000000-0000-4000-8000-000000000202", "title": "Numbers as texts", "content": "x", "date": "2026-05-02", "mood_score": "7", "is_private": "true", "topic_id": 2}"#, 2),
        renamed(1, r#"{"id": "00000000-0000-4000-8000-000000000202", "title": "The same id", "content": "other content"}"#, 2),
        adjusted(&["title", "content"], 1, r#"{"id": "00000000-0000-4000-8000-00000000020d", "title": "nul \u0000", "content": "half \ude00 and nul \u0000"}"#),
        refused("no UTF-8", b"{\"id\": \"00000000-0000-4000-8000-00000000020e\", \"title\": \"na\xEFve\"}"),
        refused("a number", b"7"),
        refused("no JSON", br#"{"id": "00000000-0000-4000-8000-00000000020f", "title": "a quote is missing, "content": "x"}"#),
        refused("no JSON", br#"{"id": "00000000-0000-4000-8000-000000000210", "title": "a bracket is missing", "tags": ["a"#),
        adjusted(&["mood_score"], 2, r#"{"id": "00000000-0000-4000-8000-000000000211", "title": "Digits", "content": "x", "mood_score": 6.789, "big": 1208925819614629174706177, "psychology_insights": "none yet"}"#),
    ];
    File { name: "entries.json", cases, is_cut: false }
}

fn articles() -> File {
    let cases = vec![
        imported(
            1,
            r#"{"category": "sleep", "subcategory": "basics", "content_type": "guide", "title": "Sleeping well", "content": "Go to bed.", "summary": "Bed.", "source": "A book", "evidence_level": "High", "tags": ["sleep"], "keywords": ["bed"]}"#,
        ),
        adjusted(
            &["category", "content_type", "evidence_level", "author"],
            1,
            r#"{"title": "Odd values", "content": "x", "evidence_level": "certain", "author": "N. N."}"#,
        ),
        refused("no title", br#"{"category": "sleep", "content": "x"}"#),
        refused("no content", br#"{"category": "sleep", "title": "Empty", "content": " "}"#),
    ];
    File { name: "psychology.json", cases, is_cut: false }
}

fn messages() -> File {
    let cases = vec![
        imported(2, r#"{"id": "00000000-0000-4000-8000-000000000401", "session_id": "00000000-0000-4000-8000-000000000101", "user_message": "I can't sleep.", "ai_response": "What keeps you awake?", "processing_time_ms": 840, "ai_model_used": "large-2", "token_usage": {"input_tokens": 12, "output_tokens": 6}, "sources_used": [], "citations": null, "confidence_score": 0.9, "user_feedback": 5, "created_at": "2026-05-01T08:01:00"}"#),
        imported(1, r#"{"id": "00000000-0000-4000-8000-000000000402", "session_id": "00000000-0000-4000-8000-000000000101", "user_message": "Work.", "ai_response": null, "created_at": "2026-05-01T08:02:00"}"#),
        imported(1, r#"{"id": "00000000-0000-4000-8000-000000000403", "session_id": "00000000-0000-4000-8000-000000000103", "role": "user", "content": "Hello", "metadata": {"client": "phone"}, "timestamp": "2026-05-01T10:00:00Z", "mood": "curious"}"#),
        imported(1, r#"{"session_id": "session-4", "role": "assistant", "content": "A session whose id is no UUID", "timestamp": "2026-05-01T10:01:00Z"}"#),
        imported(1, r#"{"session_id": "session-4", "role": "user", "content": "yes"}"#),
        imported(1, r#"{"session_id": "session-4", "role": "user", "content": "yes"}"#),
        dangling(1, r#"{"id": "00000000-0000-4000-8000-000000000407", "session_id": "00000000-0000-4000-8000-0000000001ff", "role": "user", "content": "Is there anybody?", "timestamp": "2026-05-01T10:02:00Z"}"#),
        adjusted(&["session_id"], 1, r#"{"id": "00000000-0000-4000-8000-000000000408", "role": "user", "content": "Of no session"}"#),
        adjusted(&["role"], 1, r#"{"id": "00000000-0000-4000-8000-000000000409", "session_id": "00000000-0000-4000-8000-000000000101", "role": "human", "content": "Another word for it"}"#),
        refused("its role is", br#"{"id": "00000000-0000-4000-8000-00000000040a", "session_id": "00000000-0000-4000-8000-000000000101", "role": "narrator", "content": "Meanwhile"}"#),
        adjusted(&["user_message"], 0, r#"{"id": "00000000-0000-4000-8000-00000000040b", "session_id": "00000000-0000-4000-8000-000000000101", "user_message": "", "ai_response": null}"#),
        adjusted(&["processing_time_ms", "confidence_score", "user_feedback", "token_usage"], 2, r#"{"id": "00000000-0000-4000-8000-00000000040c", "session_id": "00000000-0000-4000-8000-000000000101", "user_message": "Odd", "ai_response": "values", "processing_time_ms": -1, "confidence_score": 1.5, "user_feedback": "great", "token_usage": {"n": 1e400}}"#),
        repeated(1, r#"{"id": "00000000-0000-4000-8000-000000000403", "session_id": "00000000-0000-4000-8000-000000000103", "role": "user", "content": "Hello", "metadata": {"client": "phone"}, "timestamp": "2026-05-01T10:00:00Z", "mood": "curious"}"#, 3),
        imported(1, r#"{"id": "00000000-0000-4000-8000-00000000040e", "session_id": "00000000-0000-4000-8000-000000000101", "role": "user", "content": "The last whole one"}"#),
        refused("the file ends within it", br#"{"id": "00000000-0000-4000-8000-00000000040f", "session_id": "000000"#),
    ];
    File { name: "messages.json", cases, is_cut: true }
}

fn imported(rows: usize, json: &str) -> Case {
    Case { bytes: json.into(), becomes: Becomes::Imported, rows }
}

fn adjusted(fields: &'static [&'static str], rows: usize, json: &str) -> Case {
    Case { bytes: json.into(), becomes: Becomes::Adjusted(fields), rows }
}

fn repeated(rows: usize, json: &str, number: u64) -> Case {
    Case { bytes: json.into(), becomes: Becomes::Repeated(number), rows }
}

fn renamed(rows: usize, json: &str, number: u64) -> Case {
    Case { bytes: json.into(), becomes: Becomes::Renamed(number), rows }
}

fn dangling(rows: usize, json: &str) -> Case {
    Case { bytes: json.into(), becomes: Becomes::Dangling, rows }
}

fn refused(reason: &'static str, bytes: &[u8]) -> Case {
    Case { bytes: bytes.into(), becomes: Becomes::Refused(reason), rows: 0 }
}
