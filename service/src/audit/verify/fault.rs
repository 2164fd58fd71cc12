//! What can be wrong with a log.

use std::{fmt, str::FromStr};

use crate::error::{Error, Result};

/// Declares the faults, each with the name that the queries give it and what it means to a reader.
macro_rules! faults {
    ($($(#[doc = $doc:literal])+ $fault:ident = $name:literal, $meaning:literal;)+) => {
        /// What can be wrong with a row and its entries, with a seal, or with the protocol.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum Fault {
            $($(#[doc = $doc])+ $fault,)+
        }

        impl FromStr for Fault {
            type Err = Error;

            fn from_str(fault: &str) -> Result<Self> {
                Ok(match fault {
                    $($name => Self::$fault,)+
                    unknown => return Err(Error::invalid("fault", format!("is {unknown:?}"))),
                })
            }
        }

        impl fmt::Display for Fault {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(match self {
                    $(Self::$fault => $meaning,)+
                })
            }
        }
    };
}

faults! {
    /// The row has no entry at all.
    Unrecorded = "unrecorded", "the row has no entry";
    /// An entry does not follow the one before it: a version is missing, or there twice.
    BrokenSequence = "broken sequence", "the entry does not follow the one before it";
    /// The image of an entry is that of another row or version.
    WrongEntry = "wrong entry", "the image is that of another row or version";
    /// The row is there, and its last entry is a deletion or of another version.
    WrongVersion = "wrong version", "the row is of another version than its last entry";
    /// The newest image differs from the row.
    WrongImage = "wrong image", "the newest image differs from the row";
    /// The row is gone, and its last entry is no deletion.
    MissingDeletion = "missing deletion", "the row is gone without a deletion";
    /// A trigger of the protocol is missing, switched off, or not what it should be.
    Trigger = "trigger", "a trigger of the protocol is missing, off, or another one";
    /// The entries that a seal covers are not as many as it says.
    Miscounted = "miscounted", "entries were added or removed since they were sealed";
    /// The entries that a seal covers are as many as it says, and others.
    BrokenSeal = "broken seal", "entries were changed since they were sealed";
    /// A seal does not follow the one before it, or says something else than when it was made.
    BrokenChain = "broken chain", "the seal does not follow the one before it, or was changed";
    /// Entries stand in a stretch that was sealed without any.
    Intruded = "intruded", "entries stand where none were when it was sealed";
    /// Entries lost their content without a certificate, or others than the certificate says.
    UncertifiedErasure = "uncertified erasure", "erased entries are not those of a certificate";
}
