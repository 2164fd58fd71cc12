//! The schema of Annals, as migrations written in code.
//!
//! [`migrate`] brings a database up to date, at an application's start or from a deployment step;
//! `sea-orm-cli migrate` does the same from the root of a clone. The migrations stand in the schema
//! `annals`, their history in `annals.annals_migrations`, so that an application's own tables and
//! its own `Migrator` live beside them in `public`.
//!
//! An application's own tables get the same behaviour through the helpers of [`schema`]: a key that
//! starts with the account, row-level security, and the audit protocol.
//!
//! ```
//! use annals_migration::schema::{self, Tracking};
//! use sea_orm_migration::{prelude::*, schema::string_len};
//!
//! #[derive(DeriveMigrationName)]
//! pub struct CreateNotes;
//!
//! #[async_trait::async_trait]
//! impl MigrationTrait for CreateNotes {
//!     async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
//!         let mut notes = schema::tenant_table("notes");
//!         notes.col(string_len("body", 2000));
//!         schema::create_tenant_table(manager, &notes).await?;
//!         schema::track(manager, "notes", Tracking::default()).await
//!     }
//!
//!     async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
//!         schema::drop_tenant_table(manager, "notes").await
//!     }
//! }
//! ```
//!
//! - [`Migrator`]: the list of migrations, safe to run from several processes at once
//! - [`schema`]: the helpers for tables that belong to accounts
//! - [`connect()`]: the owner's connection, which shows no password
//! - [`create_roles`]: the four group roles of the cluster

mod connect;
mod migrations;
mod migrator;
mod roles;
pub mod schema;
mod session;

pub use connect::connect;
pub use migrator::{Migrator, migrate};
pub use roles::create_roles;
pub use sea_orm_migration::{MigrationTrait, MigratorTrait};

/// A hash of this crate's sources: two builds with the same one make the same schema.
pub const FINGERPRINT: &str = env!("ANNALS_MIGRATION_FINGERPRINT");
