//! Queries through the scoped view of a table.

use sea_orm::{EntityName, EntityTrait, QueryTrait, Select};

/// A query of an entity that reads the view `scoped_<table>` under the entity's own name.
///
/// For filters by JSON, arrays, text or numbers: under row-level security `PostgreSQL` may use no index
/// for an operator that is not LEAKPROOF. The view belongs to the owner, holds the policy's condition
/// itself, and lets the index be used: 0.04 to 0.3 ms, where the policy took 21 to 36 on 200,000 rows.
pub(crate) fn scoped<E: EntityTrait>() -> Select<E> {
    let entity = E::default();
    let table = EntityName::table_name(&entity);
    let schema = entity.schema_name().unwrap_or("public").to_owned();
    let mut select = E::find();
    QueryTrait::query(&mut select).from_clear().from_as((schema, format!("scoped_{table}")), table);
    select
}
