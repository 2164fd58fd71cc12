//! Rules for every table and name of the schema `annals`.

use crate::{
    catalogue::assert_none,
    support::{TestResult, fixture},
};

async fn assert_nothing(rule: &str, breaks: &str) -> TestResult {
    let fixture = fixture().await?;
    assert_none(&fixture.owner().await?, rule, breaks).await
}

#[tokio::test]
async fn every_time_has_a_zone() -> TestResult {
    assert_nothing(
        "a time without a zone",
        "SELECT attrelid::regclass || '.' || attname FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
          WHERE c.relnamespace = 'annals'::regnamespace AND attnum > 0 AND NOT attisdropped
            AND atttypid IN ('timestamp'::regtype, 'time'::regtype, 'timetz'::regtype)",
    )
    .await
}

#[tokio::test]
async fn created_and_updated_at_are_there_and_default_to_now() -> TestResult {
    assert_nothing(
        "created_at, updated_at",
        "SELECT c.relname || '.' || named FROM pg_class c CROSS JOIN unnest('{created_at,updated_at}'::text[]) named
           LEFT JOIN pg_attribute a ON attrelid = c.oid AND attname = named
           LEFT JOIN pg_attrdef d ON adrelid = attrelid AND adnum = attnum
          WHERE c.relnamespace = 'annals'::regnamespace AND c.relkind = 'r' AND NOT c.relispartition
            AND c.relname <> 'annals_migrations'
            AND (NOT coalesce(attnotnull, false) OR pg_get_expr(adbin, adrelid) IS DISTINCT FROM 'CURRENT_TIMESTAMP')
            AND pg_get_expr(adbin, adrelid) IS DISTINCT FROM 'now()'",
    )
    .await
}

#[tokio::test]
async fn an_id_has_a_default() -> TestResult {
    assert_nothing(
        "without annals.uuid_v7()",
        "SELECT c.relname::text FROM pg_class c JOIN pg_attribute a ON attrelid = c.oid AND attname = 'id'
           LEFT JOIN pg_attrdef d ON adrelid = attrelid AND adnum = attnum
          WHERE c.relnamespace = 'annals'::regnamespace AND c.relkind = 'r' AND NOT c.relispartition
            AND pg_get_expr(adbin, adrelid) IS DISTINCT FROM 'annals.uuid_v7()'",
    )
    .await
}

#[tokio::test]
async fn json_is_binary_and_there_unless_it_may_be_missing() -> TestResult {
    assert_nothing(
        "JSON columns",
        "SELECT c.relname || '.' || a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
           LEFT JOIN pg_attrdef d ON adrelid = attrelid AND adnum = attnum
          WHERE c.relnamespace = 'annals'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
            AND (atttypid = 'json'::regtype OR atttypid = 'jsonb'::regtype
                 AND NOT (attnotnull AND pg_get_expr(adbin, adrelid) IN ('''{}''::jsonb', '''[]''::jsonb'))
                 AND (c.relname || '.' || a.attname) NOT IN (
                   'journal_entries.raw_data', 'processed_content.processed_data', 'processed_content.ai_provider_info',
                   'agent_executions.input_data', 'agent_executions.output_data', 'messages.token_usage',
                   'messages.sources_used', 'messages.citations', 'audit_log.context', 'audit_log.image'))",
    )
    .await
}

#[tokio::test]
async fn no_enumerated_type_is_used() -> TestResult {
    assert_nothing(
        "an enumerated type",
        "SELECT typname::text FROM pg_type WHERE typnamespace = 'annals'::regnamespace AND typtype IN ('e', 'd')",
    )
    .await
}

#[tokio::test]
async fn no_name_reaches_the_length_at_which_it_would_be_cut() -> TestResult {
    assert_nothing(
        "63 bytes or more",
        "SELECT name FROM (
           SELECT relname::text AS name FROM pg_class WHERE relnamespace = 'annals'::regnamespace AND relkind IN ('r', 'p', 'v')
           UNION ALL SELECT c.relname::text FROM pg_index JOIN pg_class c ON c.oid = indexrelid JOIN pg_class t ON t.oid = indrelid
            WHERE c.relnamespace = 'annals'::regnamespace AND NOT t.relispartition
           UNION ALL SELECT conname::text FROM pg_constraint WHERE connamespace = 'annals'::regnamespace
           UNION ALL SELECT proname::text FROM pg_proc WHERE pronamespace = 'annals'::regnamespace
           UNION ALL SELECT tgname::text FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid
            WHERE c.relnamespace = 'annals'::regnamespace AND NOT tgisinternal
         ) named WHERE octet_length(name) >= 63",
    )
    .await
}

#[tokio::test]
async fn indexes_are_named_for_their_table_and_columns() -> TestResult {
    // An `id` at the end, which makes a sort key definite, may go without saying. A key of JSON is named
    // as the key alone.
    assert_nothing(
        "not idx_<table>_<columns>",
        "SELECT c.relname || ' ' || pg_get_indexdef(c.oid) FROM pg_index i JOIN pg_class c ON c.oid = indexrelid
           JOIN pg_class t ON t.oid = indrelid
           CROSS JOIN LATERAL (SELECT replace(string_agg(regexp_replace(pg_get_indexdef(indexrelid, n, true), '^\\(\\w+ ->> ''(\\w+)''::text\\)$', '\\1'), '_' ORDER BY n), '\"', '') AS columns
             FROM generate_series(1, indnkeyatts) n WHERE pg_get_indexdef(indexrelid, n, true) <> 'account_id') k
          WHERE t.relnamespace = 'annals'::regnamespace AND NOT t.relispartition AND NOT indisprimary
            AND t.relname <> 'annals_migrations' AND c.relname <> 'idx_' || t.relname || '_' || columns
            AND c.relname <> 'idx_' || t.relname || '_' || regexp_replace(columns, '_id$', '')",
    )
    .await
}

#[tokio::test]
async fn every_constraint_is_named_for_its_table() -> TestResult {
    assert_nothing(
        "a name that nobody gave",
        "SELECT t.relname || ' ' || conname FROM pg_constraint JOIN pg_class t ON t.oid = conrelid
          WHERE t.relnamespace = 'annals'::regnamespace AND NOT t.relispartition AND contype IN ('p', 'f', 'c', 'u')
            AND t.relname <> 'annals_migrations'
            AND NOT starts_with(conname, CASE contype WHEN 'p' THEN 'pk_' WHEN 'f' THEN 'fk_' ELSE '' END || t.relname)",
    )
    .await
}

#[tokio::test]
async fn every_table_column_and_index_is_explained() -> TestResult {
    assert_nothing(
        "no comment: give it one in a file of migration/src/sql/comments, then run `make schema`",
        "SELECT c.relname || coalesce('.' || attname, '') FROM pg_class c
           LEFT JOIN LATERAL (
             SELECT NULL::name AS attname, 0::smallint AS attnum
             UNION ALL SELECT attname, attnum FROM pg_attribute
              WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped AND c.relkind IN ('r', 'p')) part ON true
          WHERE c.relnamespace = 'annals'::regnamespace AND c.relkind IN ('r', 'p', 'i', 'I') AND NOT c.relispartition
            AND c.relname NOT LIKE 'annals\\_migrations%' AND c.relname NOT LIKE 'pk\\_%'
            AND NOT EXISTS (SELECT FROM pg_description
              WHERE classoid = 'pg_class'::regclass AND objoid = c.oid AND objsubid = attnum AND btrim(description) <> '')",
    )
    .await
}
