//! The values that columns take: enumerations that mirror the CHECKs of the schema, JSON that loses no
//! digit, and the hash of a password, which is not shown.

mod edges;
mod exact_json;
mod password_hash;
mod postgres_json;
mod status;

pub use exact_json::ExactJson;
pub use password_hash::PasswordHash;
pub use postgres_json::JsonRefusal;
pub use status::{
    AccountStatus, AuditOperation, EvidenceLevel, ExecutionStatus, ExportStatus, MessageRole,
    ProcessingStatus, ProjectStatus, ReadKind, RecordedBy, UnknownValue,
};
