//! The check of an export, without a database.

use std::fmt::Write as _;

use serde::Deserialize;
use sha2::{Digest, Sha256};

/// What a whole export holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CheckedExport {
    /// How many seals.
    pub seals: u64,
    /// How many entries.
    pub entries: u64,
    /// How many of them have lost their content to an erasure: their digests are checked, and nothing is
    /// left to hold against them.
    pub erased: u64,
    /// How many of the seals came without their entries, as those of months do that retention dropped.
    pub seals_alone: u64,
    /// The digest of the last seal: what to hold against one that was kept elsewhere, and the `previous`
    /// of the export that follows. Empty: there is no seal.
    pub digest: Vec<u8>,
}

/// Something is wrong with an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line} of the export {flaw}")]
pub struct BrokenExport {
    /// The line, counted from one; behind the last one, where entries are missing there.
    pub line: usize,
    /// What is wrong with it.
    pub flaw: Flaw,
}

/// What can be wrong with a line of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Flaw {
    /// It is neither a seal nor an entry.
    #[error("can't be read")]
    Unreadable,
    /// A seal says other than its digest.
    #[error("is a seal that was changed")]
    ChangedSeal,
    /// A seal does not follow the one before it.
    #[error("is a seal that does not follow the one before it")]
    BrokenChain,
    /// The image or context of an entry is not the one that was sealed.
    #[error("is an entry whose content was changed")]
    ChangedContent,
    /// The entries before this line are not those of their seal: one was changed, added, removed, or
    /// stands elsewhere.
    #[error("ends a stretch whose entries are not those that were sealed")]
    OtherEntries,
}

/// One line: a seal with its digest, or an entry with its content.
#[derive(Deserialize)]
struct Line {
    seal: Option<String>,
    digest: Option<String>,
    entry: Option<String>,
    salt: Option<String>,
    image: Option<String>,
    context: Option<String>,
}

/// The stretch that is being read.
struct Stretch {
    row_count: String,
    entries_digest: String,
    chained: Vec<u8>,
    entries: u64,
}

pub(super) fn lines(lines: &str, previous: Option<&[u8]>) -> Result<CheckedExport, BrokenExport> {
    let mut checked =
        CheckedExport { digest: previous.unwrap_or_default().to_vec(), ..CheckedExport::default() };
    let mut stretch: Option<Stretch> = None;
    let mut number = 0;
    for text in lines.lines() {
        number += 1;
        let at = |flaw| BrokenExport { line: number, flaw };
        let line: Line = serde_json::from_str(text).map_err(|_| at(Flaw::Unreadable))?;
        match (&line.seal, &line.entry, &mut stretch) {
            (Some(seal), None, _) => {
                close(stretch.take(), &mut checked).map_err(at)?;
                let digest = line.digest.as_deref().unwrap_or_default();
                stretch = Some(open(seal, digest, &mut checked).map_err(at)?);
            }
            (None, Some(entry), Some(stretch)) => {
                checked.erased += u64::from(line.image.is_none());
                add(entry, &line, stretch).map_err(at)?;
            }
            _ => return Err(at(Flaw::Unreadable)),
        }
    }
    close(stretch, &mut checked).map_err(|flaw| BrokenExport { line: number + 1, flaw })?;
    Ok(checked)
}

/// `account|number|month|transactions|time|row_count|entries_digest|previous_digest`
fn open(seal: &str, digest: &str, checked: &mut CheckedExport) -> Result<Stretch, Flaw> {
    let parts: Vec<&str> = seal.split('|').collect();
    let [_, _, _, _, _, row_count, entries_digest, previous] = parts[..] else {
        return Err(Flaw::Unreadable);
    };
    let own = Sha256::digest(seal.as_bytes());
    if hex(&own) != digest {
        return Err(Flaw::ChangedSeal);
    }
    if hex(&checked.digest) != previous {
        return Err(Flaw::BrokenChain);
    }
    checked.seals += 1;
    checked.digest = own.to_vec();
    Ok(Stretch {
        row_count: row_count.to_owned(),
        entries_digest: entries_digest.to_owned(),
        chained: Vec::new(),
        entries: 0,
    })
}

/// `account|time|id|row_id|row_version|operation|recorded_by|transaction|actor|image|context|table`,
/// where image and context are digests.
fn add(entry: &str, line: &Line, stretch: &mut Stretch) -> Result<(), Flaw> {
    let parts: Vec<&str> = entry.splitn(12, '|').collect();
    let [_, _, _, _, _, _, _, _, _, image, context, _] = parts[..] else {
        return Err(Flaw::Unreadable);
    };
    for (content, digest) in [(&line.image, image), (&line.context, context)] {
        let is_changed = content.as_ref().is_some_and(|content| {
            let salted = [line.salt.as_deref().unwrap_or_default(), content].concat();
            hex(&Sha256::digest(salted)) != digest
        });
        if is_changed {
            return Err(Flaw::ChangedContent);
        }
    }
    let digest = Sha256::digest(entry.as_bytes());
    stretch.chained.extend_from_slice(&digest);
    stretch.chained = Sha256::digest(&stretch.chained).to_vec();
    stretch.entries += 1;
    Ok(())
}

fn close(stretch: Option<Stretch>, checked: &mut CheckedExport) -> Result<(), Flaw> {
    let Some(stretch) = stretch else {
        return Ok(());
    };
    if stretch.entries == 0 {
        checked.seals_alone += 1;
        return Ok(());
    }
    let is_whole = stretch.entries.to_string() == stretch.row_count
        && hex(&stretch.chained) == stretch.entries_digest;
    checked.entries += stretch.entries;
    if is_whole { Ok(()) } else { Err(Flaw::OtherEntries) }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}"); // a String takes all
        text
    })
}
