//! The values that columns take: enumerations that mirror the CHECKs of the schema, and JSON that
//! loses no digit.

mod edges;
mod exact_json;
mod postgres_json;
mod status;

pub use exact_json::ExactJson;
pub use postgres_json::JsonRefusal;
pub use status::{
    AccountStatus, AuditOperation, EvidenceLevel, ExecutionStatus, ExportStatus, MessageRole,
    ProcessingStatus, ProjectStatus, RecordedBy, UnknownValue,
};
