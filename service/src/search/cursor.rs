//! Where a page of a search ended.

use std::{fmt, str::FromStr};

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::Search;
use crate::error::{Error, Result};

/// A place in what a search found, after a row. Text to hand to a client and take back, with the same
/// search; what it holds is no promise.
#[derive(Clone, Debug, PartialEq)]
pub struct SearchCursor {
    of: [u8; 8],
    pub(super) rank: f32,
    pub(super) id: Uuid,
    /// What was searched instead of the text.
    pub(super) corrected: Option<String>,
}

/// A text that is no cursor of a search.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{given:?} is no cursor of a search: take the one that the page before came with, or none to start anew"
)]
pub struct SearchCursorError {
    /// The text, of a long one its beginning.
    pub given: String,
}

impl SearchCursor {
    pub(super) fn new(
        table: &str,
        search: &Search,
        corrected: Option<String>,
        place: (f32, Uuid),
    ) -> Self {
        let (rank, id) = place;
        Self { of: fingerprint(table, search), rank, id, corrected }
    }

    /// Refuses a search that the cursor is not of.
    pub(super) fn check(&self, table: &str, search: &Search) -> Result<()> {
        if self.of == fingerprint(table, search) {
            return Ok(());
        }
        let rule = "is the cursor of another search: take the one that this search's page came with, or none to start anew";
        Err(Error::invalid("after", rule))
    }
}

fn fingerprint(table: &str, search: &Search) -> [u8; 8] {
    shortened(format!("{table} {search:?}").as_bytes())
}

fn shortened<const N: usize>(bytes: &[u8]) -> [u8; N] {
    let whole = Sha256::digest(bytes);
    std::array::from_fn(|position| whole.get(position).copied().unwrap_or_default())
}

impl fmt::Display for SearchCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = [&self.of[..], &self.rank.to_be_bytes(), self.id.as_bytes()].concat();
        if let Some(corrected) = &self.corrected {
            bytes.extend(corrected.as_bytes());
        }
        f.write_str(&text(bytes))
    }
}

/// A cursor's content as its text, the checksum behind it.
pub(crate) fn text(mut content: Vec<u8>) -> String {
    content.extend(shortened::<4>(&content));
    BASE64.encode(content)
}

impl FromStr for SearchCursor {
    type Err = SearchCursorError;

    fn from_str(given: &str) -> Result<Self, SearchCursorError> {
        parse(given).ok_or_else(|| SearchCursorError { given: given.chars().take(100).collect() })
    }
}

fn parse(given: &str) -> Option<SearchCursor> {
    let bytes = BASE64.decode(given).ok()?;
    let (held, sum) = bytes.split_last_chunk()?;
    if *sum != shortened::<4>(held) {
        return None;
    }
    let (of, rest) = held.split_first_chunk()?;
    let (rank, rest) = rest.split_first_chunk()?;
    let (id, corrected) = rest.split_first_chunk()?;
    let corrected = String::from_utf8(corrected.to_vec()).ok()?;
    Some(SearchCursor {
        of: *of,
        rank: f32::from_be_bytes(*rank),
        id: Uuid::from_bytes(*id),
        corrected: Some(corrected).filter(|text| !text.is_empty()),
    })
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::{Search, SearchCursor};

    #[test]
    fn a_cursor_survives_its_text_and_no_damage() {
        for corrected in [None, Some("schöne gärten".to_owned())] {
            let cursor =
                SearchCursor::new("t", &Search::web("a"), corrected, (0.25, Uuid::now_v7()));
            let text = cursor.to_string();
            assert_eq!(text.parse(), Ok(cursor));
            for position in 0..text.len() {
                let mut damaged = text.clone().into_bytes();
                damaged[position] = if damaged[position] == b'A' { b'B' } else { b'A' };
                let damaged = String::from_utf8(damaged).expect("ASCII");
                assert!(damaged.parse::<SearchCursor>().is_err(), "{damaged}");
            }
        }
        for given in ["", "é", "AAAA", "x y"] {
            given.parse::<SearchCursor>().expect_err(given);
        }
    }

    #[test]
    fn a_cursor_is_of_one_search() {
        let search = Search::web("a");
        let cursor = SearchCursor::new("t", &search, None, (0.25, Uuid::nil()));
        cursor.check("t", &search).expect("its own");
        for other in [Search::web("b"), Search::prefix("a"), search.clone().in_language("de")] {
            cursor.check("t", &other).expect_err("another");
        }
        cursor.check("u", &search).expect_err("of another table");
    }
}
