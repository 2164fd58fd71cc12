//! Which migrations are applied.

use annals_migration::{Migrator, MigratorTrait};
use annals_service::Transaction;
use serde::{Deserialize, Serialize};

use super::{
    ask::ask,
    finding::{Finding, some},
};
use crate::failure::Failure;

/// The history is the operator's and the owner's to read.
const IS_VISIBLE: &str = "SELECT to_jsonb(CASE
  WHEN to_regnamespace('annals') IS NULL THEN 'no_history'
  WHEN NOT has_schema_privilege(to_regnamespace('annals')::oid, 'USAGE') THEN 'hidden'
  WHEN to_regclass('annals.annals_migrations') IS NULL THEN 'no_history'
  WHEN has_table_privilege(to_regclass('annals.annals_migrations')::oid, 'SELECT') THEN 'visible'
  ELSE 'hidden' END)";

#[derive(Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
enum Sight {
    NoHistory,
    Hidden,
    Visible,
}

#[derive(Debug, Default, Serialize)]
pub(super) struct Migrations {
    pub(super) applied: usize,
    pub(super) newest: Option<String>,
    pub(super) pending: Vec<String>,
    /// Applied, and not known to this command: it is older than the database.
    pub(super) unknown: Vec<String>,
}

/// By the first connection that may see them. `None`: none may, which is told.
pub(super) async fn read(
    seers: [Option<&Transaction<'_>>; 2],
    blind: &mut Vec<String>,
) -> Result<Option<Migrations>, Failure> {
    for tx in seers.into_iter().flatten() {
        match ask(tx, IS_VISIBLE, []).await? {
            Sight::Hidden => {}
            Sight::NoHistory => return Ok(Some(Migrations::of(&[]))),
            Sight::Visible => {
                let applied = Migrator::get_migration_models(tx).await?;
                let applied: Vec<_> = applied.into_iter().map(|it| it.version).collect();
                return Ok(Some(Migrations::of(&applied)));
            }
        }
    }
    blind.push(
        "which migrations are applied: set ANNALS_OPERATOR_URL, or give --operator-url".to_owned(),
    );
    Ok(None)
}

impl Migrations {
    fn of(applied: &[String]) -> Self {
        let known: Vec<_> = Migrator::migrations().iter().map(|it| it.name().to_owned()).collect();
        let absent = |from: &[String], all: &[String]| -> Vec<String> {
            all.iter().filter(|name| !from.contains(name)).cloned().collect()
        };
        Self {
            pending: absent(applied, &known),
            unknown: absent(&known, applied),
            newest: applied.iter().max().cloned(),
            applied: applied.len(),
        }
    }

    pub(super) fn findings(&self) -> Vec<Finding> {
        let mut found = Vec::new();
        // Where there is none at all, the missing schema is told.
        if !self.pending.is_empty() && self.applied > 0 {
            found.push(Finding::danger(
                format!("migrations are pending: {}", some(&self.pending)),
                "DATABASE_URL=<the owner's URL> sea-orm-cli migrate up\nor annals::migrate(owner_url) at the start of the application",
            ));
        }
        if !self.unknown.is_empty() {
            found.push(Finding::warning(
                format!("the database has migrations of a newer Annals: {}", some(&self.unknown)),
                "install the `annals` command of that version: cargo install --path ops",
            ));
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use annals_migration::{Migrator, MigratorTrait};

    use super::Migrations;

    #[test]
    fn pending_and_newer_migrations_are_found() {
        let mut names: Vec<_> =
            Migrator::migrations().iter().map(|it| it.name().to_owned()).collect();
        assert!(Migrations::of(&names).findings().is_empty());
        let last = names.pop().unwrap();
        assert!(Migrations::of(&names).findings()[0].what.contains(&last));
        names.extend([last, "m29990101_000001_fly".to_owned()]);
        assert!(Migrations::of(&names).findings()[0].what.contains("m29990101_000001_fly"));
    }
}
