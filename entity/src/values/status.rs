//! One enumeration for each column whose values a CHECK lists. A test holds the two equal.

use std::{fmt, str::FromStr};

/// A text that is none of a column's values.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{value:?} is no {kind}: it is one of {}", .allowed.join(", "))]
pub struct UnknownValue {
    /// The text.
    pub value: String,
    /// What it was taken for.
    pub kind: &'static str,
    /// What it may be.
    pub allowed: &'static [&'static str],
}

macro_rules! values {
    ($(#[$about:meta])* $name:ident, $kind:literal { $($(#[$doc:meta])* $variant:ident = $text:literal,)+ }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name {
            $($(#[$doc])* $variant,)+
        }

        impl $name {
            /// All of them, as the column holds them.
            pub const ALL: &'static [&'static str] = &[$($text),+];

            /// The value as the column holds it.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)+
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = UnknownValue;

            fn from_str(value: &str) -> Result<Self, UnknownValue> {
                match value {
                    $($text => Ok(Self::$variant),)+
                    _ => Err(UnknownValue { value: value.to_owned(), kind: $kind, allowed: Self::ALL }),
                }
            }
        }

        impl TryFrom<&str> for $name {
            type Error = UnknownValue;

            fn try_from(value: &str) -> Result<Self, UnknownValue> {
                value.parse()
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> Self {
                value.as_str().to_owned()
            }
        }

        impl From<$name> for sea_orm::Value {
            fn from(value: $name) -> Self {
                value.as_str().into()
            }
        }
    };
}

values! {
    /// `accounts.status`.
    AccountStatus, "account status" {
        /// In use.
        Active = "active",
        /// Closed to its users for a time: nobody logs in.
        Suspended = "suspended",
        /// Given up: nobody logs in. What it holds stays until it is erased or opened again.
        Closed = "closed",
    }
}

values! {
    /// `journal_entries.processing_status`.
    ProcessingStatus, "processing status" {
        /// Waits for an analysis.
        Pending = "pending",
        /// Claimed by a worker.
        Processing = "processing",
        /// Analysed.
        Completed = "completed",
        /// Its analysis failed.
        Failed = "failed",
    }
}

values! {
    /// `projects.status`.
    ProjectStatus, "project status" {
        /// Not begun.
        Draft = "draft",
        /// Under way.
        Active = "active",
        /// Done.
        Completed = "completed",
        /// Put away.
        Archived = "archived",
    }
}

values! {
    /// `agent_executions.status`.
    ExecutionStatus, "execution status" {
        /// Not begun.
        Pending = "pending",
        /// Under way.
        Running = "running",
        /// Done.
        Completed = "completed",
        /// Ended by an error.
        Failed = "failed",
        /// Called off.
        Cancelled = "cancelled",
    }
}

values! {
    /// `exports.status`.
    ExportStatus, "export status" {
        /// Waits for a worker.
        Pending = "pending",
        /// Claimed by a worker.
        Running = "running",
        /// The file is there.
        Completed = "completed",
        /// Ended by an error.
        Failed = "failed",
    }
}

values! {
    /// `messages.role`.
    MessageRole, "message role" {
        /// The person.
        User = "user",
        /// The model.
        Assistant = "assistant",
        /// Instructions.
        System = "system",
        /// What a tool returned.
        Tool = "tool",
    }
}

values! {
    /// `knowledge_articles.evidence_level`.
    EvidenceLevel, "evidence level" {
        /// Reasoned, not tested.
        Theoretical = "theoretical",
        /// Few or weak studies.
        Low = "low",
        /// Several studies.
        Moderate = "moderate",
        /// Well established.
        High = "high",
    }
}

values! {
    /// `audit_log.operation`.
    AuditOperation, "audit operation" {
        /// The row was added.
        Insert = "insert",
        /// The row was changed.
        Update = "update",
        /// The row was deleted.
        Delete = "delete",
    }
}

values! {
    /// `audit_log.recorded_by`: which side of the protocol wrote the entry.
    RecordedBy, "recorder" {
        /// A hook of an `ActiveModel`.
        Hook = "hook",
        /// A trigger of the database.
        Database = "database",
    }
}

values! {
    /// How a row was read: `read_log.kind`.
    ReadKind, "kind of read" {
        /// One row, by its id.
        ById = "by_id",
        /// Rows by a condition: lists, counts, histories.
        Query = "query",
        /// Rows by words.
        Search = "search",
        /// Reads that were not recorded, for more came than could be written.
        Dropped = "dropped",
    }
}
