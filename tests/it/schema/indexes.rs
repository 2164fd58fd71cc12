//! Indexes: for each foreign key, and for what operations sort and filter by.

use std::collections::BTreeSet;

use crate::{
    catalogue::{assert_none, texts},
    support::{TestResult, fixture},
};

/// What the requirements name: table, method, leading columns (all of them where it is unique), and
/// the condition, if any.
const WANTED: &[&str] = &[
    "users UNIQUE btree (account_id, email_key) WHERE (deleted_at IS NULL)",
    "users UNIQUE btree (account_id, username) WHERE (deleted_at IS NULL)",
    "identities UNIQUE btree (provider, subject)",
    "identities UNIQUE btree (id)",
    "roles UNIQUE btree (name)",
    "user_roles UNIQUE btree (account_id, user_id, role_id) WHERE (deleted_at IS NULL)",
    "sessions UNIQUE btree (account_id, token_hash) WHERE (deleted_at IS NULL)",
    "journal_entries gin (account_id, raw_data)",
    "journal_entries gin (account_id, tags jsonb_path_ops)",
    "journal_entries gin (account_id, search)",
    "journal_entries btree (account_id, created_at DESC)",
    "journal_entries btree (account_id, user_id, created_at DESC)",
    "journal_entries btree (account_id, user_id, entry_date, id)",
    "journal_entries btree (account_id, processing_status, created_at) WHERE ((processing_status)::text = 'pending'::text)",
    "processed_content btree (account_id, journal_id)",
    "processed_content btree (account_id, task_type, created_at DESC)",
    "processed_content btree (account_id, user_id, task_type, created_at DESC)",
    "processed_content gin (account_id, processed_data jsonb_path_ops)",
    "projects btree (account_id, created_by, status, updated_at DESC)",
    "projects btree (account_id, created_at DESC)",
    "documents UNIQUE btree (account_id, project_id, document_type) WHERE (deleted_at IS NULL)",
    "document_versions UNIQUE btree (account_id, document_id, version) WHERE (deleted_at IS NULL)",
    "document_versions gin (account_id, search)",
    "agent_executions btree (account_id, project_id, started_at DESC)",
    "agent_executions btree (account_id, correlation_id)",
    "agent_executions btree (account_id, status, started_at)",
    "exports btree (account_id, project_id)",
    "exports btree (account_id, expires_at) WHERE ((status)::text = 'completed'::text)",
    "conversations btree (account_id, user_id, session_type, last_message_at DESC)",
    "businesses btree (account_id, user_id, created_at DESC)",
    "businesses btree (account_id, stage, created_at DESC)",
    "conversations btree (account_id, business_id, last_message_at DESC)",
    "conversations btree (account_id, last_message_at DESC)",
    "messages UNIQUE btree (account_id, conversation_id, position) WHERE (deleted_at IS NULL)",
    "messages btree (account_id, conversation_id, created_at, id)",
    "messages btree (account_id, created_at) WHERE (token_usage IS NOT NULL)",
    "messages gin (account_id, search)",
    "knowledge_articles UNIQUE btree (category, title)",
    "knowledge_articles btree (category, evidence_level)",
    "knowledge_articles gin (search)",
    "knowledge_articles gin (tags jsonb_path_ops)",
    "audit_log btree (account_id, table_name, row_id, row_version)",
    // Read backwards: an account's newest entries.
    "audit_log UNIQUE btree (account_id, occurred_at, id)",
    "audit_log btree (account_id, actor_id, occurred_at DESC)",
    "audit_log btree (account_id, transaction_id)",
    "audit_seals UNIQUE btree (account_id, number)",
    "audit_retentions UNIQUE btree (month)",
    "import_runs btree (account_id, started_at DESC)",
    "import_refusals btree (account_id, run_id)",
];

/// As in [`WANTED`]. The name `position` is quoted where PostgreSQL thinks it a keyword.
const INDEXES: &str = r#"
SELECT t.relname || CASE WHEN indisunique THEN ' UNIQUE ' ELSE ' ' END
       || replace(regexp_replace(pg_get_indexdef(indexrelid), '^.* USING ', ''), '"', '')
  FROM pg_index JOIN pg_class t ON t.oid = indrelid
 WHERE t.relnamespace = 'annals'::regnamespace AND NOT t.relispartition AND indisvalid"#;

/// Is an index what is wanted? More columns may follow, but for a unique one.
fn is_wanted(index: &str, wanted: &str) -> bool {
    let parts = |text: &str| -> (String, String) {
        let (columns, condition) = text.split_once(" WHERE ").unwrap_or((text, ""));
        (columns.trim_end_matches(')').to_owned(), condition.to_owned())
    };
    let ((columns, condition), (leading, wanted_condition)) = (parts(index), parts(wanted));
    let rest = columns.strip_prefix(leading.as_str());
    condition == wanted_condition
        && rest.is_some_and(|rest| {
            rest.is_empty() || rest.starts_with(", ") && !wanted.contains("UNIQUE")
        })
}

#[tokio::test]
async fn every_index_that_the_requirements_name_is_there() -> TestResult {
    let fixture = fixture().await?;
    let there: BTreeSet<String> =
        texts(&fixture.owner().await?, INDEXES).await?.into_iter().collect();
    let missing: Vec<_> = WANTED
        .iter()
        .filter(|wanted| !there.iter().any(|index| is_wanted(index, wanted)))
        .collect();
    assert!(missing.is_empty(), "missing: {missing:#?}\nthere: {there:#?}");
    Ok(())
}

#[tokio::test]
async fn every_foreign_key_has_an_index_that_holds_every_row() -> TestResult {
    let fixture = fixture().await?;
    assert_none(
        &fixture.owner().await?,
        "without an index that starts with its columns",
        "SELECT conrelid::regclass || ' ' || pg_get_constraintdef(k.oid) FROM pg_constraint k
          WHERE contype = 'f' AND connamespace = 'annals'::regnamespace AND NOT EXISTS (
            SELECT FROM pg_index i WHERE i.indrelid = k.conrelid AND i.indpred IS NULL AND i.indisvalid
               AND (SELECT array_agg(n ORDER BY n) FROM unnest((i.indkey::int2[])[0:cardinality(k.conkey) - 1]) n)
                 = (SELECT array_agg(n ORDER BY n) FROM unnest(k.conkey) n))",
    )
    .await
}

#[tokio::test]
async fn no_index_is_the_beginning_of_another_one() -> TestResult {
    let fixture = fixture().await?;
    assert_none(
        &fixture.owner().await?,
        "says nothing that another does not",
        "SELECT a.indexrelid::regclass || ' is in ' || b.indexrelid::regclass FROM pg_index a JOIN pg_index b
             ON a.indrelid = b.indrelid AND a.indexrelid <> b.indexrelid
           JOIN pg_class t ON t.oid = a.indrelid AND t.relnamespace = 'annals'::regnamespace AND NOT t.relispartition
          WHERE NOT a.indisunique AND a.indpred IS NULL AND b.indpred IS NULL AND a.indexprs IS NULL
            AND a.indnkeyatts < b.indnkeyatts
            AND a.indkey::int2[] = (b.indkey::int2[])[0:a.indnkeyatts - 1]
            AND a.indoption::int2[] = (b.indoption::int2[])[0:a.indnkeyatts - 1]
            AND a.indclass::oid[] = (b.indclass::oid[])[0:a.indnkeyatts - 1]",
    )
    .await
}
