//! Counts lines and their digests, as they are written and as they are read.

use std::fmt::Write;

use sha2::{Digest, Sha256};

use super::format::{TableTotal, Totals};

/// What the lines so far come to.
#[derive(Default)]
pub(crate) struct Tally {
    lines: u64,
    whole: Sha256,
    tables: Vec<(String, u64, Sha256)>,
}

impl Tally {
    /// A line that belongs to no table, its end included.
    pub(crate) fn line(&mut self, line: &[u8]) {
        self.lines += 1;
        self.whole.update(line);
    }

    /// The rows from here on are this table's.
    pub(crate) fn begin(&mut self, table: &str) {
        self.tables.push((table.to_owned(), 0, Sha256::new()));
    }

    /// A row of the table that was begun last, its end included.
    pub(crate) fn row(&mut self, line: &[u8]) {
        self.line(line);
        if let Some((_, rows, digest)) = self.tables.last_mut() {
            *rows += 1;
            digest.update(line);
        }
    }

    /// What it all comes to.
    pub(crate) fn totals(self) -> Totals {
        let tables = self.tables.into_iter();
        let total = |(table, rows, digest): (String, u64, Sha256)| TableTotal {
            table,
            rows,
            sha256: hexadecimal(digest),
        };
        Totals {
            lines: self.lines,
            tables: tables.map(total).collect(),
            sha256: hexadecimal(self.whole),
        }
    }
}

fn hexadecimal(digest: Sha256) -> String {
    digest.finalize().iter().fold(String::with_capacity(64), |mut text, byte| {
        // Writing to a string does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
