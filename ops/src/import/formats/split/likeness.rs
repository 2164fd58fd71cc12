//! What the beginnings of a file's records have in common, by which the next one is found behind a record
//! that can't be read: what stands before it, and its first two fields.

use super::{
    structure::{Progress, Structure},
    window::is_space,
};

/// Bytes of a record that are looked at.
pub(super) const LOOK: usize = 4096;

/// Different beginnings that are remembered: fields are left out here and there.
const MOST: usize = 16;

/// How the records of a file begin.
#[derive(Default)]
pub(super) struct Likeness(Vec<Beginning>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Beginning {
    /// The white space before it.
    space: Vec<u8>,
    first: Vec<u8>,
    second: Second,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Second {
    Field(Vec<u8>),
    /// It has one field.
    None,
    /// The first one's value is too long to see.
    Unknown,
}

impl Likeness {
    /// Whether nothing is known yet.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Remembers the beginning of a record.
    pub(super) fn learn(&mut self, space: &[u8], record: &[u8]) {
        let look = &record[..record.len().min(LOOK)];
        let known = |(first, second): &(&[u8], Option<&[u8]>)| {
            self.0.iter().any(|it| {
                it.first == *first && it.space == space && second.is_none_or(|it2| it.has(it2))
            })
        };
        let Some(fields) = quick_fields(look) else { return };
        if self.0.len() < MOST && !known(&fields) {
            self.0.extend(Beginning::of(space, look));
        }
    }

    /// Whether what follows a comma begins as a record does; `keyed`: as a key and a record.
    pub(super) fn matches(&self, ahead: &[u8], keyed: bool) -> bool {
        let length = ahead.iter().take_while(|byte| is_space(**byte)).count();
        let (space, mut rest) = ahead.split_at(length);
        if keyed {
            let Some(value) = string(rest).and_then(|(_, rest)| after_colon(rest)) else {
                return false;
            };
            rest = value;
        }
        let look = &rest[..rest.len().min(LOOK)];
        Beginning::of(space, look).is_some_and(|it| self.0.iter().any(|known| known.is_like(&it)))
    }
}

impl Beginning {
    fn of(space: &[u8], look: &[u8]) -> Option<Self> {
        let (first, value) = first_field(look)?;
        let second = match Structure::new().feed(value) {
            Progress::Open => Second::Unknown,
            Progress::Fault(_) => return None,
            Progress::Ended(end) => match trimmed(&value[end..]) {
                [] | [b','] => Second::Unknown,
                [b',', rest @ ..] => match string(trimmed(rest)) {
                    Some((second, _)) => Second::Field(second.to_vec()),
                    None => Second::Unknown,
                },
                _ => Second::None,
            },
        };
        Some(Self { space: space.to_vec(), first: first.to_vec(), second })
    }

    /// Lines are told apart by how far they are indented, which tells how deep they stand.
    fn is_like(&self, other: &Self) -> bool {
        let has_lines = self.space.contains(&b'\n');
        (!has_lines || self.space == other.space)
            && self.first == other.first
            && (self.second == other.second
                || self.second == Second::Unknown
                || other.second == Second::Unknown)
    }

    fn has(&self, second: &[u8]) -> bool {
        matches!(&self.second, Second::Field(field) if field == second)
    }
}

/// The names of the first two fields, where the first one's value is a short text, as ids are.
fn quick_fields(look: &[u8]) -> Option<(&[u8], Option<&[u8]>)> {
    let (first, value) = first_field(look)?;
    let second = string(value)
        .and_then(|(_, rest)| trimmed(rest).strip_prefix(b","))
        .and_then(|rest| string(trimmed(rest)))
        .map(|(second, _)| second);
    Some((first, second))
}

/// The name of an object's first field, and what follows its colon.
fn first_field(look: &[u8]) -> Option<(&[u8], &[u8])> {
    let (first, rest) = string(trimmed(look.strip_prefix(b"{")?))?;
    Some((first, after_colon(rest)?))
}

fn after_colon(bytes: &[u8]) -> Option<&[u8]> {
    trimmed(bytes).strip_prefix(b":").map(trimmed)
}

/// A string, without its quotes, and what follows it.
fn string(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let inside = bytes.strip_prefix(b"\"")?;
    let mut at = 0;
    while *inside.get(at)? != b'"' {
        at += if inside[at] == b'\\' { 2 } else { 1 };
    }
    Some((&inside[..at], &inside[at + 1..]))
}

fn trimmed(bytes: &[u8]) -> &[u8] {
    let length = bytes.iter().take_while(|byte| is_space(**byte)).count();
    &bytes[length..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_begins_as_records_do_is_one() {
        let mut likeness = Likeness::default();
        likeness.learn(b"\n  ", br#"{"id": "1", "title": "x"}"#);
        for (ahead, is_record) in [
            ("\n  {\"id\": \"2\", \"title\": 7}", true),
            ("\n    {\"id\": \"2\", \"title\": 7}", false),
            ("\n  {\"id\": \"2\", \"name\": 7}", false),
            ("\n  {\"id\": \"2\"}", false),
            ("\n  {\"id\": \"2", true),
            ("\n  \"id\"", false),
        ] {
            assert_eq!(likeness.matches(ahead.as_bytes(), false), is_record, "{ahead:?}");
        }
    }

    #[test]
    fn a_key_may_stand_before_it() {
        let mut likeness = Likeness::default();
        likeness.learn(b"", br#"{"title": "x"}"#);
        assert!(likeness.matches(br#" "7" : {"title": "y"}"#, true));
        assert!(!likeness.matches(br#" {"title": "y"}"#, true));
    }
}
