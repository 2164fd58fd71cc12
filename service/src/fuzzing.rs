//! What the fuzzers of `fuzz/` ask of parsers that are private. No part of the API.

use crate::{config::DatabaseConfig, query, search, sessions};

/// The text that is searched for.
#[must_use]
pub fn searched(text: &str) -> String {
    search::Search::web(text).text().to_owned()
}

/// The text of a page's cursor with this content, right or wrong, and its checksum, which no fuzzer
/// guesses.
#[must_use]
pub fn page_cursor(content: &[u8]) -> String {
    query::cursor_text(content.to_vec())
}

/// The text of a search cursor with this content, right or wrong, and its checksum.
#[must_use]
pub fn search_cursor(content: &[u8]) -> String {
    search::cursor_text(content.to_vec())
}

/// Whether a text reads like a session's token.
#[must_use]
pub fn is_token(text: &str) -> bool {
    sessions::is_token(text)
}

/// What `SeaORM` shows of a configuration.
#[must_use]
pub fn orm_options(config: &DatabaseConfig) -> String {
    format!("{:?}", config.connect_options())
}
