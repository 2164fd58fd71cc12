//! Why a record is refused, and what to do about it.

use std::str::Utf8Error;

use serde::de::IgnoredAny;

use super::{super::record::Reading, split::Spot};

/// Characters of an excerpt.
const EXCERPT: usize = 200;

pub(super) const CUT: &str =
    "the file ends within it: it was cut off; fetch it anew, and import it again";

/// A refusal, with the beginning of what is refused.
pub(super) fn of(reason: String, bytes: &[u8]) -> Reading {
    Reading::Refused { reason, excerpt: excerpt(bytes) }
}

/// The beginning of a record. What can't be read or shown is U+FFFD.
fn excerpt(bytes: &[u8]) -> String {
    let beginning = &bytes[..bytes.len().min(4 * EXCERPT)];
    let shown = |it: char| {
        let is_shown = !it.is_control() || it.is_ascii_whitespace();
        if is_shown { it } else { char::REPLACEMENT_CHARACTER }
    };
    String::from_utf8_lossy(beginning).chars().map(shown).take(EXCERPT).collect()
}

pub(super) fn too_long(length: u64) -> String {
    format!("it has {length} bytes, and a record may have 64 MB: divide it, and import it again")
}

pub(super) fn too_many_fields(most: usize) -> String {
    format!("it has more than {most} fields: divide it, and import it again")
}

pub(super) fn no_record(what: &str) -> String {
    format!(
        "it is {what}, not an object with a record's fields: the file may be a list of records, or an \
         object whose values are the records"
    )
}

/// Bytes that are no UTF-8, by where they stand in the file.
pub(super) fn not_utf8(record: Spot, error: Utf8Error) -> String {
    let byte = record.byte + error.valid_up_to() as u64;
    format!("byte {byte} of the file is no UTF-8: convert the file to UTF-8, and import it again")
}

/// Whether a record is JSON, but no object.
pub(super) fn is_other_json(json: &str) -> bool {
    !json.starts_with('{') && serde_json::from_str::<IgnoredAny>(json).is_ok()
}

/// What the parser says, by where it stands in the file.
pub(super) fn no_json(error: &serde_json::Error, start: Spot, bytes: &[u8], length: u64) -> String {
    let lines = bytes.split_inclusive(|byte| *byte == b'\n').take(error.line().saturating_sub(1));
    let column = error.column().saturating_sub(1);
    let at = (lines.map(<[u8]>::len).sum::<usize>() + column).min(bytes.len());
    let spot = start.after(&bytes[..at]);
    let told = error.to_string();
    let told = told.rsplit_once(" at line ").map_or(told.as_str(), |(told, _)| told);
    format!(
        "it is no JSON: {told} at byte {} of the file, line {}; it is taken to end before byte {}: mend \
         it, and import the file again",
        spot.byte,
        spot.line,
        start.byte + length
    )
}
