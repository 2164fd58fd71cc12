//! What differs between two images of a row.

mod json;
mod path;
mod text;

use std::fmt;

use annals_entity::values::ExactJson;
use serde::Serialize;

pub use path::{ChangePath, Step};

/// Longer values are cut off where a change is displayed.
const SHOWN: usize = 80;

/// One thing that differs between two images.
///
/// Displayed, it reads `mood_score: 5.50 → 8.00`, or for a long text the path and a unified diff.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Where: a column, or a place within its JSON.
    pub path: ChangePath,
    /// What was there, every digit of numbers kept. `None`: nothing. NULL is the JSON null.
    pub from: Option<ExactJson>,
    /// What is there now. `None`: nothing.
    pub to: Option<ExactJson>,
    /// Of two texts that are long or have several lines, the difference as a unified diff. `None`: of
    /// anything else.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unified: Option<String>,
}

impl Change {
    /// What differs between two images, by name. Objects are compared key by key, however deep; lists
    /// element by element where they have one length, and else as a whole. `None`: no row; what has a
    /// value then is set, or taken, as a whole.
    ///
    /// ```
    /// use annals_service::audit::Change;
    ///
    /// let before = r#"{"title": "One", "raw_data": {"weather": {"temp_c": 4}}}"#.parse()?;
    /// let after = r#"{"title": "One", "raw_data": {"weather": {"temp_c": 4.5}}}"#.parse()?;
    /// let changes = Change::between(Some(&before), Some(&after))?;
    /// assert_eq!(changes[0].to_string(), "raw_data.weather.temp_c: 4 → 4.5");
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    ///
    /// # Errors
    /// When an image is no JSON object.
    pub fn between(
        before: Option<&ExactJson>,
        after: Option<&ExactJson>,
    ) -> serde_json::Result<Vec<Self>> {
        json::between(before, after)
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, from, to, unified } = self;
        match (from, to, unified) {
            (_, _, Some(unified)) => write!(f, "{path}:\n{unified}"),
            (Some(from), Some(to), None) => write!(f, "{path}: {} → {}", short(from), short(to)),
            (None, Some(to), None) => write!(f, "{path}: {}", short(to)),
            (Some(from), None, None) => write!(f, "{path}: {} is gone", short(from)),
            (None, None, None) => write!(f, "{path}"),
        }
    }
}

fn short(value: &ExactJson) -> String {
    let text = value.as_str();
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
