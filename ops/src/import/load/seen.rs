//! The ids of a file so far: of two records with one id the second is no change made in Annals.

use std::{
    collections::HashSet,
    hash::{BuildHasher, BuildHasherDefault, Hash, Hasher, RandomState},
};

use uuid::Uuid;

/// Each grows by itself, so that there are never two copies of all.
const SHARDS: usize = 256;

/// Sixty-four bits of each, about nine bytes: a file of ten million records takes some 150 MB at most.
pub(super) struct Seen {
    keys: RandomState,
    ids: Vec<HashSet<u64, BuildHasherDefault<Itself>>>,
    /// Of the few whose row in Annals is another, what the file has.
    contents: HashSet<u64>,
}

impl Default for Seen {
    fn default() -> Self {
        let ids = (0..SHARDS).map(|_| HashSet::default()).collect();
        Self { keys: RandomState::new(), ids, contents: HashSet::new() }
    }
}

impl Seen {
    /// Notes an id. Is it the first record of the file that has it?
    pub(super) fn is_first(&mut self, id: Uuid) -> bool {
        let hash = self.hash(&id);
        let shard = usize::from(hash.to_le_bytes()[7]) % SHARDS;
        self.ids[shard].insert(hash)
    }

    /// Notes what the file has where Annals has something else. Is it new?
    pub(super) fn is_new_content(&mut self, derived: Uuid) -> bool {
        let hash = self.hash(&derived);
        self.contents.insert(hash)
    }

    fn hash(&self, value: &impl Hash) -> u64 {
        self.keys.hash_one(value)
    }
}

/// The hash of what is a hash already.
#[derive(Default)]
struct Itself(u64);

impl Hasher for Itself {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::Seen;

    #[test]
    fn an_id_is_first_once() {
        let mut seen = Seen::default();
        let ids: Vec<Uuid> = (0..1_000).map(|_| Uuid::now_v7()).collect();
        assert!(ids.iter().all(|id| seen.is_first(*id)));
        assert!(!ids.iter().any(|id| seen.is_first(*id)));
        assert!(seen.is_new_content(ids[0]) && !seen.is_new_content(ids[0]));
    }
}
