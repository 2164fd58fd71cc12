//! Keeps masks apart where a unique index stands: of short values two may draw one mask.
//!
//! Only values that are short enough for that are remembered, by a digest of 16 bytes. So what it takes
//! grows with how many different short values a unique column holds, and with nothing else.

use std::collections::{HashMap, HashSet};

type Digest = [u8; 16];

#[derive(Debug, Default)]
pub(super) struct Distinct {
    /// Which attempt gave a value its mask.
    attempts: HashMap<Digest, u32>,
    taken: HashSet<Digest>,
}

/// After so many the column holds more different values than there are masks of their length.
const ATTEMPTS: u32 = 10_000;

impl Distinct {
    /// The mask of a value, where `draw` gives that of an attempt, with its digest. `None`: there is none
    /// left.
    pub(super) fn mask(
        &mut self,
        value: Digest,
        draw: impl Fn(u32) -> Option<(String, Digest)>,
    ) -> Option<String> {
        if let Some(attempt) = self.attempts.get(&value) {
            return draw(*attempt).map(|(mask, _)| mask);
        }
        for attempt in 0..ATTEMPTS {
            let Some((mask, digest)) = draw(attempt) else { continue };
            if self.taken.insert(digest) {
                self.attempts.insert(value, attempt);
                return Some(mask);
            }
        }
        None
    }
}
