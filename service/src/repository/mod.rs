//! The reads and writes that any table of an account has, an application's own included.
//!
//! ```no_run
//! use annals_entity::{conversations, messages, projects};
//! use annals_service::prelude::*;
//! use sea_orm::ActiveValue::Set;
//!
//! # async fn example(db: Database, context: Context, ids: [uuid::Uuid; 2]) -> Result<(), Error> {
//! let scope = db.scope(&context);
//! let projects = scope.repository::<projects::Entity>();
//! let row = projects::ActiveModel { name: Set("Garden".to_owned()), ..Default::default() };
//! let project = projects.insert(row).await?; // the account and a new id are given by the repository
//! assert!(projects.exists(project.id).await?);
//!
//! // Two statements, however many conversations and messages there are:
//! let conversations = scope.repository::<conversations::Entity>();
//! let rows = conversations.find_many(ids).await?;
//! let messages = conversations.load::<messages::Entity>(&rows).await?;
//! assert_eq!(messages.len(), rows.len()); // messages[n] are those of rows[n]
//! # Ok(())
//! # }
//! ```
//!
//! - one row: [`find`](Repository::find), [`exists`](Repository::exists),
//!   [`insert`](Repository::insert), [`update`](Repository::update)
//! - lists: [`list`](Repository::list), [`list_by_offset`](Repository::list_by_offset),
//!   [`count`](Repository::count), [`exists_any`](Repository::exists_any)
//! - a row and all that hangs on it: [`preview_deletion`](Repository::preview_deletion),
//!   [`delete`](Repository::delete), [`restore`](Repository::restore),
//!   [`delete_for_good`](Repository::delete_for_good)
//! - many: [`find_many`](Repository::find_many), [`insert_many`](Repository::insert_many),
//!   [`upsert_many`](Repository::upsert_many), [`compare_many`](Repository::compare_many)
//! - what is related to rows: [`load`](Repository::load), [`load_one`](Repository::load_one),
//!   [`load_latest`](Repository::load_latest)
//!
//! `docs/repository.md` says what a table needs, what is checked, and how many rows are written.

mod bulk;
mod by_id;
mod delete;
mod list;
mod related;
mod rules;
mod single;
mod table;

use std::marker::PhantomData;

pub use bulk::{Standing, Upserted};
pub(crate) use list::{count, count_of};

use crate::{
    database::{Scope, Transaction},
    query::TenantEntity,
};

/// The rows of an account in the table of an entity, on a transaction or a scope.
///
/// Rows that are deleted softly are not found, not updated, and not loaded.
#[derive(Clone, Copy, Debug)]
pub struct Repository<E, X> {
    executor: X,
    entity: PhantomData<fn() -> E>,
}

impl<E, X> Repository<E, X> {
    fn on(executor: X) -> Self {
        Self { executor, entity: PhantomData }
    }
}

impl<'env> Transaction<'env> {
    /// The rows of the account in the table of an entity, as a part of this transaction.
    #[must_use]
    pub fn repository<E: TenantEntity>(&self) -> Repository<E, &Transaction<'env>> {
        Repository::on(self)
    }
}

impl<'a> Scope<'a> {
    /// The rows of the account in the table of an entity, each operation on its own.
    #[must_use]
    pub fn repository<E: TenantEntity>(&self) -> Repository<E, Scope<'a>> {
        Repository::on(*self)
    }
}
