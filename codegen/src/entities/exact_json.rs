//! The one thing that `sea-orm-cli` can't be told: that a JSON column keeps numbers that
//! `serde_json::Value` can't hold, so that it travels as text.

use std::{fs, io, path::Path};

/// The columns: file, name, and whether they may be NULL.
const COLUMNS: [(&str, &str, bool); 5] = [
    ("journal_entries.rs", "raw_data", false),
    ("processed_content.rs", "processed_data", false),
    ("audit_log.rs", "image", false),
    ("agent_executions.rs", "input_data", true),
    ("agent_executions.rs", "output_data", true),
];

/// Rewrites those columns in the generated files.
///
/// # Errors
/// When a line is not there as expected: then the generator changed, and this must follow.
pub(super) fn rewrite(directory: &Path) -> io::Result<()> {
    for (file, column, is_nullable) in COLUMNS {
        let path = directory.join(file);
        let source = fs::read_to_string(&path)?;
        let generated = lines("", column, "Json", is_nullable);
        if !source.contains(&generated) {
            return Err(io::Error::other(format!(
                "{} has no lines {generated:?}: update codegen/src/entities/exact_json.rs",
                path.display()
            )));
        }
        let exact = lines(CASTS, column, "crate::values::ExactJson", is_nullable);
        fs::write(&path, source.replace(&generated, &exact))?;
    }
    Ok(())
}

const CASTS: &str = ", select_as = \"text\", save_as = \"jsonb\"";

fn lines(casts: &str, column: &str, kind: &str, is_nullable: bool) -> String {
    let (nullable, kind) =
        if is_nullable { (", nullable", format!("Option<{kind}>")) } else { ("", kind.to_owned()) };
    format!(
        "    #[sea_orm(column_type = \"JsonBinary\"{nullable}{casts})]\n    pub {column}: {kind},\n"
    )
}
