//! Annals: the `PostgreSQL` data layer of journaling, document and AI-assistant applications.
//!
//! ```no_run
//! use annals::prelude::*;
//! use serde_json::json;
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! annals::migrate(&std::env::var("ANNALS_OWNER_URL")?).await?;
//! let db = Database::connect(DatabaseConfig::from_env()?).await?;
//!
//! let google = Identity::provider("google", "1098");
//! let ada = db.sign_up(NewAccount::with_identity("Ada", "ada@example.org", google)).await?;
//! let context = ada.context();
//!
//! let entry = db
//!     .scope(&context)
//!     .journal()
//!     .create(NewEntry { raw_data: json!({ "mood": "calm" }).into(), ..NewEntry::by(ada.user.id) })
//!     .await?;
//! let history = db.read(&context).audit().history("journal_entries", entry.id).await?;
//! assert_eq!(history.len(), 1);
//! # Ok(())
//! # }
//! ```
//!
//! - [`entity`]: the entities, generated from the schema, and the hooks that audit them
//! - [`migration`]: the schema, and the helpers for an application's own tables
//! - [`service`]: the operations
//! - [`seed`]: an account to look at
//! - [`prelude`]: what nearly every file of an application needs
//!
//! The README tells how to begin; `docs/adr` why it is as it is.

pub use annals_entity as entity;
pub use annals_migration as migration;
pub use annals_migration::migrate;
pub use annals_service as service;
pub use annals_service::{prelude, seed};
