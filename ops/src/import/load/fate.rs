//! What becomes of a record.

use super::super::record::{Adjustment, Kind, Place};

/// Everything that is told of a record at the end.
#[derive(Debug)]
pub(super) struct Fate {
    pub(super) place: Place,
    pub(super) kind: Kind,
    pub(super) adjustments: Vec<Adjustment>,
    /// What is to be said of rows that are there already: others than the record's, or deleted.
    pub(super) notes: Vec<String>,
    pub(super) refusal: Option<Refusal>,
    /// The record says nothing, so there is no row to write.
    pub(super) is_empty: bool,
    /// A row of it was written.
    pub(super) is_written: bool,
}

/// Why a record can't be had.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) reason: String,
    pub(super) excerpt: String,
}

/// Of these each record has exactly one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    Imported,
    There,
    Adjusted,
    Refused,
}

impl Fate {
    pub(super) fn new(place: Place, kind: Kind) -> Self {
        Self {
            place,
            kind,
            adjustments: Vec::new(),
            notes: Vec::new(),
            refusal: None,
            is_empty: false,
            is_written: false,
        }
    }

    pub(super) fn end(&self) -> End {
        match (&self.refusal, self.is_written || self.is_empty) {
            (Some(_), _) => End::Refused,
            (None, false) => End::There,
            (None, true) if self.adjustments.is_empty() => End::Imported,
            (None, true) => End::Adjusted,
        }
    }

    pub(super) fn refuse(&mut self, reason: impl Into<String>, excerpt: String) {
        let reason = reason.into();
        self.refusal.get_or_insert(Refusal { reason, excerpt });
    }

    /// Notes something, once for all rows of the record.
    pub(super) fn note(&mut self, note: String) {
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    pub(super) fn adjust(&mut self, field: &str, what: String) {
        self.adjustments.push(Adjustment { field: field.to_owned(), what });
    }
}

#[cfg(test)]
mod tests {
    use super::{End, Fate};
    use crate::import::record::{Kind, Place};

    fn fate() -> Fate {
        let place = Place { file: "entries.json".into(), position: 1, byte: 0, line: 1 };
        Fate::new(place, Kind::Entry)
    }

    #[test]
    fn a_record_ends_in_one_way() {
        assert_eq!(fate().end(), End::There);
        assert_eq!(Fate { is_written: true, ..fate() }.end(), End::Imported);
        let mut adjusted = Fate { is_empty: true, ..fate() };
        adjusted.adjust("message", "says nothing".to_owned());
        assert_eq!(adjusted.end(), End::Adjusted);
        adjusted.refuse("too long", String::new());
        adjusted.refuse("and late", String::new());
        assert_eq!(adjusted.end(), End::Refused);
        assert_eq!(adjusted.refusal.unwrap().reason, "too long");
    }
}
