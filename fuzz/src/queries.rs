//! What asks for rows: filters, JSON paths, orders.

use annals_entity::journal_entries::Entity;
use annals_service::{
    Error,
    prelude::{Filter, JsonFilter, Order},
};
use sea_orm::{DbBackend, EntityTrait, QueryFilter, QueryTrait, Statement};

/// A filter as a request's body has it.
pub(crate) fn filter_of_json(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    match text.parse::<Filter>() {
        Ok(filter) => check(&filter),
        Err(error) => is_refusal(&error),
    }
}

/// A filter as a query string has it.
pub(crate) fn filter_of_pairs(data: &[u8]) {
    let pairs = url::form_urlencoded::parse(data).into_owned();
    match Filter::from_pairs(pairs) {
        Ok(filter) => check(&filter),
        Err(error) => is_refusal(&error),
    }
}

/// A path within a JSON column, as code has it: what is taken compiles.
pub(crate) fn jsonpath(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    match JsonFilter::jsonpath(text) {
        Ok(json) => assert!(compiled(&Filter::json("raw_data", json)).is_some()),
        Err(error) => is_refusal(&error),
    }
}

/// An order as a query string has it.
pub(crate) fn order(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    match text.parse::<Order>() {
        Ok(order) => assert_eq!(order.to_string().parse().ok(), Some(order)),
        Err(error) => is_refusal(&error),
    }
}

/// A filter that can be used means the same when it is written and read again.
fn check(filter: &Filter) {
    let Some(statement) = compiled(filter) else { return };
    let written = filter.to_string();
    let again: Filter = written.parse().unwrap_or_else(|error| panic!("{error}: {written}"));
    assert_eq!(again.to_string(), written);
    assert_eq!(compiled(&again), Some(statement));
}

/// Every value is bound: of what is not ASCII nothing gets into the SQL, and each has its place there.
fn compiled(filter: &Filter) -> Option<Statement> {
    let condition = filter.condition::<Entity>().map_err(|error| is_refusal(&error)).ok()?;
    let statement = Entity::find().filter(condition).build(DbBackend::Postgres);
    assert!(statement.sql.is_ascii(), "{}", statement.sql);
    let bound = statement.values.as_ref().map_or(0, |values| values.0.len());
    let last = format!("${bound}");
    assert!(bound == 0 || statement.sql.contains(&last), "{bound} values: {}", statement.sql);
    Some(statement)
}

/// Bad input is the caller's fault, by the field, and shortly said.
fn is_refusal(error: &Error) {
    assert!(matches!(error, Error::Invalid { fields } if !fields.is_empty()), "{error:?}");
}
