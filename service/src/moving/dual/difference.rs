//! In what the two stores may differ, and how it is told.

use std::fmt;

use uuid::Uuid;

use super::{super::StoredEntry, stage::Side};
use crate::error::Error;

/// A difference between the two stores, without any content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// What kind it is.
    pub kind: DifferenceKind,
    /// The entry. `None`: it is one of sums.
    pub id: Option<Uuid>,
    /// The fields that differ; none where an entry is missing.
    pub fields: Vec<&'static str>,
}

/// What kind of difference there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum DifferenceKind {
    /// Annals has the entry, memory does not.
    MissingInMemory,
    /// Memory has the entry, Annals does not.
    MissingInAnnals,
    /// Both have the entry, and not the same.
    OtherContent,
    /// The counts or other sums are not the same.
    OtherSums,
}

/// What a [`DualStore`](super::DualStore) tells its observer.
#[derive(Debug)]
#[non_exhaustive]
pub enum Observed<'a> {
    /// A difference that was not known.
    Difference(&'a Difference),
    /// The following store did not do what it was to do.
    FollowerFailed {
        /// The operation: `store`, `get` …
        operation: &'static str,
        /// The entry. `None`: it was about all of them.
        id: Option<Uuid>,
        /// Why. `None`: it took longer than the store's patience.
        error: Option<&'a Error>,
    },
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.id {
            Some(id) => write!(f, "entry {id} ")?,
            None => f.write_str("the sums ")?,
        }
        match self.kind {
            DifferenceKind::MissingInMemory => f.write_str("is missing in memory"),
            DifferenceKind::MissingInAnnals => f.write_str("is missing in Annals"),
            DifferenceKind::OtherContent => write!(f, "differs in {}", self.fields.join(", ")),
            DifferenceKind::OtherSums => write!(f, "differ in {}", self.fields.join(", ")),
        }
    }
}

impl Difference {
    /// That of an entry. `None`: there is none.
    pub(super) fn between(
        id: Uuid,
        leading: Option<&StoredEntry>,
        followed: Option<&StoredEntry>,
        following: Side,
    ) -> Option<Self> {
        let (kind, fields) = match (leading, followed) {
            (None, None) => return None,
            (Some(_), None) => (following.missing(), Vec::new()),
            (None, Some(_)) => (following.other().missing(), Vec::new()),
            (Some(leading), Some(followed)) => {
                (DifferenceKind::OtherContent, leading.differing_fields(followed))
            }
        };
        let is_one = kind != DifferenceKind::OtherContent || !fields.is_empty();
        is_one.then_some(Self { kind, id: Some(id), fields })
    }

    pub(super) fn of_sums(fields: Vec<&'static str>) -> Option<Self> {
        let kind = DifferenceKind::OtherSums;
        (!fields.is_empty()).then_some(Self { kind, id: None, fields })
    }
}

impl Side {
    const fn missing(self) -> DifferenceKind {
        match self {
            Self::Memory => DifferenceKind::MissingInMemory,
            Self::Annals => DifferenceKind::MissingInAnnals,
        }
    }

    const fn other(self) -> Self {
        match self {
            Self::Memory => Self::Annals,
            Self::Annals => Self::Memory,
        }
    }
}
