//! What a store must offer besides, to be copied from and to.

use async_trait::async_trait;
use uuid::Uuid;

use super::{EntryStore, StoredEntry};
use crate::error::Result;

/// A store that another one can be made equal to. What it is given is another store's answer: it is kept
/// as it is, its times too, and refused only where an entry could not be stored either.
#[async_trait]
pub trait Replica: EntryStore {
    /// Those of the entries that are there, in any order.
    ///
    /// # Errors
    /// Those of the database.
    async fn get_many(&self, ids: Vec<Uuid>) -> Result<Vec<StoredEntry>>;

    /// The entries with the next greater ids, in their order; the first ones after `None`. Empty: there
    /// are no more.
    ///
    /// # Errors
    /// Those of the database.
    async fn list_after(&self, after: Option<Uuid>, most: u32) -> Result<Vec<StoredEntry>>;

    /// Adds those entries whose ids are not there, in one step, and leaves the others alone. Returns the
    /// ids of those added.
    ///
    /// # Errors
    /// `Invalid` with every field at fault, named by position.
    async fn add_missing(&self, entries: Vec<StoredEntry>) -> Result<Vec<Uuid>>;

    /// Makes an entry this one, whether it is there or not. In Annals its `updated_at` is that of the
    /// write where other contents are there under the same one.
    ///
    /// # Errors
    /// `Invalid` with every field at fault.
    async fn put(&self, entry: StoredEntry) -> Result<()>;

    /// Makes sure that an entry is not there.
    ///
    /// # Errors
    /// Those of the database.
    async fn remove(&self, id: Uuid) -> Result<()>;
}
