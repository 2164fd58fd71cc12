//! Filters: what they find, what they refuse, what their SQL is, and what no input can make of them.

mod corpus;
mod documented;
mod hostile;
mod jsonpaths;
mod refused;
mod statements;
mod texts;
mod which_rows;

use annals::prelude::*;
use sea_orm::{
    EntityName, EntityTrait, QueryFilter, QueryTrait, Select, sea_query::SelectStatement,
};

/// A query of the rows that meet a filter, through the scoped view as the lists do it.
fn filtered<E: EntityTrait>(filter: &Filter) -> Result<Select<E>, Error> {
    let mut select = E::find();
    read_scoped::<E>(QueryTrait::query(&mut select));
    Ok(select.filter(filter.condition::<E>()?))
}

fn read_scoped<E: EntityTrait>(statement: &mut SelectStatement) {
    let entity = E::default();
    let table = EntityName::table_name(&entity);
    let schema = entity.schema_name().unwrap_or("public").to_owned();
    statement.from_clear().from_as((schema, format!("scoped_{table}")), table);
}

/// What a filter is refused with.
fn faults<E: EntityTrait>(filter: &Filter) -> Vec<(String, String)> {
    match filter.condition::<E>() {
        Err(Error::Invalid { fields }) => {
            fields.into_iter().map(|fault| (fault.field, fault.rule)).collect()
        }
        other => panic!("{filter} gave {other:?}"),
    }
}
