//! Enumerations of the crate equal the CHECKs of the columns they mirror.

use std::collections::{BTreeMap, BTreeSet};

use annals::entity::values::{
    AccountStatus, AuditOperation, EvidenceLevel, ExecutionStatus, ExportStatus, MessageRole,
    ProcessingStatus, ProjectStatus, ReadKind, RecordedBy,
};

use crate::support::{TestResult, fixture, rows};

/// Every CHECK that lists values, by the column it is on.
const LISTS: &str = "
SELECT t.relname || '.' || a.attname, v.allowed[1] FROM pg_constraint k JOIN pg_class t ON t.oid = k.conrelid
  JOIN pg_attribute a ON a.attrelid = t.oid AND k.conkey = ARRAY[a.attnum]
  CROSS JOIN regexp_matches(pg_get_constraintdef(k.oid), '''([^'']*)''', 'g') AS v (allowed)
 WHERE k.contype = 'c' AND t.relnamespace = 'annals'::regnamespace AND NOT t.relispartition
   AND pg_get_constraintdef(k.oid) LIKE '%ANY (%'";

#[tokio::test]
async fn each_enumeration_has_the_values_of_its_columns_check() -> TestResult {
    let mirrored: BTreeMap<&str, &[&str]> = BTreeMap::from([
        ("accounts.status", AccountStatus::ALL),
        ("agent_executions.status", ExecutionStatus::ALL),
        ("audit_log.operation", AuditOperation::ALL),
        ("audit_log.recorded_by", RecordedBy::ALL),
        ("exports.status", ExportStatus::ALL),
        ("journal_entries.processing_status", ProcessingStatus::ALL),
        ("knowledge_articles.evidence_level", EvidenceLevel::ALL),
        ("messages.role", MessageRole::ALL),
        ("projects.status", ProjectStatus::ALL),
        ("read_log.kind", ReadKind::ALL),
    ]);
    let in_crate: BTreeSet<(String, String)> = mirrored
        .iter()
        .flat_map(|(column, values)| {
            values.iter().map(|value| (column.to_string(), value.to_string()))
        })
        .collect();

    let fixture = fixture().await?;
    let listed: Vec<(String, String)> = rows(&fixture.owner().await?, LISTS, []).await?;
    let in_database: BTreeSet<_> = listed.into_iter().collect();

    assert_eq!(in_database, in_crate);
    Ok(())
}

#[test]
fn every_value_is_read_back_as_what_it_was_and_nothing_else_is() {
    for value in ProcessingStatus::ALL {
        assert_eq!(value.parse().map(ProcessingStatus::as_str), Ok(*value));
    }
    let refused = "Pending".parse::<ProcessingStatus>().map_err(|error| error.to_string());
    let said =
        "\"Pending\" is no processing status: it is one of pending, processing, completed, failed";
    assert_eq!(refused, Err(said.to_owned()));
}
