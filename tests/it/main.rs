//! The integration tests: one binary, on a real `PostgreSQL` that the sandbox provides.

mod catalogue;
mod filled;
mod notes;
mod support;

mod audit_property;
mod audit_story;
mod closures;
mod concurrency;
mod database;
mod deletion;
mod durability;
mod errors;
mod exact_json;
mod filters;
mod isolation;
mod journal;
mod migrations;
#[cfg(feature = "mock")]
mod mock;
mod own_tables;
mod pages;
mod plans;
mod repository;
mod retry;
mod schema;
mod search;
mod users;
