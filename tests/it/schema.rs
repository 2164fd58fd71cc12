//! The rules of the schema, each looked up in the catalogue, so that no new table can break one.

mod audit_log;
mod entities;
mod functions;
mod indexes;
mod requirements;
mod rules;
mod tenancy;
mod text_search;
mod tracking;
mod values;
