//! The records of a file, one after the other.

use std::{
    io::{Read, Seek},
    path::PathBuf,
    sync::Arc,
};

use super::{
    super::record::{Adjustment, Place, Reading, Record},
    reading::Reader,
    refusal,
    split::{Part, Remark, Splitter},
};
use crate::failure::Failure;

/// Reads a file from its first record to its last.
pub(super) struct FileRecords<R> {
    pub(super) splitter: Splitter<R>,
    pub(super) reader: Reader,
    pub(super) file: Arc<str>,
    pub(super) path: PathBuf,
    /// It can't be read on.
    pub(super) failed: bool,
}

impl<R: Read + Seek> Iterator for FileRecords<R> {
    type Item = Result<Record, Failure>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.failed {
            return None;
        }
        let part = match self.splitter.next() {
            Ok(part) => part?,
            Err(error) => {
                self.failed = true;
                return Some(Err(Failure::file(&self.path)(error)));
            }
        };
        let (position, spot, reading) = match part {
            Part::File { spot, remark, beginning } => (0, spot, remark.reading(&beginning)),
            Part::Record(piece) => (piece.number, piece.spot, self.reader.read(piece)),
        };
        let place = Place { file: self.file.clone(), position, byte: spot.byte, line: spot.line };
        Some(Ok(Record { place, kind: self.reader.form.kind(), reading }))
    }
}

impl Remark {
    /// What it means for the file: all but its mark is a refusal.
    fn reading(self, beginning: &[u8]) -> Reading {
        let reason = match self {
            Self::Mark => {
                let what = "begins with the mark of UTF-8 (EF BB BF), which is passed over";
                let adjustment = Adjustment { field: String::new(), what: what.to_owned() };
                return Reading::Rows { rows: Vec::new(), adjustments: vec![adjustment] };
            }
            Self::Empty => "the file is empty: a list without records is []",
            Self::NotUtf8 => {
                "the file is not in UTF-8, but in UTF-16 or UTF-32: convert it, and import it again"
            }
            Self::NoRecords => {
                "the file is neither a list of records nor an object whose values are the records"
            }
            Self::Unclosed => {
                "the file ends without its closing bracket, and was perhaps cut off: the records before \
                 were read; see whether some are missing"
            }
            Self::Trailing => {
                "something follows the closing bracket, and was not read: the file may hold one list, or \
                 one object"
            }
        };
        refusal::of(reason.to_owned(), beginning)
    }
}
