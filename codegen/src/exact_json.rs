//! The one thing that `sea-orm-cli` can't be told: that a JSON column keeps numbers that
//! `serde_json::Value` can't hold, so that it travels as text.

use std::{fs, io, path::Path};

/// The columns: file and name.
const COLUMNS: [(&str, &str); 2] = [("journal_entries.rs", "raw_data"), ("audit_log.rs", "image")];

/// Rewrites those columns in the generated files.
///
/// # Errors
/// When a line is not there as expected: then the generator changed, and this must follow.
pub(crate) fn rewrite(directory: &Path) -> io::Result<()> {
    for (file, column) in COLUMNS {
        let path = directory.join(file);
        let source = fs::read_to_string(&path)?;
        let generated = lines("", column, "Json");
        if !source.contains(&generated) {
            return Err(io::Error::other(format!(
                "{} has no lines {generated:?}: update codegen/src/exact_json.rs",
                path.display()
            )));
        }
        let exact = lines(CASTS, column, "crate::values::ExactJson");
        fs::write(&path, source.replace(&generated, &exact))?;
    }
    Ok(())
}

const CASTS: &str = ", select_as = \"text\", save_as = \"jsonb\"";

fn lines(casts: &str, column: &str, kind: &str) -> String {
    format!("    #[sea_orm(column_type = \"JsonBinary\"{casts})]\n    pub {column}: {kind},\n")
}
