//! What a file is split into.

use super::window::Spot;

/// What a file holds, part by part.
#[derive(Debug, PartialEq, Eq)]
pub(in super::super) enum Part<'a> {
    /// Something about the file as a whole.
    File { spot: Spot, remark: Remark, beginning: Vec<u8> },
    /// A record.
    Record(Piece<'a>),
}

/// What is the matter with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Remark {
    /// It has a mark of three bytes before its text, which is passed over.
    Mark,
    /// Nothing is in it.
    Empty,
    /// It is in UTF-16 or UTF-32.
    NotUtf8,
    /// It is neither a list nor an object.
    NoRecords,
    /// It ends between two records, without its closing bracket.
    Unclosed,
    /// Something follows its closing bracket.
    Trailing,
}

/// A record, or what stands in the place of one.
#[derive(Debug, PartialEq, Eq)]
pub(in super::super) struct Piece<'a> {
    /// Its number in the file, from 1.
    pub(in super::super) number: u64,
    pub(in super::super) spot: Spot,
    /// Its key, where the file is an object.
    pub(in super::super) key: Option<&'a str>,
    /// Its bytes, or the beginning of them.
    pub(in super::super) bytes: &'a mut Vec<u8>,
    /// How many it has.
    pub(in super::super) length: u64,
    pub(in super::super) end: End,
}

/// How a record ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum End {
    /// All of its bytes are there.
    Whole,
    /// The file ends within it.
    Cut,
    /// It has more bytes than are held.
    TooLong,
}
