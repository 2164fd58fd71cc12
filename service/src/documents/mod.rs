//! Documents: one of a type in a project, with every text that it ever had.
//!
//! A document has two numbers. `row_version` counts the changes of its row, as that of any row does;
//! [`Documents::update`] takes it. `current_version` is the number of its newest text, and
//! [`Documents::revise`] takes that one: who writes on a text need not know that the title was
//! corrected meanwhile. Texts are numbered 1, 2, 3 …, without a gap, and never change.

mod create;
mod diff;
mod document;
mod filter;
mod list;
mod operations;
mod revise;
mod revision;
mod store;
mod update;
mod versions;

use annals_entity::{document_versions, documents};

pub use diff::{LineChange, Lines, VersionDiff};
pub use document::{DocumentUpdate, NewDocument};
pub use filter::DocumentFilter;
pub use operations::Documents;
#[cfg(feature = "mock")]
pub use operations::MockDocuments;
pub use revision::Revision;
pub use store::DocumentStore;
pub use versions::VersionSummary;

/// A document, as the table holds it: without its text.
pub type Document = documents::Model;

/// A text that a document has or had, as the table holds it.
pub type DocumentVersion = document_versions::Model;

/// A document with its newest text.
#[derive(Clone, Debug, PartialEq)]
pub struct DocumentWithContent {
    /// The document.
    pub document: Document,
    /// Its version `current_version`.
    pub version: DocumentVersion,
}
