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
//! - the aggregates, each a trait with one implementation:
//!   - [`accounts`], [`users`], [`identities`], [`roles`], [`sessions`]
//!   - [`journal`]; [`projects`], [`documents`], [`agents`], [`exports`]
//!   - [`businesses`], [`conversations`], [`messages`]
//!   - [`knowledge`], the articles that all accounts read, and [`analytics`], what it all adds up to
//! - [`moving`]: a live service's way from a store in memory to Annals
//! - [`lease`]: work that rows wait for, claimed by one worker at a time
//! - [`audit`]: history, changes, rows as they were, reverts and undos, the proof that the log is whole
//! - [`cascade`]: what hangs on a row: its deletion and restoration
//! - [`query`]: filters, orders, cursors and pages
//! - [`reads`]: who has read what
//! - [`repository`]: the reads and writes of any table of an account, an application's own included
//! - [`search`]: full text
//! - [`seed`]: an account to look at
//! - [`error`]: the one error, and what an application's own must say
//!
//! What every aggregate shares is described in `docs/`: filters in `queries.md`, pages in `pages.md`,
//! full text in `search.md`, deletion in `deleting.md`, the log's proof and upkeep in `audit.md`, any
//! other table in `repository.md`, a move from memory in `moving.md`.
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

pub mod accounts;
pub mod agents;
pub mod analytics;
mod array;
pub mod audit;
pub mod businesses;
pub mod cascade;
pub mod config;
pub mod context;
pub mod conversations;
pub mod database;
pub mod documents;
pub mod error;
pub mod exports;
#[doc(hidden)]
pub mod fuzzing;
pub mod identities;
pub mod journal;
pub mod knowledge;
pub mod lease;
pub mod messages;
pub mod moving;
mod parents;
pub mod projects;
pub mod query;
pub mod reads;
pub mod repository;
pub mod roles;
mod rules;
pub mod search;
pub mod seed;
pub mod sessions;
mod status;
pub mod users;
mod write;

pub use config::DatabaseConfig;
pub use context::Context;
pub use database::{Database, Transaction};
pub use error::{Error, Result, Retryable};

/// What an application needs in nearly every file that stores something.
pub mod prelude {
    pub use secrecy::{ExposeSecret, SecretString};

    pub use annals_entity::values::{EvidenceLevel, ExactJson, ExecutionStatus, ProjectStatus};

    pub use crate::{
        Context, Database, DatabaseConfig, Error, Retryable, Transaction,
        accounts::{Account, AccountUpdate, Accounts},
        agents::{AgentFilter, AgentRun, AgentStatistics, Agents, NewAgentRun},
        analytics::{
            Analytics, MoodPoint, Period, SentimentPoint, Span, Streak, Streaks, TagCount,
            TokenUse, WritingPoint,
        },
        audit::{
            AsOf, AuditEntry, AuditTrail, Change, ChangedEntry, HistoryFilter, IfChanged,
            Maintenance, Moment, Revert, UndoConflict, UndoEffect, UndoPreview, Undoing, Undone,
        },
        businesses::{
            Business, BusinessFilter, BusinessUpdate, Businesses, ContextPath, NewBusiness,
        },
        cascade::{Deletion, Preview},
        conversations::{
            Conversation, ConversationFilter, ConversationSummary, ConversationUpdate,
            Conversations, NewConversation,
        },
        documents::{
            Document, DocumentFilter, DocumentUpdate, DocumentVersion, DocumentWithContent,
            Documents, NewDocument, Revision, VersionDiff, VersionSummary,
        },
        exports::{
            Export, ExportFilter, ExportQueue, ExportUpdate, ExportedFile, Exports, NewExport,
            PurgedExport,
        },
        identities::{Identities, LinkedIdentity, NewIdentity},
        journal::{
            AnalysedEntry, Analyses, Analysis, AnalysisFilter, Entry, EntryFilter, EntryUpdate,
            Journal, JournalQueue, NewAnalysis, NewEntry,
        },
        knowledge::{Article, ArticleFilter, ArticleUpdate, Knowledge, NewArticle},
        lease::{Claim, ClaimRequest, Claimed, FailedAttempt, Reclaimed},
        messages::{
            Message, MessageFilter, MessageRole, MessageWindow, Messages, NewMessage, WindowRequest,
        },
        moving::{
            AnnalsStore, Comparing, Difference, DifferenceKind, DualStore, EntryStatistics,
            EntryStore, MemoryStore, MovingReport, Observed, ProcessingResult, Reconciled, Replica,
            SentimentResult, Stage, StoredEntry, Surplus,
        },
        projects::{NewProject, Project, ProjectFilter, ProjectUpdate, Projects},
        query::{
            Cursor, Deleted, Filter, JsonFilter, OffsetPage, OffsetRequest, Order, Page,
            PageRequest, Selection,
        },
        reads::{ReadCounts, ReadRecording},
        repository::{Repository, Standing, Upserted},
        roles::{Role, Roles, UserRole},
        search::{Found, Search, SearchPage, SearchRequest, Searchable, Snippet},
        sessions::{ActiveSession, IssuedSession, NewSession, Session, Sessions},
        users::{
            Identity, Login, NewAccount, NewUser, SignedUp, User, UserFilter, UserUpdate, Users,
        },
    };
}
