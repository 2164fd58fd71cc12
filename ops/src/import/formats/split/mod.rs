//! Splits a file into its records, each with its place, in bounded memory.
//!
//! A file is a list of records, or an object whose values are the records. A parser from the shelf stops
//! at the first fault, and all that follows is lost: so this one is ours. It looks at the outline of
//! values alone, and hands out bytes, whether they are JSON or not. Where the outline breaks (a quote or
//! a bracket is missing), the record ends where its brackets do, or where the next one begins, by what
//! beginnings have in common.

mod likeness;
mod part;
mod recover;
mod structure;
#[cfg(test)]
mod tests;
mod window;

use std::io::{self, Read, Seek};

pub(super) use part::{End, Part, Piece, Remark};
pub(super) use window::Spot;

use likeness::Likeness;
use structure::{Progress, Structure};
use window::Window;

/// The longest record that is held, in bytes.
const MOST_BYTES: usize = 64 << 20;
/// What is kept of a longer one, to show.
const BEGINNING: usize = 1024;
/// How often a record is read anew that has swallowed others: reading costs no more than that many times
/// the longest record.
const MOST_TRIES: u32 = 100;
/// What is kept of the room for a record, once it was long.
const ROOM: usize = 1 << 20;
/// The longest key.
const MOST_KEY_BYTES: usize = 1 << 16;

/// Hands out the records of a file.
pub(super) struct Splitter<R> {
    window: Window<R>,
    state: State,
    number: u64,
    likeness: Likeness,
    /// The bytes of the record at hand, or the first of them.
    held: Vec<u8>,
    /// How many bytes it has so far.
    length: u64,
    key: Option<String>,
    space: Vec<u8>,
    most: usize,
    /// How often it may still read a record anew.
    tries: u32,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Before {
        marked: bool,
    },
    /// In an object (true) or a list.
    Within {
        keyed: bool,
    },
    Behind,
    Done,
}

impl<R: Read + Seek> Splitter<R> {
    pub(super) fn new(reader: R) -> Self {
        Self {
            window: Window::new(reader),
            state: State::Before { marked: false },
            number: 0,
            likeness: Likeness::default(),
            held: Vec::new(),
            length: 0,
            key: None,
            space: Vec::new(),
            most: MOST_BYTES,
            tries: MOST_TRIES,
        }
    }

    /// The next part. `None`: the file has been read.
    pub(super) fn next(&mut self) -> io::Result<Option<Part<'_>>> {
        loop {
            let remark = match self.state {
                State::Before { marked } => self.begin(marked)?,
                State::Behind => self.finish()?,
                State::Done => return Ok(None),
                State::Within { keyed } => {
                    self.skip_commas()?;
                    match self.window.peek()? {
                        None => {
                            self.state = State::Done;
                            Some(Remark::Unclosed)
                        }
                        Some(byte) if byte == closing(keyed) => {
                            self.window.skip(1);
                            self.state = State::Behind;
                            None
                        }
                        Some(_) => return self.record(keyed).map(Some),
                    }
                }
            };
            if let Some(remark) = remark {
                let beginning = self.window.ahead(BEGINNING)?;
                let beginning = beginning[..beginning.len().min(BEGINNING)].to_vec();
                return Ok(Some(Part::File { spot: self.window.spot(), remark, beginning }));
            }
        }
    }

    /// What stands before the first record.
    fn begin(&mut self, marked: bool) -> io::Result<Option<Remark>> {
        let ahead = self.window.ahead(4)?;
        if !marked && ahead.starts_with(b"\xEF\xBB\xBF") {
            self.window.skip(3);
            self.state = State::Before { marked: true };
            return Ok(Some(Remark::Mark));
        }
        if is_wide(ahead) {
            self.state = State::Done;
            return Ok(Some(Remark::NotUtf8));
        }
        self.window.skip_space(&mut self.space)?;
        let opening = self.window.peek()?;
        let keyed = opening == Some(b'{');
        if keyed || opening == Some(b'[') {
            self.window.skip(1);
            self.window.skip_space(&mut self.space)?;
            self.state = State::Within { keyed };
            return Ok(None);
        }
        self.state = State::Done;
        Ok(Some(if opening.is_none() { Remark::Empty } else { Remark::NoRecords }))
    }

    /// What stands behind the closing bracket. A record there shows that the bracket was not the last.
    fn finish(&mut self) -> io::Result<Option<Remark>> {
        self.window.skip_space(&mut self.space)?;
        self.state = State::Done;
        Ok(self.window.peek()?.map(|_| Remark::Trailing))
    }

    /// Goes on behind commas; what stands between the last one and the record is kept in `space`.
    fn skip_commas(&mut self) -> io::Result<()> {
        if self.number > 0 {
            self.window.skip_space(&mut self.space)?;
        }
        while self.window.peek()? == Some(b',') {
            self.window.skip(1);
            self.window.skip_space(&mut self.space)?;
        }
        Ok(())
    }

    fn record(&mut self, keyed: bool) -> io::Result<Part<'_>> {
        self.number += 1;
        self.held.clear();
        self.held.shrink_to(ROOM);
        self.length = 0;
        self.key = None;
        let begun = !keyed || self.read_key()?;
        let spot = self.window.spot();
        let end = if begun { self.value(spot, keyed)? } else { self.recover(0, keyed)? };
        Ok(Part::Record(Piece {
            number: self.number,
            spot,
            key: self.key.as_deref(),
            bytes: &mut self.held,
            length: self.length,
            end,
        }))
    }

    /// Reads a key and its colon, where they are well.
    fn read_key(&mut self) -> io::Result<bool> {
        let ahead = self.window.ahead(MOST_KEY_BYTES)?;
        if ahead.first() != Some(&b'"') {
            return Ok(false);
        }
        let Progress::Ended(length) = Structure::new().feed(ahead) else { return Ok(false) };
        let Ok(key) = serde_json::from_slice(&ahead[..length]) else { return Ok(false) };
        let is_pair = ahead[length..].iter().find(|byte| !window::is_space(**byte)) == Some(&b':');
        if is_pair {
            self.key = Some(key);
            self.window.skip(length);
            let space = &mut Vec::new();
            self.window.skip_space(space)?;
            self.window.skip(1);
            self.window.skip_space(space)?;
        }
        Ok(is_pair)
    }

    fn value(&mut self, start: Spot, keyed: bool) -> io::Result<End> {
        let mut structure = Structure::new();
        loop {
            let was_held = self.is_held();
            let bytes = self.window.bytes()?;
            if bytes.is_empty() {
                return if structure.may_end() {
                    Ok(self.ended())
                } else {
                    self.recover_swallowed(start, keyed)
                };
            }
            let progress = structure.feed(bytes);
            let length = match progress {
                Progress::Open => bytes.len(),
                Progress::Ended(length) | Progress::Fault(length) => length,
            };
            self.hold(length)?;
            match progress {
                Progress::Open if was_held && !self.is_held() => {
                    return self.recover_swallowed(start, keyed);
                }
                Progress::Open => {}
                Progress::Ended(_) => {
                    self.likeness.learn(&self.space, &self.held);
                    return Ok(self.ended());
                }
                Progress::Fault(_) => return self.recover_from(&structure, start, keyed),
            }
        }
    }

    /// Takes so many bytes into the record.
    fn hold(&mut self, count: usize) -> io::Result<()> {
        self.length += count as u64;
        let is_held = self.is_held();
        let bytes = &self.window.bytes()?[..count];
        if is_held {
            self.held.extend_from_slice(bytes);
        } else {
            let room = BEGINNING.saturating_sub(self.held.len()).min(count);
            self.held.extend_from_slice(&bytes[..room]);
            self.held.truncate(BEGINNING);
            self.held.shrink_to(BEGINNING);
        }
        self.window.skip(count);
        Ok(())
    }

    /// Whether all of the record's bytes are held.
    fn is_held(&self) -> bool {
        self.length <= self.most as u64
    }

    fn ended(&self) -> End {
        if self.is_held() { End::Whole } else { End::TooLong }
    }
}

const fn closing(keyed: bool) -> u8 {
    if keyed { b'}' } else { b']' }
}

/// Whether a file begins as UTF-16 or UTF-32 does: with its mark, or with every second byte nothing.
fn is_wide(ahead: &[u8]) -> bool {
    ahead.starts_with(b"\xFF\xFE")
        || ahead.starts_with(b"\xFE\xFF")
        || ahead.len() >= 2 && (ahead[0] == 0 || ahead[1] == 0)
}
