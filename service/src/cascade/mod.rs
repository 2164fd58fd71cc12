//! What hangs on a row: what its deletion would take, its deletion softly and for good, and the
//! restoration of what a soft deletion took.
//!
//! What hangs on what is said by the foreign keys of the catalogue, so an application's own tables
//! take part. The work is done by functions of the schema `annals`, each in one round trip.

mod delete;
mod preview;
mod restore;
mod soft;

use std::borrow::Cow;

use sea_orm::{EntityName, EntityTrait};
use uuid::Uuid;

pub(crate) use delete::{delete, delete_user};
pub(crate) use preview::preview;
pub use preview::{Blocker, Preview};
pub(crate) use restore::restore;
pub use restore::{Obstacle, RestoreConflict};
pub(crate) use soft::soft;

/// A table with its schema, as the functions of the database take it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Table {
    schema: Cow<'static, str>,
    name: &'static str,
}

impl Table {
    /// One of Annals' own.
    pub(crate) const fn annals(name: &'static str) -> Self {
        Self { schema: Cow::Borrowed("annals"), name }
    }

    /// That of an entity.
    pub(crate) fn of<E: EntityTrait>() -> Self {
        let entity = E::default();
        let schema = entity.schema_name().unwrap_or("public").to_owned();
        Self { schema: schema.into(), name: EntityName::table_name(&entity) }
    }

    /// To be cast to `regclass`.
    pub(crate) fn quoted(&self) -> String {
        let quoted = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
        format!("{}.{}", quoted(&self.schema), quoted(self.name))
    }
}

/// What a soft deletion took, or its restoration brought back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deletion {
    /// The deletion, by which it is restored.
    pub deletion_id: Uuid,
    /// Rows by table: of a deletion, the table of the row itself first; else by name. Tables of
    /// Annals' are named bare (`journal_entries`), an application's with their schema
    /// (`public.notes`).
    pub rows: Vec<(String, u64)>,
}

impl Deletion {
    /// All rows.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.rows.iter().map(|(_, count)| count).sum()
    }

    /// The rows of a table; 0 where it has none among them.
    #[must_use]
    pub fn of(&self, table: &str) -> u64 {
        self.rows.iter().find(|(name, _)| name == table).map_or(0, |(_, count)| *count)
    }
}

#[cfg(test)]
mod tests {
    use annals_entity::journal_entries;
    use uuid::Uuid;

    use super::{Deletion, Table};

    #[test]
    fn a_table_is_quoted_with_its_schema() {
        assert_eq!(Table::of::<journal_entries::Entity>(), Table::annals("journal_entries"));
        let odd = Table { schema: "public".into(), name: r#"My "notes""# };
        assert_eq!(odd.quoted(), r#""public"."My ""notes""""#);
    }

    #[test]
    fn a_deletion_counts_by_table() {
        let rows = vec![("journal_entries".to_owned(), 1), ("public.notes".to_owned(), 2)];
        let deletion = Deletion { deletion_id: Uuid::nil(), rows };
        let counts = [deletion.total(), deletion.of("public.notes"), deletion.of("notes")];
        assert_eq!(counts, [3, 2, 0]);
    }
}
