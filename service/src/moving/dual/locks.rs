//! One lock for each entry, so that its writes go one after the other in both stores.

use tokio::sync::{Mutex, MutexGuard};
use uuid::Uuid;

/// So many that two entries rarely share one.
const NUMBER: usize = 256;

/// Locks of entries, shared by entries whose ids end alike.
pub(super) struct Locks(Vec<Mutex<()>>);

impl Default for Locks {
    fn default() -> Self {
        Self((0..NUMBER).map(|_| Mutex::new(())).collect())
    }
}

impl Locks {
    /// Waits for the entry. Never more than one at a time, so that no two wait for each other.
    pub(super) async fn of(&self, id: Uuid) -> MutexGuard<'_, ()> {
        let last = usize::from(id.as_bytes()[15]);
        self.0[last % NUMBER].lock().await
    }
}
