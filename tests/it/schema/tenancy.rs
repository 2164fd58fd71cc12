//! Each tenant table: keys that start with the account, a policy, grants, a scoped view.

use crate::{
    catalogue::{TENANT_TABLES, assert_none, tenant_tables},
    support::{TestResult, fixture},
};

/// A query over the tenant tables, each an oid called `t`, that finds what breaks a rule.
async fn assert_no_tenant_table(rule: &str, breaks: &str) -> TestResult {
    let fixture = fixture().await?;
    let owner = fixture.owner().await?;
    tenant_tables(&owner).await?;
    let sql = format!(
        "WITH tenant AS (SELECT ('annals.' || name)::regclass AS t FROM ({TENANT_TABLES}) named (name)) {breaks}"
    );
    assert_none(&owner, rule, &sql).await
}

#[tokio::test]
async fn the_primary_key_is_account_and_id() -> TestResult {
    assert_no_tenant_table(
        "another primary key",
        "SELECT t::text || ' ' || coalesce(pg_get_constraintdef(k.oid), 'none') FROM tenant
           LEFT JOIN pg_constraint k ON k.conrelid = t AND k.contype = 'p'
          WHERE pg_get_constraintdef(k.oid) IS DISTINCT FROM 'PRIMARY KEY (account_id, id)'",
    )
    .await
}

#[tokio::test]
async fn rows_go_with_their_account_but_for_the_proofs_of_its_log() -> TestResult {
    assert_no_tenant_table(
        "without a cascading key to the account",
        "SELECT t::text FROM tenant WHERE t NOT IN ('annals.audit_seals'::regclass, 'annals.audit_erasures'::regclass) AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = t
            AND pg_get_constraintdef(k.oid) = 'FOREIGN KEY (account_id) REFERENCES annals.accounts(id) ON DELETE CASCADE')",
    )
    .await
}

#[tokio::test]
async fn a_reference_to_a_tenant_table_starts_with_the_account() -> TestResult {
    assert_no_tenant_table(
        "a reference without the account",
        "SELECT k.conname || ' ' || pg_get_constraintdef(k.oid) FROM tenant JOIN pg_constraint k ON k.conrelid = t
          WHERE k.contype = 'f' AND k.confrelid IN (SELECT t FROM tenant)
            AND pg_get_constraintdef(k.oid) !~ '^FOREIGN KEY \\(account_id, \\w+\\) REFERENCES annals\\.\\w+\\(account_id, id\\)'",
    )
    .await
}

#[tokio::test]
async fn a_reference_never_nulls_or_restricts() -> TestResult {
    // SET NULL would null the account; RESTRICT would stand against the account's own deletion.
    assert_no_tenant_table(
        "neither CASCADE nor NO ACTION",
        "SELECT k.conname || ' ' || k.confdeltype::text FROM tenant JOIN pg_constraint k ON k.conrelid = t
          WHERE k.contype = 'f' AND (k.confdeltype NOT IN ('a', 'c') OR k.confupdtype <> 'a')",
    )
    .await
}

#[tokio::test]
async fn every_unique_index_starts_with_the_account() -> TestResult {
    assert_no_tenant_table(
        "unique across accounts",
        "SELECT pg_get_indexdef(indexrelid) FROM tenant JOIN pg_index ON indrelid = t
          WHERE indisunique AND pg_get_indexdef(indexrelid, 1, true) <> 'account_id'",
    )
    .await
}

#[tokio::test]
async fn uniqueness_counts_living_rows_alone_where_rows_are_deleted_softly() -> TestResult {
    assert_no_tenant_table(
        "counts deleted rows",
        "SELECT pg_get_indexdef(indexrelid) FROM tenant JOIN pg_index ON indrelid = t
           JOIN pg_attribute ON attrelid = t AND attname = 'deleted_at'
          WHERE indisunique AND NOT indisprimary
            AND pg_get_expr(indpred, indrelid) IS DISTINCT FROM '(deleted_at IS NULL)'",
    )
    .await
}

#[tokio::test]
async fn what_hangs_on_a_softly_deleted_row_can_be_deleted_softly_too() -> TestResult {
    let has = |table: &str, column: &str| {
        format!(
            "EXISTS (SELECT FROM pg_attribute WHERE attrelid = {table} AND attname = '{column}')"
        )
    };
    let breaks = format!(
        "SELECT t::text || ' has not both columns' FROM tenant WHERE {} <> {}
         UNION ALL SELECT k.conname || ': its parent is deleted softly, the child is not' FROM tenant
           JOIN pg_constraint k ON k.conrelid = t AND k.contype = 'f' AND k.confdeltype = 'c'
          WHERE {} AND NOT {}
         UNION ALL SELECT t::text || ' finds no deletion by its id' FROM tenant WHERE {} AND NOT EXISTS (
           SELECT FROM pg_index WHERE indrelid = t
              AND pg_get_indexdef(indexrelid) LIKE '%(account_id, deletion_id) WHERE (deletion_id IS NOT NULL)')",
        has("t", "deleted_at"),
        has("t", "deletion_id"),
        has("k.confrelid", "deletion_id"),
        has("t", "deletion_id"),
        has("t", "deletion_id"),
    );
    assert_no_tenant_table("soft deletion", &breaks).await
}

#[tokio::test]
async fn the_one_policy_of_all_tenant_tables_is_on() -> TestResult {
    assert_no_tenant_table(
        "not the one policy",
        "SELECT t::text || coalesce(': ' || string_agg(concat_ws(' ', p.polname, p.polcmd, p.polroles::regrole[],
                 pg_get_expr(p.polqual, t), pg_get_expr(p.polwithcheck, t)), '; '), ' has none')
           FROM tenant JOIN pg_class c ON c.oid = t LEFT JOIN pg_policy p ON p.polrelid = t
          GROUP BY t, c.relrowsecurity
         HAVING NOT c.relrowsecurity OR count(p.oid) <> 1 OR NOT bool_and(
            p.polname = 'account' AND p.polcmd = '*' AND p.polpermissive AND p.polroles = '{0}'
            AND pg_get_expr(p.polqual, t) = '(account_id = ( SELECT annals.current_account() AS current_account))'
            AND pg_get_expr(p.polwithcheck, t) = pg_get_expr(p.polqual, t))",
    )
    .await
}

#[tokio::test]
async fn accounts_identities_and_the_log_stand_under_the_same_policy() -> TestResult {
    let fixture = fixture().await?;
    assert_none(
        &fixture.owner().await?,
        "not the one policy",
        "SELECT named FROM unnest('{accounts,identities,audit_log}'::text[]) named WHERE NOT EXISTS (
           SELECT FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
            WHERE c.oid = ('annals.' || named)::regclass AND c.relrowsecurity AND p.polcmd = '*' AND p.polroles = '{0}'
              AND pg_get_expr(p.polqual, c.oid) ~ '^\\((account_id|id) = \\( SELECT annals.current_account\\(\\) AS current_account\\)\\)$'
              AND pg_get_expr(p.polwithcheck, c.oid) = pg_get_expr(p.polqual, c.oid))",
    )
    .await
}

#[tokio::test]
async fn a_scoped_view_has_every_column_of_its_table() -> TestResult {
    assert_no_tenant_table(
        "columns that the scoped view lacks",
        "SELECT c.relname || '.' || a.attname FROM tenant JOIN pg_class c ON c.oid = t
           JOIN pg_attribute a ON a.attrelid = t AND a.attnum > 0 AND NOT a.attisdropped
           LEFT JOIN pg_attribute v ON v.attrelid = to_regclass('annals.scoped_' || c.relname) AND v.attname = a.attname
          WHERE v.atttypid IS DISTINCT FROM a.atttypid",
    )
    .await
}

#[tokio::test]
async fn the_roles_hold_what_each_is_for() -> TestResult {
    assert_no_tenant_table(
        "grants",
        "SELECT concat_ws(' ', t, role, 'has', coalesce(held, 'nothing'), 'not', wanted) FROM tenant
           CROSS JOIN LATERAL (VALUES
             ('annals_app', CASE WHEN t IN ('annals.audit_seals'::regclass, 'annals.audit_erasures'::regclass) THEN 'SELECT'
               WHEN t = 'annals.read_log'::regclass THEN 'INSERT, SELECT' ELSE 'DELETE, INSERT, SELECT, UPDATE' END),
             ('annals_reader', 'SELECT'), ('annals_operator', 'SELECT'), ('-', NULL)) grants (role, wanted)
           CROSS JOIN LATERAL (SELECT string_agg(privilege_type, ', ' ORDER BY privilege_type) AS held
             FROM pg_class c, aclexplode(c.relacl) acl WHERE c.oid = t AND acl.grantee::regrole::text = role) found
          WHERE held IS DISTINCT FROM wanted
         UNION ALL
         SELECT concat_ws(' ', view, role, 'may not read') FROM tenant JOIN pg_class c ON c.oid = t
           CROSS JOIN LATERAL (SELECT to_regclass('annals.scoped_' || c.relname) AS view) v
           CROSS JOIN unnest('{annals_app,annals_reader}'::text[]) AS role
          WHERE NOT coalesce(has_table_privilege(role, view, 'SELECT'), false)",
    )
    .await
}
