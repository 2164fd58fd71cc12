//! Keeps the generator from taking tables for what they are not.
//!
//! `sea-orm-cli` reads a table with a key of two columns and exactly two relations as the junction of
//! a many-to-many relation, and leaves out the relations that are there in truth. Every tenant table
//! has a key of two columns, and many have two relations. So, in the database that entities are
//! generated from, each gets two more, to anchors; and the anchors are taken out of the generated
//! files.

use std::{error::Error, fs, io, path::Path};

use sea_orm::{ConnectionTrait, Database};

const ADD_ANCHORS: &str = "
DO $$
DECLARE
  tenant regclass;
BEGIN
  CREATE TABLE annals.codegen_anchor_1 (account_id uuid, id uuid, PRIMARY KEY (account_id, id));
  CREATE TABLE annals.codegen_anchor_2 (account_id uuid, id uuid, PRIMARY KEY (account_id, id));
  FOR tenant IN
    SELECT conrelid FROM pg_constraint WHERE contype = 'f' AND confrelid = 'annals.accounts'::regclass
  LOOP
    EXECUTE format('ALTER TABLE %s ADD FOREIGN KEY (account_id, id) REFERENCES annals.codegen_anchor_1', tenant);
    EXECUTE format('ALTER TABLE %s ADD FOREIGN KEY (account_id, id) REFERENCES annals.codegen_anchor_2', tenant);
  END LOOP;
END
$$";

/// Adds the anchors to the database.
pub(super) async fn add(url: &str) -> Result<(), Box<dyn Error>> {
    let database = Database::connect(url).await?;
    database.execute_unprepared(ADD_ANCHORS).await?;
    database.close().await?;
    Ok(())
}

/// Takes the anchors out of the generated files.
///
/// # Errors
/// When a file can't be read or written, or a junction is still there.
pub(super) fn remove(directory: &Path) -> io::Result<()> {
    for anchor in ["codegen_anchor_1.rs", "codegen_anchor_2.rs"] {
        fs::remove_file(directory.join(anchor))?;
    }
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        let source = fs::read_to_string(&path)?;
        let cleaned = without_anchor(&source);
        if cleaned.contains("via = ") || cleaned.contains("codegen_anchor") {
            return Err(io::Error::other(format!(
                "{} still has a junction that is none: update codegen/src/entities/anchor.rs",
                path.display()
            )));
        }
        fs::write(&path, cleaned)?;
    }
    Ok(())
}

/// Without the lines that name an anchor, and the attribute above such a line.
fn without_anchor(source: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    for line in source.lines() {
        if !line.contains("codegen_anchor") {
            kept.push(line);
            continue;
        }
        if line.contains("BelongsTo<") {
            while kept.pop().is_some_and(|above| !above.ends_with("#[sea_orm(")) {}
        }
    }
    kept.join("\n") + "\n"
}
