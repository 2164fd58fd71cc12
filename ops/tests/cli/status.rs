//! `annals status`: each thing that can be wrong is made so, and found.

use annals_sandbox::{Server, ServerOptions};
use annals_service::prelude::*;
use sea_orm::ConnectionTrait;
use serde_json::Value;

use crate::{
    house::{House, Ran},
    support::{TestResult, annals},
};

/// What is found with both connections.
fn status(house: &House, arguments: &[&str]) -> TestResult<Ran> {
    Ok(house.command(&[&["status"][..], arguments].concat()).output()?.into())
}

fn findings(told: &Value) -> Vec<String> {
    let found = told["findings"].as_array().cloned().unwrap_or_default();
    found.iter().map(|it| format!("{}: {}", it["severity"], it["what"])).collect()
}

fn found(house: &House) -> TestResult<Vec<String>> {
    Ok(findings(&status(house, &["--json"])?.json()?))
}

#[tokio::test]
async fn a_durable_server_with_all_in_place_is_well() -> TestResult {
    let server =
        Server::private(ServerOptions { durable: true, ..ServerOptions::default() }).await?;
    let sandbox = server.database().await?;
    let run = |arguments: &[&str]| -> TestResult<Ran> {
        Ok(annals(Some(&sandbox)).args(arguments).output()?.into())
    };
    let told = run(&["status", "--json"])?.expect(0).json()?;
    let found = findings(&told);
    assert!(found.iter().all(|it| it.starts_with("\"advice\"")), "{found:?}");
    assert_eq!(told["migrations"]["pending"], Value::Array(Vec::new()));
    assert_eq!(told["server"]["settings"]["fsync"], "on");
    assert!(told["log"]["months"].as_array().is_some_and(|months| months.len() >= 3), "{told}");

    let ran = run(&["status"])?.expect(0);
    ran.expect_narrow();
    for told in
        ["PostgreSQL ", "annals_app", "0 pending", "2 ahead", "fsync on", "annals.audit_log"]
    {
        assert!(ran.out.contains(told), "{told} in {}", ran.out);
    }
    assert!(!ran.out.contains("Not seen:\n  which"), "{}", ran.out);
    Ok(())
}

/// What is done by the superuser, what undoes it, and what is found of it.
const TAMPERINGS: [(&str, &str, &str); 13] = [
    (
        "DELETE FROM annals.annals_migrations WHERE version = (SELECT max(version) FROM annals.annals_migrations)",
        "INSERT INTO annals.annals_migrations SELECT 'm20261121_000034_explain_tables', 1",
        "\"danger\": \"migrations are pending: m2",
    ),
    (
        "INSERT INTO annals.annals_migrations VALUES ('m29990101_000001_fly', 1)",
        "DELETE FROM annals.annals_migrations WHERE version LIKE 'm2999%'",
        "\"warning\": \"the database has migrations of a newer Annals: m29990101_000001_fly",
    ),
    (
        "ALTER TABLE annals.users DISABLE TRIGGER record_update",
        "ALTER TABLE annals.users ENABLE TRIGGER record_update",
        "\"danger\": \"changes of annals.users may go unaudited: the trigger record_update is off",
    ),
    (
        "ALTER TABLE annals.users DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE annals.users ENABLE ROW LEVEL SECURITY",
        "\"danger\": \"row-level security is off for annals.users",
    ),
    (
        "CREATE POLICY open ON annals.projects USING (true)",
        "DROP POLICY open ON annals.projects",
        "\"danger\": \"the policy open of annals.projects lets every account see it",
    ),
    (
        "CREATE TABLE public.notes (account_id uuid NOT NULL REFERENCES annals.accounts (id), note text)",
        "DROP TABLE public.notes",
        "\"danger\": \"row-level security is off for public.notes",
    ),
    (
        "INSERT INTO annals.audit_log (account_id, occurred_at, id, table_name, row_id, row_version, operation, image)
         VALUES (gen_random_uuid(), now() - interval '3 years', gen_random_uuid(), 'users', gen_random_uuid(), 1, 'insert', '{}')",
        "ALTER TABLE annals.audit_log DISABLE TRIGGER USER; DELETE FROM annals.audit_log_default; ALTER TABLE annals.audit_log ENABLE TRIGGER USER",
        "\"warning\": \"1 of the log's entries wait in the default partition",
    ),
    (
        "UPDATE annals.accounts SET created_at = now() - interval '3 days'",
        "UPDATE annals.accounts SET created_at = now()",
        "\"warning\": \"nothing of the log is sealed",
    ),
    (
        "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'annals.idx_journal_entries_tags'::regclass",
        "UPDATE pg_index SET indisvalid = true WHERE indexrelid = 'annals.idx_journal_entries_tags'::regclass",
        "\"warning\": \"indexes are not used, for their making failed: annals.idx_journal_entries_tags",
    ),
    (
        "ALTER DATABASE $database SET session_replication_role = replica",
        "ALTER DATABASE $database RESET session_replication_role",
        "\"danger\": \"session_replication_role silences the triggers",
    ),
    (
        "ALTER DATABASE $database SET synchronous_commit = off",
        "ALTER DATABASE $database SET synchronous_commit = on",
        "\"warning\": \"synchronous_commit is off",
    ),
    (
        "ALTER DATABASE $database SET log_statement = 'all'",
        "ALTER DATABASE $database RESET log_statement",
        "\"warning\": \"the server's log gets the values of statements",
    ),
    (
        "DO $$ DECLARE month regclass; BEGIN
           FOR month IN SELECT inhrelid FROM pg_inherits JOIN pg_class c ON c.oid = inhrelid WHERE inhparent = 'annals.audit_log'::regclass
                AND c.relname > 'audit_log_' || to_char(now() AT TIME ZONE 'UTC', 'YYYY_MM') AND c.relname <> 'audit_log_default'
           LOOP EXECUTE format('DROP TABLE %s', month); END LOOP; END $$",
        "SELECT annals.make_audit_partitions(current_date, 3)",
        "\"warning\": \"the audit log has no partition for the next month",
    ),
];

#[tokio::test]
async fn each_thing_that_is_wrong_is_found_and_gone_when_it_is_mended() -> TestResult {
    let house = House::open().await?;
    let named = |sql: &str| sql.replace("$database", &format!("\"{}\"", house.sandbox.name()));
    // What the sandbox's server has for speed stands against every run.
    house.tamper(&named("ALTER DATABASE $database SET synchronous_commit = on")).await?;
    let before = found(&house)?;
    for (wrong, mended, told) in TAMPERINGS {
        house.tamper(&named(wrong)).await?;
        let after = found(&house)?;
        let new: Vec<_> = after.iter().filter(|it| !before.contains(it)).collect();
        assert!(matches!(new.as_slice(), [one] if one.starts_with(told)), "{wrong}: {new:?}");
        house.tamper(&named(mended)).await?;
        assert_eq!(found(&house)?, before, "{mended}");
    }
    Ok(())
}

#[tokio::test]
async fn an_application_that_connects_as_somebody_else_is_in_danger() -> TestResult {
    let house = House::open().await?;
    let sandbox = &house.sandbox;
    for (url, told) in [
        (sandbox.owner_url(), "who owns the tables"),
        (sandbox.admin_url(), "a superuser"),
        (sandbox.reader_url(), "no member of annals_app"),
        (sandbox.operator_url(), "who bypasses row-level security"),
    ] {
        let ran = Ran::from(house.command(&["status", "--database-url", url]).output()?).expect(3);
        let line = ran.in_a_line();
        let danger = line.split("DANGER ").skip(1).any(|it| it.contains(told));
        assert!(danger, "{told} in {}", ran.out);
    }
    let blind = house.command(&["status", "--operator-url", sandbox.url()]).output()?;
    let told = Ran::from(blind).in_a_line();
    assert!(
        told.contains("ALTER ROLE \"annals_sandbox_app\" SET role = annals_operator"),
        "{told}"
    );
    Ok(())
}

#[tokio::test]
async fn a_transaction_that_stays_open_is_named_with_the_way_to_end_it() -> TestResult {
    let house = House::open().await?;
    let open = house.db.begin(&house.context()).await?;
    let backend = open.get_database_backend();
    let pid = sea_orm::Statement::from_string(backend, "SELECT pg_backend_pid()");
    let pid: i32 = open.query_one_raw(pid).await?.ok_or("a row")?.try_get_by_index(0)?;
    let told = status(&house, &["--long-after", "0"])?.expect(3).out;
    assert!(told.contains(&format!("SELECT pg_terminate_backend({pid});")), "{told}");
    open.rollback().await?;
    let told = status(&house, &["--long-after", "0"])?.expect(3).out;
    assert!(!told.contains("pg_terminate_backend"), "{told}");
    Ok(())
}

#[tokio::test]
async fn what_a_connection_can_not_see_is_told_with_the_one_that_could() -> TestResult {
    let house = House::open().await?;
    let told = house.run_as_app(&["status", "--json"])?.json()?;
    let blind = told["blind"].to_string();
    for variable in ["migrations are applied", "ANNALS_OPERATOR_URL", "pg_read_all_stats"] {
        assert!(blind.contains(variable), "{variable} in {blind}");
    }
    assert_eq!(told["migrations"], Value::Null);
    let ran = house.run_as_app(&["status", "--all-tables"])?;
    ran.expect_narrow();
    assert!(ran.out.contains("Not seen:") && ran.out.contains("annals.roles"), "{}", ran.out);
    Ok(())
}

#[tokio::test]
async fn a_database_without_annals_is_told_what_makes_it_one() -> TestResult {
    let bare = annals_sandbox::bare_database().await?;
    let ran = Ran::from(annals(Some(&bare)).arg("status").output()?).expect(3);
    assert!(ran.out.contains("has no schema of Annals"), "{}", ran.out);
    assert!(ran.out.contains("sea-orm-cli migrate up"), "{}", ran.out);
    Ok(())
}

#[tokio::test]
async fn seals_and_dropped_months_are_told() -> TestResult {
    let house = House::open_alone().await?;
    house.entry("One").await?;
    let operator = Database::connect(DatabaseConfig::new(house.sandbox.operator_url())?).await?;
    operator.maintenance().seal_all().await?;
    house
        .tamper("INSERT INTO annals.audit_retentions (month, row_count, kept_months) VALUES ('2020-05-01', 7, 24)")
        .await?;
    let told = status(&house, &[])?.out;
    assert!(told.contains("seals") && told.contains(" ago"), "{told}");
    assert!(told.contains("months dropped: 1, up to 2020-05"), "{told}");

    house
        .tamper(
            "UPDATE annals.audit_seals SET sealed_through = now() - interval '5 days';
             UPDATE annals.audit_log SET occurred_at = now() - interval '3 days' WHERE table_name = 'users'",
        )
        .await?;
    let found = found(&house)?;
    assert!(found.iter().any(|it| it.contains("there are younger entries")), "{found:?}");
    Ok(())
}
