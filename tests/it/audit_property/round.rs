//! One transaction, or one savepoint of it, with what is known of its changes.

use std::collections::HashMap;

use rand::{RngExt, rngs::StdRng};
use sea_orm::{ActiveModelTrait, DatabaseTransaction};
use uuid::Uuid;

use super::{failure::Failure, subject::Subject};

/// The columns of a table that a statement may write.
pub(super) type Columns = HashMap<String, String>;

/// A transaction or savepoint in which random writes happen.
pub(super) struct Round<'a> {
    pub(super) connection: &'a DatabaseTransaction,
    pub(super) account: Uuid,
    pub(super) columns: &'a Columns,
    pub(super) rng: &'a mut StdRng,
    /// How many tracked changes were made. `None`: a cascade took rows that nobody counted.
    pub(super) changes: Option<u64>,
}

impl Round<'_> {
    /// One of the few ids that rows of a table have in an account, so that writers meet.
    pub(super) fn slot<S: Subject>(&mut self) -> Uuid {
        let slot = self.rng.random_range(0..S::SLOTS);
        S::id(self.account, slot)
    }

    /// A value that stood nowhere before.
    pub(super) fn novelty(&mut self) -> Uuid {
        Uuid::from_u128(self.rng.random())
    }

    pub(super) fn made(&mut self, changes: u64) {
        self.changes = self.changes.map(|before| before + changes);
    }

    /// Counts deleted rows, where nothing hangs on them.
    pub(super) fn deleted<S: Subject>(&mut self, rows: u64) {
        if S::IS_LEAF || rows == 0 {
            self.made(rows);
        } else {
            self.changes = None;
        }
    }

    pub(super) async fn find<S: Subject>(&self, id: Uuid) -> Result<Option<S::Model>, Failure> {
        Ok(S::with_id(id).one(self.connection).await?)
    }

    /// A row that is there, made where it is not.
    pub(super) async fn present<S: Subject>(&mut self) -> Result<Uuid, Failure> {
        let id = self.slot::<S>();
        if self.find::<S>(id).await?.is_none() {
            S::blank(self, id).await?.insert(self.connection).await?;
            self.made(1);
        }
        Ok(id)
    }
}
