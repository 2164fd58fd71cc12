//! By what a cursor knows its query again.

use std::fmt::Display;

use sea_orm::EntityTrait;
use sha2::{Digest, Sha256};

/// A digest of table, order and filter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fingerprint(pub(super) [u8; Self::LENGTH]);

impl Fingerprint {
    pub(super) const LENGTH: usize = 16;

    pub(crate) fn of<E: EntityTrait>(order: &impl Display, filtered_by: &str) -> Self {
        let entity = E::default();
        let (schema, table) = (entity.schema_name().unwrap_or_default(), entity.table_name());
        let mut digest = Sha256::new();
        for part in [schema, table, &order.to_string(), filtered_by] {
            // With its length, so that no text can pass for the end of one part and the start of the next.
            digest.update(part.len().to_le_bytes());
            digest.update(part);
        }
        let mut fingerprint = [0; Self::LENGTH];
        fingerprint.copy_from_slice(&digest.finalize()[..Self::LENGTH]);
        Self(fingerprint)
    }
}
