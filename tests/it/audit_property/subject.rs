//! What the random writes need to know of a table.

use std::str::FromStr;

use async_trait::async_trait;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, Select, Value,
};
use uuid::Uuid;

use super::{failure::Failure, round::Round};

#[async_trait]
pub(super) trait Subject:
    EntityTrait<Model: IntoActiveModel<Self::ActiveModel> + Sync, ActiveModel: Send>
{
    const TABLE: &'static str;
    /// How many rows an account has at most.
    const SLOTS: u128;
    /// An assignment of SQL that is a tracked change, `{new}` standing for a value never used.
    const NOVELTY: &'static str;
    /// An assignment of untracked columns alone.
    const COUNTER: Option<&'static str> = None;
    /// An assignment that a rule of the table refuses.
    const REFUSED: Option<&'static str> = None;
    /// The key of the table, as SQL names it.
    const KEY: &'static str = "account_id, id";
    /// Whether nothing is deleted with a row.
    const IS_LEAF: bool;
    /// How likely a row is deleted when its turn comes; rows that much hangs on, rarely.
    const DELETED: f64 = 1.0;

    /// A row ready to insert, its parents there.
    async fn blank(round: &mut Round<'_>, id: Uuid) -> Result<Self::ActiveModel, Failure>;

    /// Makes a tracked change.
    fn renew(row: &mut Self::ActiveModel, novelty: Uuid);

    /// Gives a row its id, and what else only one row may have.
    fn place(row: &mut Self::ActiveModel, id: Uuid) {
        set(row, "id", id.into());
    }

    /// Ids say the account and the slot, and not the table: rows of two tables may share one.
    fn id(account: Uuid, slot: u128) -> Uuid {
        Uuid::from_u128(account.as_u128() | (slot + 1))
    }

    fn with_id(id: Uuid) -> Select<Self> {
        Self::find().filter(column::<Self>("id").eq(id))
    }
}

/// The slot that an id stands for.
pub(super) fn slot_of(id: Uuid) -> u8 {
    id.as_bytes()[15]
}

#[expect(clippy::expect_used, reason = "asked for columns of the protocol alone")]
pub(super) fn column<E: EntityTrait>(name: &str) -> E::Column {
    E::Column::from_str(name).ok().expect("each tracked table has it")
}

/// Sets a column that each tracked table has, by its name.
pub(super) fn set<A: ActiveModelTrait>(row: &mut A, name: &str, value: Value) {
    row.set(column::<A::Entity>(name), value);
}
