//! Which tables belong together.

use std::error::Error;

use super::catalogue::Table;

/// Tables that are explained in one chapter.
pub(super) struct Family {
    pub(super) title: &'static str,
    pub(super) about: &'static str,
    pub(super) tables: &'static [&'static str],
}

pub(super) const FAMILIES: [Family; 6] = [
    Family {
        title: "Accounts and users",
        about: "Whose data it is, who works with it, and how they log in.",
        tables: &["accounts", "users", "identities", "roles", "user_roles", "sessions"],
    },
    Family {
        title: "Journal",
        about: "What users write down, and what analyses find in it.",
        tables: &["journal_entries", "processed_content"],
    },
    Family {
        title: "Projects and documents",
        about: "Documents with all their versions, the agents that work on them, the files made of them.",
        tables: &["projects", "documents", "document_versions", "agent_executions", "exports"],
    },
    Family {
        title: "Businesses and conversations",
        about: "Talks with an assistant.",
        tables: &["businesses", "conversations", "messages"],
    },
    Family {
        title: "Knowledge",
        about: "What is the same for all accounts.",
        tables: &["knowledge_articles"],
    },
    Family {
        title: "Records",
        about: "What happened: to each row, and on the way in from files.",
        tables: &[
            "audit_log",
            "audit_seals",
            "audit_erasures",
            "audit_retentions",
            "import_runs",
            "import_refusals",
            "read_log",
        ],
    },
];

impl Family {
    pub(super) fn members<'a>(&self, tables: &'a [Table]) -> impl Iterator<Item = &'a Table> {
        self.tables.iter().filter_map(|name| tables.iter().find(|table| table.name == *name))
    }
}

/// Fails where a table belongs to no family, or a family names a table that is not there.
pub(super) fn check(tables: &[Table]) -> Result<(), Box<dyn Error>> {
    let named: Vec<&str> = FAMILIES.iter().flat_map(|family| family.tables).copied().collect();
    let unnamed = tables.iter().map(|table| table.name.as_str()).find(|name| !named.contains(name));
    let missing = named.iter().find(|name| !tables.iter().any(|table| table.name == **name));
    match (unnamed, missing) {
        (None, None) => Ok(()),
        (Some(name), _) => {
            Err(format!("{name} is in no family: give it one in codegen/src/schema/family.rs")
                .into())
        }
        (None, Some(name)) => {
            Err(format!("there is no {name}: take it out of codegen/src/schema/family.rs").into())
        }
    }
}
