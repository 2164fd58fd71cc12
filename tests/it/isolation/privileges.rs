//! What the roles may do, and what no role of an application may.

use annals::prelude::*;
use sea_orm::{ConnectionTrait, Database as Connection, TransactionTrait};
use uuid::Uuid;

use crate::{
    catalogue::{assert_none, one, refused, texts},
    filled::{fill, tables},
    support::{TestResult, fixture, rows},
};

#[tokio::test]
async fn the_application_touches_nothing_that_is_not_under_a_policy() -> TestResult {
    let fixture = fixture().await?;
    let owner = fixture.owner().await?;
    // A policy on the table, the policy's own condition in a scoped view, or a global table to read.
    let unprotected = "
SELECT grantee || ' may ' || string_agg(DISTINCT privilege, ', ') || ' ' || name FROM (
  SELECT c.relname AS name, c.relkind, c.relrowsecurity, r.rolname AS grantee, p.privilege
    FROM pg_class c CROSS JOIN pg_roles r
    CROSS JOIN unnest('{SELECT,INSERT,UPDATE,DELETE,TRUNCATE,REFERENCES,TRIGGER}'::text[]) AS p (privilege)
   WHERE c.relnamespace = 'annals'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')
     AND r.rolname IN ('annals_app', 'annals_reader')
     AND (has_table_privilege(r.oid, c.oid, p.privilege)
          OR p.privilege IN ('SELECT', 'INSERT', 'UPDATE', 'REFERENCES')
             AND has_any_column_privilege(r.oid, c.oid, p.privilege))
) held
 WHERE privilege IN ('TRUNCATE', 'REFERENCES', 'TRIGGER')
    OR (grantee = 'annals_reader' AND privilege <> 'SELECT')
    OR NOT (relrowsecurity
            OR relkind = 'v' AND name LIKE 'scoped\\_%' AND privilege = 'SELECT'
            OR name IN ('roles', 'knowledge_articles', 'audit_retentions') AND privilege = 'SELECT')
 GROUP BY grantee, name ORDER BY 1";
    assert_none(&owner, "not under a policy", unprotected).await
}

#[tokio::test]
async fn a_scoped_view_holds_the_condition_of_its_tables_policy() -> TestResult {
    let fixture = fixture().await?;
    let owner = fixture.owner().await?;
    assert_none(
        &owner,
        "without the policy's condition",
        "SELECT v.relname || ': ' || pg_get_viewdef(v.oid) FROM pg_class v
           JOIN pg_class t ON t.relnamespace = v.relnamespace AND 'scoped_' || t.relname = v.relname
           JOIN pg_policy p ON p.polrelid = t.oid AND p.polname = 'account'
          WHERE v.relkind = 'v' AND position('current_account()' IN pg_get_viewdef(v.oid)) = 0
         UNION ALL SELECT relname::text FROM pg_class v
          WHERE relnamespace = 'annals'::regnamespace AND relkind = 'v' AND NOT EXISTS (
            SELECT FROM pg_policy p JOIN pg_class t ON t.oid = p.polrelid WHERE 'scoped_' || t.relname = v.relname)",
    )
    .await
}

#[tokio::test]
async fn functions_that_run_as_their_owner_are_known_and_pin_their_search_path() -> TestResult {
    let fixture = fixture().await?;
    let owner = fixture.owner().await?;
    let definers = "FROM pg_proc p WHERE pronamespace = 'annals'::regnamespace AND prosecdef";
    let unpinned = format!(
        "SELECT proname::text {definers} AND NOT coalesce('search_path=annals, pg_catalog, pg_temp' = ANY (proconfig), false)"
    );
    assert_none(&owner, "without a search path of their own", &unpinned).await?;

    let callable = format!(
        "SELECT DISTINCT regexp_replace(proname, '^settle_.*', 'settle_*') {definers} AND prorettype <> 'trigger'::regtype
            AND has_function_privilege('annals_app', p.oid, 'EXECUTE') ORDER BY 1"
    );
    // The first finds one login and lists none, the third adds to a counter of articles; the others tell
    // of the own transaction's writes alone.
    let known = ["find_identity", "is_recorded", "record_use", "settle_*"];
    assert_eq!(texts(&owner, &callable).await?, known);
    Ok(())
}

#[tokio::test]
async fn the_application_can_neither_switch_its_policies_off_nor_become_somebody_else() -> TestResult
{
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let tx = fixture.db.begin(&ada.context()).await?;
    for forbidden in [
        "SET LOCAL row_security = off; SELECT * FROM annals.users",
        "SET LOCAL row_security = off; UPDATE annals.users SET name = 'x'",
        "ALTER TABLE annals.users DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE annals.users DISABLE TRIGGER ALL",
        "ALTER TABLE annals.users OWNER TO CURRENT_USER",
        "DROP POLICY account ON annals.users",
        "CREATE POLICY open ON annals.users USING (true)",
        "SET LOCAL ROLE annals_owner",
        "SET LOCAL ROLE annals_operator",
        "SET LOCAL session_replication_role = replica",
        "GRANT annals_owner TO CURRENT_USER",
        "CREATE TABLE annals.mine ()",
        "CREATE FUNCTION annals.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE TRIGGER mine BEFORE INSERT ON annals.users FOR EACH ROW EXECUTE FUNCTION annals.refuse()",
        "SELECT * FROM annals.annals_migrations",
        "SELECT annals.make_audit_partitions(current_date, 1)",
        "SELECT annals.drop_audit_months(1)",
        "SELECT annals.seal(annals.current_account())",
        "SELECT annals.erase_account(annals.current_account())",
        "SELECT annals.erase_user(annals.current_account(), annals.current_account())",
        "SELECT annals.erase_entries(annals.current_account(), NULL, '{}')",
        "SELECT annals.forget_reads(now())",
        "SELECT annals.isolate('annals.users')",
        "SELECT annals.untrack('annals.users')",
        "INSERT INTO annals.roles (name) VALUES ('root')",
        "UPDATE annals.knowledge_articles SET title = 'x'",
    ] {
        refused(tx.connection(), forbidden, &["42501"]).await?;
    }
    for table in tables(tx.connection()).await? {
        refused(tx.connection(), &format!("TRUNCATE annals.{} CASCADE", table.name), &["42501"])
            .await?;
    }
    for partition in texts(
        tx.connection(),
        "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'annals.audit_log'::regclass",
    )
    .await?
    {
        refused(tx.connection(), &format!("SELECT * FROM {partition}"), &["42501"]).await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_reader_sees_its_account_and_writes_nothing() -> TestResult {
    let fixture = fixture().await?;
    let tables = tables(&fixture.owner().await?).await?;
    let ours = fill(&fixture, &tables).await?;
    fill(&fixture, &tables).await?;
    let reader = Connection::connect(fixture.sandbox.reader_url()).await?;
    let tx = reader.begin().await?;
    for name in ours.ids.keys() {
        let count = format!("SELECT count(id) FROM annals.{name}");
        assert_eq!(one::<i64>(&tx, &count).await?, 0, "{name} without a context");
    }
    let context = format!("SELECT set_config('annals.account_id', '{}', true)", ours.account);
    tx.execute_unprepared(&context).await?;
    for table in &tables {
        let name = &table.name;
        let seen = format!("SELECT count(id) FROM annals.{name}");
        assert_eq!(one::<i64>(&tx, &seen).await?, 1, "{name} in context");
        for write in [
            table.insert(ours.account, Uuid::now_v7(), &ours.ids)?,
            format!("UPDATE annals.{name} SET created_at = created_at"),
            format!("DELETE FROM annals.{name}"),
            format!("TRUNCATE annals.{name} CASCADE"),
            format!("SELECT id FROM annals.{name} FOR UPDATE"),
        ] {
            refused(&tx, &write, &["42501"]).await?;
        }
    }
    let entry = "INSERT INTO annals.audit_log (account_id) VALUES (annals.current_account())";
    refused(&tx, entry, &["42501"]).await?;
    Ok(())
}

#[tokio::test]
async fn a_reader_reads_no_password_hash_by_any_way() -> TestResult {
    let fixture = fixture().await?;
    let mut new =
        NewAccount::with_identity("Ada", "ada@example.org", Identity::email("ada@example.org"));
    new.password_hash = Some("a-secret-hash".into());
    let ada = fixture.db.sign_up(new).await?;
    let reader = Connection::connect(fixture.sandbox.reader_url()).await?;
    let tx = reader.begin().await?;
    let context = format!("SELECT set_config('annals.account_id', '{}', true)", ada.account_id);
    tx.execute_unprepared(&context).await?;
    assert_eq!(
        one::<String>(&tx, "SELECT subject FROM annals.identities").await?,
        "ada@example.org"
    );
    for way in [
        "SELECT password_hash FROM annals.identities",
        "SELECT * FROM annals.identities",
        "SELECT i FROM annals.identities i",
        "SELECT subject FROM annals.identities WHERE password_hash LIKE 'a%'",
        "SELECT * FROM annals.find_identity('email', 'ada@example.org')",
        "COPY annals.identities TO STDOUT",
    ] {
        refused(&tx, way, &["42501"]).await?;
    }
    let logged = "SELECT count(*) FROM annals.audit_log WHERE table_name = 'identities'";
    assert_eq!(one::<i64>(&tx, logged).await?, 1);
    let leaked = "SELECT count(*) FROM annals.audit_log WHERE image::text LIKE '%a-secret-hash%'";
    assert_eq!(one::<i64>(&tx, leaked).await?, 0);
    Ok(())
}

#[tokio::test]
async fn a_login_finds_exactly_one_identity_of_all_accounts_and_lists_none() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let grace = fixture.sign_up().await?;
    let subjects = "SELECT subject::text FROM annals.identities WHERE account_id = $1";
    let owner = fixture.owner().await?;
    let of_grace: Vec<String> = rows(&owner, subjects, [grace.account_id.into()]).await?;

    // No context, and that of somebody else, make no difference.
    let find = "SELECT (f.\"user\").id FROM annals.find_identity('test', $1) f";
    let app = fixture.app().await?;
    let found: Vec<Uuid> = rows(&app, find, [of_grace[0].clone().into()]).await?;
    assert_eq!(found, [grace.user.id]);
    let tx = fixture.db.begin(&ada.context()).await?;
    let found: Vec<Uuid> = rows(tx.connection(), find, [of_grace[0].clone().into()]).await?;
    assert_eq!(found, [grace.user.id]);

    for pattern in ["%", "subject-%", "", "' OR true --"] {
        let found: Vec<Uuid> = rows(&app, find, [pattern.into()]).await?;
        assert!(found.is_empty(), "{pattern:?}");
    }
    let listed = texts(tx.connection(), "SELECT subject::text FROM annals.identities").await?;
    assert_eq!(listed.len(), 1);
    assert_ne!(listed, of_grace);
    assert_eq!(
        texts(&app, "SELECT subject::text FROM annals.identities").await?,
        Vec::<String>::new()
    );
    Ok(())
}
