//! An entry with what it changed.

use std::borrow::Borrow;

use annals_entity::values::ExactJson;
use sea_orm::{DbErr, FromQueryResult, QueryResult};
use serde::{Serialize, Serializer, ser::SerializeStruct};

use crate::{
    audit::{AuditEntry, Change},
    error::Result,
};

/// An entry of the audit log, and what it changed of its row.
///
/// Serialized, it has the entry's fields but the image, which the changes stand for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedEntry {
    /// The entry.
    pub entry: AuditEntry,
    /// What it changed, by name. An insertion sets every column that has a value; a deletion takes
    /// them. A bulky column (the content of a row that never changes) is in a deletion's image alone,
    /// so an insertion does not show it. The account, the id and the version are the entry's own.
    pub changes: Vec<Change>,
}

impl ChangedEntry {
    pub(super) fn of(Seen { entry, before }: Seen) -> Result<Self> {
        let (from, to) = match entry.operation.as_str() {
            "insert" => (None, Some(&entry.image)),
            "delete" => (Some(&entry.image), None),
            _ => (before.as_ref(), Some(&entry.image)),
        };
        let changes = Change::between(from, to)
            .map_err(|error| DbErr::Json(format!("the image of entry {}: {error}", entry.id)))?;
        Ok(Self { entry, changes })
    }
}

impl Serialize for ChangedEntry {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let AuditEntry { table_name, row_id, row_version, operation, .. } = &self.entry;
        let mut fields = serializer.serialize_struct("ChangedEntry", 11)?;
        fields.serialize_field("id", &self.entry.id)?;
        fields.serialize_field("occurred_at", &self.entry.occurred_at)?;
        fields.serialize_field("table_name", table_name)?;
        fields.serialize_field("row_id", row_id)?;
        fields.serialize_field("row_version", row_version)?;
        fields.serialize_field("operation", operation)?;
        fields.serialize_field("recorded_by", &self.entry.recorded_by)?;
        fields.serialize_field("transaction_id", &self.entry.transaction_id)?;
        fields.serialize_field("actor_id", &self.entry.actor_id)?;
        fields.serialize_field("context", &self.entry.context)?;
        fields.serialize_field("changes", &self.changes)?;
        fields.end()
    }
}

pub(super) const BEFORE: &str = "image_before";

/// An entry as the statement reads it: beside an update, the image before it. `None`: it is no update,
/// or the log keeps the earlier entry no more.
pub(super) struct Seen {
    entry: AuditEntry,
    before: Option<ExactJson>,
}

impl Borrow<AuditEntry> for Seen {
    fn borrow(&self) -> &AuditEntry {
        &self.entry
    }
}

impl FromQueryResult for Seen {
    fn from_query_result(row: &QueryResult, prefix: &str) -> std::result::Result<Self, DbErr> {
        let before = row.try_get(prefix, BEFORE)?;
        Ok(Self { entry: AuditEntry::from_query_result(row, prefix)?, before })
    }
}
