//! The entities of Annals: what `sea-orm-cli` generates from the schema, and the hooks that keep
//! `updated_at` and the audit log.
//!
//! ```no_run
//! use annals_entity::users;
//! use sea_orm::{ActiveModelTrait, ActiveValue::Set, DatabaseTransaction, DbErr};
//! use uuid::Uuid;
//!
//! async fn rename(tx: &DatabaseTransaction, account_id: Uuid, id: Uuid) -> Result<(), DbErr> {
//!     let user = users::ActiveModel {
//!         account_id: Set(account_id),
//!         id: Set(id),
//!         name: Set(Some("Ada".to_owned())),
//!         ..Default::default()
//!     };
//!     user.update(tx).await?; // the row, its `updated_at`, its version, and its audit entry
//!     Ok(())
//! }
//! ```
//!
//! - one module a table: [`accounts`], [`users`], [`journal_entries`] …, generated
//! - [`identities`]: written by hand, because it holds secrets
//! - [`hooks`]: what runs around each write through an `ActiveModel`, and [`tracked!`] for an
//!   application's own entities
//! - [`personal`]: which columns tell something about a person
//! - [`relations`]: what the generator can't infer
//! - [`values`]: the values that status columns take, and JSON that loses no digit

#[expect(missing_docs, reason = "generated: what a table is for stands in its migration")]
mod generated;
pub mod hooks;
pub mod identities;
pub mod personal;
pub mod relations;
pub mod values;

pub use generated::*;

#[doc(hidden)]
pub use async_trait::async_trait;
