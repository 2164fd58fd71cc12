//! The integration tests: one binary, on a real `PostgreSQL` that the sandbox provides.

mod catalogue;
mod filled;
mod notes;
mod support;

mod accounts;
mod agents;
mod analytics;
mod audit_property;
mod audit_seals;
mod audit_story;
mod audit_trail;
mod businesses;
mod closures;
mod concurrency;
mod conversations;
mod database;
mod deletion;
mod documents;
mod durability;
mod errors;
mod exact_json;
mod exports;
mod filters;
mod isolation;
mod journal;
mod knowledge;
mod migrations;
#[cfg(feature = "mock")]
mod mock;
mod operations;
mod own_tables;
mod pages;
mod plans;
mod projects;
mod repository;
mod retry;
mod schema;
mod search;
mod seed;
mod tls;
mod users;
