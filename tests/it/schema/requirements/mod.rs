//! What applications have asked for, fact by fact, looked up in the catalogue: tables and columns, what
//! refers to what, indexes, and the variables that a configuration may come from.

mod columns;

use std::{collections::BTreeSet, time::Duration};

use annals::service::config::{DatabaseConfig, SslMode};

use crate::{
    catalogue::texts,
    support::{TestResult, fixture},
};

/// Every column of the schema in the words of [`columns::WANTED`], behind the name of its table.
const COLUMNS: &str = "
SELECT c.relname || ' ' || attname || ' '
       || replace(replace(format_type(atttypid, atttypmod), 'character varying', 'varchar'), 'timestamp with time zone', 'timestamptz')
       || CASE WHEN attnotnull THEN ' !' ELSE '' END
       || coalesce(' = ' || regexp_replace(pg_get_expr(adbin, adrelid), '::(character varying|text|jsonb|interval)', '', 'g'), '')
       || coalesce(': ' || allowed, '')
  FROM pg_class c JOIN pg_attribute a ON attrelid = c.oid AND attnum > 0 AND NOT attisdropped
  LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum AND attgenerated = ''
  LEFT JOIN LATERAL (
    SELECT CASE WHEN rule LIKE '%ANY (%'
                THEN (SELECT string_agg(value[1], ' ' ORDER BY place) FROM regexp_matches(rule, '''([^'']*)''', 'g') WITH ORDINALITY v (value, place))
                WHEN rule LIKE '%<=%' THEN array_to_string(regexp_match(rule, '>= [(]?(-?\\d+).*<= [(]?(-?\\d+)'), ' to ')
                ELSE 'from ' || (regexp_match(rule, '>= (\\d+)'))[1] END AS allowed
      FROM (SELECT replace(pg_get_expr(conbin, conrelid, true), '''-1''', '-1') AS rule FROM pg_constraint
             WHERE conrelid = c.oid AND contype = 'c' AND conkey = ARRAY[attnum]) checks) k ON true
 WHERE c.relnamespace = 'annals'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition";

#[tokio::test]
async fn every_table_has_the_columns_that_are_asked_for() -> TestResult {
    let fixture = fixture().await?;
    let there: BTreeSet<String> =
        texts(&fixture.owner().await?, COLUMNS).await?.into_iter().collect();
    let mut missing = Vec::new();
    for (table, columns) in columns::WANTED {
        for column in columns.lines().map(str::trim) {
            let wanted = format!("{table} {column}");
            if there.contains(&wanted) {
                continue;
            }
            let name = column.split(' ').next().unwrap_or_default();
            let beginning = format!("{table} {name} ");
            let actual = there.iter().find(|it| it.starts_with(&beginning));
            missing.push(format!("wanted {wanted}\n  there  {actual:?}"));
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
    Ok(())
}

#[tokio::test]
async fn no_table_is_there_that_nobody_asked_for() -> TestResult {
    let fixture = fixture().await?;
    let tables = "SELECT relname::text FROM pg_class WHERE relnamespace = 'annals'::regnamespace
                     AND relkind IN ('r', 'p') AND NOT relispartition AND relname <> 'annals_migrations'";
    let there: BTreeSet<String> =
        texts(&fixture.owner().await?, tables).await?.into_iter().collect();
    assert_eq!(there, columns::WANTED.iter().map(|(table, _)| (*table).to_owned()).collect());
    Ok(())
}

/// What refers to what, and what becomes of it when that is deleted.
const REFERENCES: &[&str] = &[
    "agent_executions.project_id goes with projects",
    "businesses.user_id goes with users",
    "conversations.business_id goes with businesses",
    "conversations.user_id goes with users",
    "document_versions.created_by keeps users",
    "document_versions.document_id goes with documents",
    "documents.created_by keeps users",
    "documents.project_id goes with projects",
    "exports.project_id goes with projects",
    "identities.user_id goes with users",
    "import_refusals.run_id goes with import_runs",
    "journal_entries.user_id goes with users",
    "messages.conversation_id goes with conversations",
    "processed_content.journal_id goes with journal_entries",
    "processed_content.user_id goes with users",
    "projects.created_by keeps users",
    "sessions.user_id goes with users",
    "user_roles.granted_by keeps users",
    "user_roles.role_id keeps roles",
    "user_roles.user_id goes with users",
];

#[tokio::test]
async fn every_reference_does_on_a_deletion_what_is_asked_for() -> TestResult {
    let fixture = fixture().await?;
    let keys = "SELECT conrelid::regclass || '.' || attname || CASE confdeltype WHEN 'c' THEN ' goes with ' ELSE ' keeps ' END || confrelid::regclass
                  FROM pg_constraint JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[cardinality(conkey)]
                 WHERE contype = 'f' AND conparentid = 0 AND connamespace = 'annals'::regnamespace
                   AND confrelid <> 'annals.accounts'::regclass";
    let there = texts(&fixture.owner().await?, keys).await?;
    let there: BTreeSet<String> =
        there.into_iter().map(|line| line.replace("annals.", "")).collect();
    assert_eq!(there, REFERENCES.iter().map(|it| (*it).to_owned()).collect());
    Ok(())
}

/// What is looked up and sorted by, and the beginning of the index that serves it. Where a single owner was
/// meant, the index begins with the account.
const LOOKUPS: &[(&str, &str)] = &[
    ("a user by e-mail address", "users (account_id, email_key)"),
    ("a user by name", "users (account_id, username)"),
    ("a user by what a provider says", "identities (provider, subject)"),
    ("a role by name", "roles (name)"),
    ("the roles of a user", "user_roles (account_id, user_id"),
    ("a session by its token", "sessions (account_id, token_hash)"),
    ("a user's entries", "journal_entries (account_id, user_id"),
    ("entries by time", "journal_entries (account_id, created_at"),
    ("a user's entries by time", "journal_entries (account_id, user_id, created_at"),
    ("entries by what is in them", "journal_entries gin (account_id, raw_data)"),
    ("entries by tag", "journal_entries gin (account_id, tags"),
    ("what was found in an entry", "processed_content (account_id, journal_id"),
    ("what a task has found", "processed_content (account_id, task_type"),
    ("entries by sentiment", "processed_content gin (account_id, processed_data"),
    ("projects by time", "projects (account_id, created_at"),
    ("a user's projects of a status", "projects (account_id, created_by, status, updated_at"),
    ("a document of a project by type", "documents (account_id, project_id, document_type)"),
    ("a version of a document", "document_versions (account_id, document_id, version)"),
    ("the runs for a project", "agent_executions (account_id, project_id, started_at"),
    ("the runs of a request", "agent_executions (account_id, correlation_id"),
    ("runs of a status", "agent_executions (account_id, status, started_at"),
    ("the exports of a project", "exports (account_id, project_id"),
    (
        "exports that are over",
        "exports (account_id, expires_at, id) WHERE ((status)::text = 'completed'",
    ),
    ("a user's businesses", "businesses (account_id, user_id"),
    ("conversations about a business", "conversations (account_id, business_id"),
    ("a user's conversations of a kind", "conversations (account_id, user_id, session_type"),
    ("the messages of a conversation", "messages (account_id, conversation_id"),
    ("messages by time", "messages (account_id, conversation_id, created_at"),
    ("articles of a category", "knowledge_articles (category, evidence_level"),
];

#[tokio::test]
async fn every_lookup_that_is_asked_for_has_its_index() -> TestResult {
    let fixture = fixture().await?;
    let indexes = "SELECT t.relname || replace(regexp_replace(pg_get_indexdef(indexrelid), '^.* USING (btree)?', ' '), '  ', ' ')
                     FROM pg_index JOIN pg_class t ON t.oid = indrelid
                    WHERE t.relnamespace = 'annals'::regnamespace AND NOT t.relispartition AND indisvalid";
    let there = texts(&fixture.owner().await?, indexes).await?;
    for (lookup, index) in LOOKUPS {
        assert!(
            there.iter().any(|it| it.starts_with(index)),
            "{lookup}: no index begins as {index}; there are {there:#?}"
        );
    }
    Ok(())
}

/// A variable, a value, and what it must do.
type Variable = (&'static str, &'static str, fn(&DatabaseConfig) -> bool);

const URL: &str = "postgres://app:secret@db.example.org:5433/journal";

/// Beside `DATABASE_URL`.
const VARIABLES: &[Variable] = &[
    ("DATABASE_POOL_SIZE", "10", |it| it.max_connections() == 10),
    ("DATABASE_SSL", "false", |it| it.ssl_mode() == SslMode::Disable),
    ("DATABASE_SSL", "true", |it| it.ssl_mode() == SslMode::VerifyFull),
    ("DB_ACQUIRE_TIMEOUT", "30", |it| it.acquire_timeout() == Duration::from_secs(30)),
    ("DB_CONN_MAX_LIFETIME", "1h", |it| it.max_lifetime() == Some(Duration::from_hours(1))),
    ("DB_MAX_CONNECTIONS", "10", |it| it.max_connections() == 10),
    ("DB_MAX_CONNS", "25", |it| it.max_connections() == 25),
    ("DB_MIN_CONNECTIONS", "2", |it| it.min_connections() == 2),
];

/// In place of `DATABASE_URL`.
const PARTS: &[(&str, &str)] = &[
    ("DB_HOST", "db.example.org"),
    ("DB_PORT", "5433"),
    ("DB_NAME", "journal"),
    ("DB_USER", "app"),
    ("DB_PASSWORD", "secret"),
];

#[test]
fn every_variable_that_is_asked_for_does_what_it_says() -> TestResult {
    for (name, value, is_obeyed) in VARIABLES {
        let config = DatabaseConfig::from_variables(|asked| match asked {
            "DATABASE_URL" => Some(URL.to_owned()),
            asked => (asked == *name).then(|| (*value).to_owned()),
        })?;
        assert!(is_obeyed(&config), "{name}={value}");
    }
    let config = DatabaseConfig::from_variables(|asked| {
        PARTS.iter().find(|(name, _)| *name == asked).map(|(_, value)| (*value).to_owned())
    })?;
    let place = (&*config.host(), config.port(), config.database(), config.user());
    assert_eq!(place, ("db.example.org", 5433, "journal", "app"));
    Ok(())
}

#[test]
fn a_variable_without_a_counterpart_is_told_what_to_use_instead() {
    let documentation = include_str!("../../../../service/src/config/mod.rs");
    assert!(documentation.contains("`DB_MAX_IDLE_CONNS`"));
}
