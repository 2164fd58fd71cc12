//! The part of a file that is at hand.

use std::io::{self, Read, Seek, SeekFrom};

/// Bytes that are read at once.
const BLOCK: usize = 1 << 18;

/// A place in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) struct Spot {
    /// The byte, from 0.
    pub(in super::super) byte: u64,
    /// Its line, from 1.
    pub(in super::super) line: u64,
}

impl Spot {
    /// The place behind `bytes` that begin here.
    pub(in super::super) fn after(self, bytes: &[u8]) -> Self {
        Self { byte: self.byte + bytes.len() as u64, line: self.line + newlines(bytes) }
    }
}

/// Reads a file from front to end, and looks ahead.
pub(super) struct Window<R> {
    reader: R,
    buffer: Vec<u8>,
    /// The next byte, in the buffer.
    at: usize,
    spot: Spot,
    ended: bool,
}

impl<R: Read + Seek> Window<R> {
    pub(super) fn new(reader: R) -> Self {
        let spot = Spot { byte: 0, line: 1 };
        Self { reader, buffer: Vec::new(), at: 0, spot, ended: false }
    }

    /// Where the next byte stands.
    pub(super) fn spot(&self) -> Spot {
        self.spot
    }

    /// The bytes at hand. None: the file has ended.
    pub(super) fn bytes(&mut self) -> io::Result<&[u8]> {
        self.ahead(1)
    }

    /// The next byte.
    pub(super) fn peek(&mut self) -> io::Result<Option<u8>> {
        Ok(self.bytes()?.first().copied())
    }

    /// The bytes at hand, `least` of them unless the file ends before.
    pub(super) fn ahead(&mut self, least: usize) -> io::Result<&[u8]> {
        while self.buffer.len() - self.at < least && !self.ended {
            self.fill()?;
        }
        Ok(&self.buffer[self.at..])
    }

    /// Goes on behind `count` of the bytes at hand.
    pub(super) fn skip(&mut self, count: usize) {
        let skipped = &self.buffer[self.at..self.at + count];
        self.spot = self.spot.after(skipped);
        self.at += count;
    }

    /// Goes on behind white space, and returns what it was.
    pub(super) fn skip_space(&mut self, space: &mut Vec<u8>) -> io::Result<()> {
        space.clear();
        loop {
            let bytes = self.bytes()?;
            let length = bytes.iter().take_while(|byte| is_space(**byte)).count();
            if length == 0 {
                return Ok(());
            }
            // A separator of more than this is not compared, and not held.
            let held = length.min(BLOCK.saturating_sub(space.len()));
            space.extend_from_slice(&bytes[..held]);
            self.skip(length);
        }
    }

    /// Goes back to a place that was read.
    pub(super) fn back_to(&mut self, spot: Spot) -> io::Result<()> {
        let back = usize::try_from(self.spot.byte - spot.byte).ok();
        if let Some(at) = back.and_then(|back| self.at.checked_sub(back)) {
            self.at = at;
        } else {
            self.reader.seek(SeekFrom::Start(spot.byte))?;
            self.buffer.clear();
            self.at = 0;
            self.ended = false;
        }
        self.spot = spot;
        Ok(())
    }

    fn fill(&mut self) -> io::Result<()> {
        self.buffer.drain(..self.at);
        self.at = 0;
        let before = self.buffer.len();
        self.buffer.resize(before + BLOCK, 0);
        let read = loop {
            match self.reader.read(&mut self.buffer[before..]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => break read,
            }
        };
        self.buffer.truncate(before + read.as_ref().map_or(0, |read| *read));
        self.ended = read? == 0;
        Ok(())
    }
}

/// What JSON takes for white space.
pub(super) const fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\r' | b'\t')
}

fn newlines(bytes: &[u8]) -> u64 {
    bytes.iter().map(|byte| u64::from(*byte == b'\n')).sum()
}
