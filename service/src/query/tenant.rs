//! What the query engine works on.

use sea_orm::{EntityTrait, PrimaryKeyTrait};
use uuid::Uuid;

/// An entity whose rows belong to accounts: its key is `(account_id, id)`. Annals' own, and any whose
/// table was made by `tenant_table` of the migrations' helpers.
pub trait TenantEntity: EntityTrait<PrimaryKey: PrimaryKeyTrait<ValueType = (Uuid, Uuid)>> {}

impl<E> TenantEntity for E where
    E: EntityTrait<PrimaryKey: PrimaryKeyTrait<ValueType = (Uuid, Uuid)>>
{
}
