//! The ids of rows: the same whenever a source is read.

use std::collections::HashMap;

use uuid::Uuid;

/// What ids are derived under.
const NAMESPACE: Uuid = Uuid::from_u128(0x6f0d_1c5e_2b8a_4f77_9a3e_51c2_7d04_e8b6);

/// Different contents that are remembered in each of two generations.
const MOST: usize = 200_000;

/// The id that a text stands for, of a kind, with a user.
pub(super) fn derived(user_id: Uuid, kind: &str, text: &str) -> Uuid {
    let name = [user_id.as_bytes(), kind.as_bytes(), b"\0", text.as_bytes()].concat();
    Uuid::new_v5(&NAMESPACE, &name)
}

/// How often the same content was met among records without an id: the second of two is not the first.
///
/// It remembers the last two to four hundred thousand. Equal records further apart than that get one id,
/// and so are one record.
#[derive(Default)]
pub(super) struct Repeats {
    recent: HashMap<Uuid, u32>,
    older: HashMap<Uuid, u32>,
}

impl Repeats {
    /// How often this one was met before.
    pub(super) fn before(&mut self, id: Uuid) -> u32 {
        if self.recent.len() == MOST {
            self.older = std::mem::take(&mut self.recent);
        }
        let older = || self.older.get(&id).copied().unwrap_or_default();
        let count = self.recent.get(&id).copied().unwrap_or_else(older);
        self.recent.insert(id, count.saturating_add(1));
        count
    }
}
