//! How many records came in, and what became of them.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{
    super::record::Kind,
    fate::{End, Fate},
};
use crate::failure::Failure;

/// Of one kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Counts {
    pub(crate) in_source: u64,
    pub(crate) imported: u64,
    pub(crate) there: u64,
    pub(crate) adjusted: u64,
    pub(crate) refused: u64,
    /// Of which something was written.
    #[serde(skip)]
    pub(crate) written: u64,
    /// Read back, and found as the source has it.
    pub(crate) verified: u64,
    /// Read back, and found otherwise, or not at all.
    pub(crate) different: u64,
}

/// By kind, in the order in which they are written.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(transparent)]
pub(crate) struct Tally(pub(crate) BTreeMap<Kind, Counts>);

impl Counts {
    fn accounted_for(&self) -> u64 {
        self.imported + self.there + self.adjusted + self.refused
    }
}

impl Tally {
    /// Counts a record that was read.
    pub(super) fn read(&mut self, fate: &Fate) {
        self.0.entry(fate.kind).or_default().in_source += 1;
    }

    /// Counts what became of it.
    pub(super) fn end(&mut self, fate: &Fate) {
        let counts = self.0.entry(fate.kind).or_default();
        counts.written += u64::from(fate.is_written);
        match fate.end() {
            End::Imported => counts.imported += 1,
            End::There => counts.there += 1,
            End::Adjusted => counts.adjusted += 1,
            End::Refused => counts.refused += 1,
        }
    }

    pub(crate) fn total(&self) -> Counts {
        self.0.values().fold(Counts::default(), |sum, counts| Counts {
            in_source: sum.in_source + counts.in_source,
            imported: sum.imported + counts.imported,
            there: sum.there + counts.there,
            adjusted: sum.adjusted + counts.adjusted,
            refused: sum.refused + counts.refused,
            written: sum.written + counts.written,
            verified: sum.verified + counts.verified,
            different: sum.different + counts.different,
        })
    }

    /// Counts a record that was read back.
    pub(super) fn verified(&mut self, fate: &Fate) {
        let counts = self.0.entry(fate.kind).or_default();
        match (&fate.refusal, fate.notes.is_empty()) {
            (Some(_), _) => counts.refused += 1,
            (None, true) => counts.verified += 1,
            (None, false) => counts.different += 1,
        }
    }

    /// Takes over what another one has verified.
    pub(super) fn confirm(&mut self, verified: &Self) {
        for (kind, found) in &verified.0 {
            let counts = self.0.entry(*kind).or_default();
            (counts.verified, counts.different) = (found.verified, found.different);
        }
    }

    /// Every record of a kind that was read has become something.
    pub(super) fn balance(&self, of: Kind) -> Result<(), Failure> {
        for (kind, counts) in self.0.iter().filter(|(kind, _)| **kind == of) {
            if counts.in_source != counts.accounted_for() {
                return Err(Failure::Other(format!(
                    "the import does not add up, and was given up: {} records of kind {kind:?} were read, {} accounted for. This is a fault of Annals: report it",
                    counts.in_source,
                    counts.accounted_for()
                )));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Tally;
    use crate::import::{
        load::fate::Fate,
        record::{Kind, Place},
    };

    #[test]
    fn a_record_that_became_nothing_is_found() {
        let place = Place { file: "entries.json".into(), position: 1, byte: 0, line: 1 };
        let fate = Fate::new(place, Kind::Entry);
        let mut tally = Tally::default();
        tally.read(&fate);
        assert!(
            tally.balance(Kind::Entry).unwrap_err().to_string().contains("1 records of kind Entry")
        );
        tally.end(&fate);
        assert!(tally.balance(Kind::Entry).is_ok());
        assert_eq!((tally.total().in_source, tally.total().there), (1, 1));
    }
}
