//! Cursors: a place in a list, as text that a client holds between two pages.

mod bytes;
mod fingerprint;
mod value;

use std::{borrow::Cow, fmt, str::FromStr};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

pub(crate) use fingerprint::Fingerprint;
pub(crate) use value::{Digest, SortValue, digest};

/// A longer text is no cursor: five texts of the length that a cursor holds are shorter.
const LONGEST: usize = 16_384;

/// A place in a list, at a row, whether or not the row is still there. Text to hand to a client and
/// take back, fit for a URL; what it holds is no promise, and no secret to who got the row.
///
/// It belongs to one list: another table, filter or order refuses it with `Invalid` on `cursor`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// The query that it is a place of.
    pub(crate) query: Fingerprint,
    /// Whether the row itself is on the page that is asked for. So it is where a page was empty: from
    /// there back, the page that the cursor came with must not lose its row.
    pub(crate) is_inclusive: bool,
    /// What the row had in the columns of the order, its id last.
    pub(crate) values: Vec<SortValue>,
}

/// A text that is no cursor.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{given:?} is no cursor: take the one that the page before came with, or none to start anew"
)]
pub struct CursorError {
    /// The text, or the start of it.
    pub given: String,
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&URL_SAFE_NO_PAD.encode(self.to_bytes()))
    }
}

impl FromStr for Cursor {
    type Err = CursorError;

    fn from_str(given: &str) -> Result<Self, CursorError> {
        parse(given).ok_or_else(|| CursorError { given: given.chars().take(100).collect() })
    }
}

/// A cursor's content, right or wrong, as its text, the checksum behind it.
pub(crate) fn text(mut content: Vec<u8>) -> String {
    content.extend(bytes::checksum(&content));
    URL_SAFE_NO_PAD.encode(content)
}

fn parse(given: &str) -> Option<Cursor> {
    if given.len() > LONGEST {
        return None;
    }
    Cursor::from_bytes(&URL_SAFE_NO_PAD.decode(given).ok()?)
}

impl Serialize for Cursor {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Cursor {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Cow::<str>::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests;
