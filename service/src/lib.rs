//! The operations of Annals: transactional, audited exactly once, kept apart by account.
//!
//! ```no_run
//! use annals_service::prelude::*;
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let db = Database::connect(DatabaseConfig::from_env()?).await?;
//!
//! let login = db.find_by_identity(&Identity::email("ada@example.org")).await?;
//! let Some(login) = login else { return Ok(()) };
//! let context = login.context().operation("entries.write");
//!
//! // One operation, a transaction of its own:
//! let entry = db
//!     .scope(&context)
//!     .journal()
//!     .create(NewEntry { title: Some("First day".into()), ..NewEntry::by(login.user.id) })
//!     .await?;
//!
//! // Several, all or none:
//! db.transaction(&context, |tx| {
//!     Box::pin(async move {
//!         let change = EntryUpdate { tags: Some(vec!["work".into()]), ..EntryUpdate::default() };
//!         let entry = tx.journal().update(entry.id, entry.row_version, change).await?;
//!         tx.journal().delete(entry.id).await
//!     })
//! })
//! .await?;
//! # Ok(())
//! # }
//! ```
//!
//! Modules, from the caller's side down:
//!
//! - [`config`], [`context`], [`database`]: how to get to a transaction, and whom it works for
//! - [`journal`], [`users`]: the aggregates, each a trait with one implementation
//! - [`audit`]: the history of a row, and the proof that the log is complete
//! - [`cascade`]: what hangs on a row: its deletion and restoration
//! - [`query`]: filters, orders, cursors and pages
//! - [`repository`]: the reads and writes of any table of an account, an application's own included
//! - [`search`]: full text
//! - [`error`]: the one error, and what an application's own must say
//!
//! What every aggregate shares is described in `docs/`: filters in `queries.md`, pages in `pages.md`,
//! full text in `search.md`, deletion in `deleting.md`, any other table in `repository.md`.
//!
//! # Adding an operation
//!
//! 1. Put it into the trait of its aggregate (`journal/mod.rs`), documented: what `None` means, what is
//!    audited, its errors. Verbs are fixed: `find` gives an `Option`, `list` a `Page`; `count`,
//!    `create`, `update`, `delete`, `restore`, `record`, `append`.
//! 2. Write it as a function of a [`Transaction`] in a file named for what it does
//!    (`journal/update.rs`). One row goes through its `ActiveModel`, so through the hooks; many rows in
//!    one statement, which triggers record. A read is a `SELECT` built for an executor, so that it is
//!    one round trip on a scope: a list is a [`query::Selection`] and [`query::list`]. Name the index
//!    that it goes by in a comment, and add it to `tests/it/plans`.
//! 3. Call it in the store (`journal/store.rs`) through `run` or `fetch`.
//! 4. Test its use, each refusal, two accounts kept apart, and its audit entries (`tests/it`).

mod array;
pub mod audit;
pub mod cascade;
pub mod config;
pub mod context;
pub mod database;
pub mod error;
pub mod journal;
pub mod query;
pub mod repository;
mod rules;
pub mod search;
pub mod users;
mod write;

pub use config::DatabaseConfig;
pub use context::Context;
pub use database::{Database, Transaction};
pub use error::{Error, Result, Retryable};

/// What an application needs in nearly every file that stores something.
pub mod prelude {
    pub use annals_entity::values::ExactJson;

    pub use crate::{
        Context, Database, DatabaseConfig, Error, Retryable, Transaction,
        audit::{AuditEntry, AuditTrail},
        cascade::{Deletion, Preview},
        journal::{Entry, EntryFilter, EntryUpdate, Journal, NewAnalysis, NewEntry},
        query::{
            Cursor, Deleted, Filter, JsonFilter, OffsetPage, OffsetRequest, Order, Page,
            PageRequest, Selection,
        },
        repository::{Repository, Upserted},
        search::{Found, Search, SearchPage, SearchRequest, Searchable, Snippet},
        users::{Identity, Login, NewAccount, SignedUp, User, UserUpdate, Users},
    };
}
