//! The ids of a file so far: of two records with one id the second is no change made in Annals.

use std::{
    collections::HashSet,
    hash::{BuildHasher, BuildHasherDefault, Hasher, RandomState},
};

use annals_entity::{conversations, journal_entries, messages, processed_content};
use uuid::Uuid;

use super::{
    super::record::{Reading, Record, Row},
    stored::Stored,
};

/// Each grows by itself, so that there are never two copies of all.
const SHARDS: usize = 256;

/// A table of the account: an id is a row's of one table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Table {
    Conversations,
    Entries,
    Analyses,
    Messages,
}

/// Sixty-four bits of each, about nine bytes: a file of ten million records takes some 150 MB at most.
pub(super) struct Seen {
    keys: RandomState,
    ids: Vec<HashSet<u64, BuildHasherDefault<Itself>>>,
}

impl Default for Seen {
    fn default() -> Self {
        let ids = (0..SHARDS).map(|_| HashSet::default()).collect();
        Self { keys: RandomState::new(), ids }
    }
}

impl Seen {
    /// Notes an id. Is it the first record of the file that has it?
    pub(super) fn is_first(&mut self, key: (Table, Uuid)) -> bool {
        let (shard, hash) = self.place(key);
        self.ids[shard].insert(hash)
    }

    /// Has an earlier record an id of this one?
    pub(super) fn has(&self, record: &Record) -> bool {
        let Reading::Rows { rows, .. } = &record.reading else { return false };
        rows.iter().filter_map(key).any(|key| {
            let (shard, hash) = self.place(key);
            self.ids[shard].contains(&hash)
        })
    }

    fn place(&self, key: (Table, Uuid)) -> (usize, u64) {
        let hash = self.keys.hash_one(key);
        (usize::from(hash.to_le_bytes()[7]) % SHARDS, hash)
    }
}

/// `None`: it is not the account's.
pub(super) fn key(row: &Row) -> Option<(Table, Uuid)> {
    Some(match row {
        Row::Conversation(row) => (Table::Conversations, conversations::Entity::id(row)),
        Row::Entry(row) => (Table::Entries, journal_entries::Entity::id(row)),
        Row::Analysis(row) => (Table::Analyses, processed_content::Entity::id(row)),
        Row::Message(row) => (Table::Messages, messages::Entity::id(row)),
        Row::Article(_) | Row::Topic(_) => return None,
    })
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

    use super::{Seen, Table};

    #[test]
    fn an_id_is_first_once() {
        let mut seen = Seen::default();
        let ids: Vec<Uuid> = (0..1_000).map(|_| Uuid::now_v7()).collect();
        assert!(ids.iter().all(|id| seen.is_first((Table::Entries, *id))));
        assert!(!ids.iter().any(|id| seen.is_first((Table::Entries, *id))));
        assert!(seen.is_first((Table::Messages, ids[0])), "of another table");
    }
}
