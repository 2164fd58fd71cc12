//! Cursors, which clients hold and may have changed.

use annals_service::{
    fuzzing,
    query::{Cursor, CursorError},
    search::SearchCursor,
};

/// The cursor of a page, by its content and by its text.
pub(crate) fn page(data: &[u8]) {
    is_faithful(&fuzzing::page_cursor(data));
    if let Ok(text) = str::from_utf8(data) {
        is_faithful(text);
    }
}

/// What is accepted is written as it was read.
fn is_faithful(text: &str) {
    match text.parse::<Cursor>() {
        Ok(cursor) => assert_eq!(cursor.to_string(), text),
        Err(CursorError { given }) => assert!(given.chars().count() <= 100),
    }
}

/// The cursor of a search.
pub(crate) fn search(data: &[u8]) {
    let text = fuzzing::search_cursor(data);
    if let Ok(cursor) = text.parse::<SearchCursor>() {
        assert_eq!(cursor.to_string(), text);
    }
    if let Ok(text) = str::from_utf8(data) {
        drop(text.parse::<SearchCursor>());
    }
}
