//! Reads an archive line by line, and finds whether each is as it was written.

use std::{
    fs::File,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
};

use serde::de::{DeserializeSeed, Error as _, IgnoredAny, MapAccess, Visitor};

use crate::{
    export::archive::{
        format::{self, ColumnHead, FOOTER, Footer, Header, Line, Mark, Totals},
        tally::Tally,
    },
    failure::Failure,
};

/// A file that is being read.
pub(super) struct Walk {
    lines: Lines,
    header: Header,
    tally: Tally,
    /// How many of the header's tables have begun.
    begun: usize,
}

/// A row of the file.
pub(super) struct Row<'a> {
    /// The place of its table in the header.
    pub(super) place: usize,
    /// The number of its line.
    pub(super) number: u64,
    /// How long the line is.
    pub(super) bytes: u64,
    /// The row, as JSON.
    pub(super) json: &'a str,
    /// The columns that hold JSON's null, as a JSON list.
    pub(super) json_null: Option<&'a str>,
}

struct Lines {
    path: PathBuf,
    reader: BufReader<File>,
    /// The line, its end included.
    line: Vec<u8>,
    number: u64,
    size: u64,
}

impl Walk {
    /// Reads the header.
    pub(super) fn open(path: &Path) -> Result<Self, Failure> {
        let mut lines = Lines::open(path)?;
        if !lines.read()? {
            return Err(lines.damaged("is not there: the file is empty"));
        }
        let mark: Mark = lines.parsed("is no header of an archive of Annals")?;
        if mark.annals != format::NAME {
            return Err(lines.damaged("is no header of an archive of Annals"));
        }
        if mark.version > format::VERSION {
            return Err(Failure::Other(format!(
                "{}: an archive of version {}, and this program reads up to {}: take a newer one",
                path.display(),
                mark.version,
                format::VERSION
            )));
        }
        let header: Header = lines.parsed("is no header of this version of archives")?;
        let mut tally = Tally::default();
        tally.line(&lines.line);
        Ok(Self { lines, header, tally, begun: 0 })
    }

    pub(super) const fn size(&self) -> u64 {
        self.lines.size
    }

    pub(super) fn into_header(self) -> Header {
        self.header
    }

    /// The next row. `None`: the end was read, and all is as it was written.
    pub(super) fn next(&mut self) -> Result<Option<Row<'_>>, Failure> {
        if !self.lines.read()? {
            return Err(self
                .lines
                .damaged("is not there: the file ends too early, without its last line"));
        }
        if self.lines.line.starts_with(FOOTER) {
            self.end()?;
            return Ok(None);
        }
        if !self.lines.line.ends_with(b"\n") {
            return Err(self.lines.damaged("ends too early: the file is cut off within it"));
        }
        let place = self.place()?;
        while self.begun <= place {
            self.tally.begin(&self.header.tables[self.begun].table);
            self.begun += 1;
        }
        self.tally.row(&self.lines.line);
        self.row(place).map(Some)
    }

    /// Which table the line is of; those of a table stand together, in the order of the header.
    fn place(&self) -> Result<usize, Failure> {
        let line: Line<'_> = self.lines.parsed("is no row")?;
        let tables = &self.header.tables;
        let Some(place) = tables.iter().position(|head| head.table == line.table) else {
            let what = format!("is a row of {}, which the header does not name", line.table);
            return Err(self.lines.damaged(what));
        };
        if place + 1 < self.begun {
            let what = format!("is a row of {} among those of another table", line.table);
            return Err(self.lines.damaged(what));
        }
        let names = Names(&tables[place].columns);
        names
            .deserialize(&mut serde_json::Deserializer::from_str(line.row.get()))
            .map_err(|error| self.lines.damaged(format!("is no row of {}: {error}", line.table)))?;
        Ok(place)
    }

    fn row(&self, place: usize) -> Result<Row<'_>, Failure> {
        let line: Line<'_> = self.lines.parsed("is no row")?;
        Ok(Row {
            place,
            number: self.lines.number,
            bytes: self.lines.line.len() as u64,
            json: line.row.get(),
            json_null: line.json_null.map(serde_json::value::RawValue::get),
        })
    }

    /// Holds what was read against what the last line says of it.
    fn end(&mut self) -> Result<(), Failure> {
        let told: Footer = self.lines.parsed("is no last line of an archive")?;
        for table in &self.header.tables[self.begun..] {
            self.tally.begin(&table.table);
        }
        let found = std::mem::take(&mut self.tally).totals();
        if let Some(what) = self.difference(&told.end, &found) {
            let path = self.lines.path.display();
            return Err(Failure::Other(format!(
                "{path}: {what}. The file is not as it was written"
            )));
        }
        if self.lines.read()? {
            return Err(self.lines.damaged("comes after the last one: something was added"));
        }
        Ok(())
    }

    fn difference(&self, told: &Totals, found: &Totals) -> Option<String> {
        for (head, found) in self.header.tables.iter().zip(&found.tables) {
            let (name, rows) = (&head.table, found.rows);
            let Some(told) = told.tables.iter().find(|told| told.table == *name) else {
                return Some(format!("the last line says nothing of {name}"));
            };
            if rows != told.rows || rows != head.rows {
                return Some(format!(
                    "there are {rows} rows of {name}, where the first line says {}, and the last {}",
                    head.rows, told.rows
                ));
            }
            if found.sha256 != told.sha256 {
                return Some(format!(
                    "a row of {name} was changed: the SHA-256 of its lines is {}, not {}",
                    found.sha256, told.sha256
                ));
            }
        }
        if told == found {
            return None;
        }
        let (sha256, lines) = (&found.sha256, found.lines);
        Some(format!(
            "the first line, or the last one, was changed: the SHA-256 of {lines} lines is {sha256}, where the last says {} of {}",
            told.sha256, told.lines
        ))
    }
}

impl Lines {
    fn open(path: &Path) -> Result<Self, Failure> {
        let file = File::open(path).map_err(Failure::file(path))?;
        let size = file.metadata().map_err(Failure::file(path))?.len();
        let reader = BufReader::with_capacity(1 << 18, file);
        Ok(Self { path: path.to_owned(), reader, line: Vec::new(), number: 0, size })
    }

    /// Reads the next line. False: there is none.
    fn read(&mut self) -> Result<bool, Failure> {
        self.line.clear();
        self.number += 1;
        let read = self.reader.read_until(b'\n', &mut self.line);
        Ok(read.map_err(Failure::file(&self.path))? > 0)
    }

    fn parsed<'a, T: serde::Deserialize<'a>>(&'a self, otherwise: &str) -> Result<T, Failure> {
        serde_json::from_slice(&self.line)
            .map_err(|error| self.damaged(format!("{otherwise}: {error}")))
    }

    fn damaged(&self, what: impl AsRef<str>) -> Failure {
        let (path, number, what) = (self.path.display(), self.number, what.as_ref());
        Failure::Other(format!("{path}: line {number} {what}. Nothing was written"))
    }
}

/// Finds that an object has these members, in this order, and no other.
struct Names<'a>(&'a [ColumnHead]);

impl<'de> DeserializeSeed<'de> for Names<'_> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Names<'_> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an object with the columns that the header names")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        for column in self.0 {
            let name: Option<String> = map.next_key()?;
            if name.as_ref() != Some(&column.name) {
                let found = name.unwrap_or_else(|| "nothing more".to_owned());
                let expected = &column.name;
                return Err(A::Error::custom(format_args!(
                    "there is {found} in place of {expected}"
                )));
            }
            map.next_value::<IgnoredAny>()?;
        }
        match map.next_key::<String>()? {
            Some(name) => Err(A::Error::custom(format_args!("the header does not name {name}"))),
            None => Ok(()),
        }
    }
}
