//! Each column of the catalogue has its class, and the guide tells it.

use std::{collections::BTreeSet, fmt::Write, fs, path::Path};

use annals::entity::personal::{Class, columns};

use crate::{
    catalogue::texts,
    support::{TestResult, fixture},
};

/// Every column of Annals' tables, behind the name of its table.
const COLUMNS: &str = "
SELECT c.relname || '.' || attname FROM pg_class c JOIN pg_attribute ON attrelid = c.oid AND attnum > 0 AND NOT attisdropped
 WHERE c.relnamespace = 'annals'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
   AND c.relname <> 'annals_migrations'";

/// Those that hold text or JSON of no fixed form, where it takes a reason to be of no class.
const FREE: &str = "
SELECT c.relname || '.' || attname FROM pg_class c JOIN pg_attribute a ON attrelid = c.oid AND attnum > 0 AND NOT attisdropped
 WHERE c.relnamespace = 'annals'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
   AND c.relname NOT IN ('annals_migrations', 'knowledge_articles', 'roles')
   AND (atttypid = 'jsonb'::regtype OR atttypid = 'text'::regtype OR atttypid = 'bytea'::regtype 
        OR (atttypid = 'varchar'::regtype AND atttypmod > 204))";

#[tokio::test]
async fn every_column_has_a_class_and_no_other_has() -> TestResult {
    let fixture = fixture().await?;
    let there: BTreeSet<String> =
        texts(&fixture.owner().await?, COLUMNS).await?.into_iter().collect();
    let classified: BTreeSet<String> =
        columns().map(|(table, column, _)| format!("{table}.{column}")).collect();
    let unclassified: Vec<_> = there.difference(&classified).collect();
    assert!(
        unclassified.is_empty(),
        "give them a class in entity/src/personal/columns.rs: {unclassified:?}"
    );
    let gone: Vec<_> = classified.difference(&there).collect();
    assert!(gone.is_empty(), "not there any more, in entity/src/personal/columns.rs: {gone:?}");
    Ok(())
}

#[tokio::test]
async fn free_text_and_json_are_personal_but_where_a_reason_is_known() -> TestResult {
    let fixture = fixture().await?;
    let free: BTreeSet<String> = texts(&fixture.owner().await?, FREE).await?.into_iter().collect();
    let none: BTreeSet<String> = columns()
        .filter(|(.., class)| class.is_none())
        .map(|(table, column, _)| format!("{table}.{column}"))
        .filter(|column| free.contains(column))
        .collect();
    let known = [
        "audit_erasures.entries_digest", // digests of the proof
        "audit_erasures.entries_erased", // counts by table
        "audit_erasures.rows_taken",
        "audit_log.table_name",
        "audit_seals.digest",
        "audit_seals.entries_digest",
        "audit_seals.previous_digest",
        "exports.claimed_by", // the name of a worker
        "import_runs.counts",
        "journal_entries.claimed_by",
        "messages.token_usage", // counts by kind
        "read_log.table_name",
    ];
    assert_eq!(none, known.map(str::to_owned).into());
    Ok(())
}

#[test]
fn the_guide_lists_each_column_that_has_a_class() -> TestResult {
    let guide = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/personal-data.md");
    let table = table()?;
    assert!(
        fs::read_to_string(guide)?.contains(&table),
        "docs/personal-data.md tells other classes: put this table in place of the one there\n{table}"
    );
    Ok(())
}

/// The columns of each table by class, as the guide has them.
fn table() -> Result<String, std::fmt::Error> {
    let mut table = "| table | personal | sensitive |\n|---|---|---|\n".to_owned();
    let mut names: Vec<&str> = columns().map(|(table, ..)| table).collect();
    names.dedup();
    for name in names {
        let of = |wanted: Class| {
            let those = columns().filter(|(table, _, class)| *table == name && *class == wanted);
            those.map(|(_, column, _)| format!("`{column}`")).collect::<Vec<_>>().join(" ")
        };
        writeln!(table, "| `{name}` | {} | {} |", of(Class::Personal), of(Class::Sensitive))?;
    }
    Ok(table)
}
