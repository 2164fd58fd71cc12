//! The audit log: append-only for everybody, truthful about who and when, one partition a month.

use annals::prelude::AuditTrail;
use annals_sandbox::SandboxDatabase;
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, TransactionTrait};
use uuid::Uuid;

use crate::{
    catalogue::{one, refused, texts},
    support::{TestResult, fixture, rows},
};

const PARTITIONS: &str = "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'annals.audit_log'::regclass ORDER BY 1";

/// What would rewrite a log that has entries.
fn rewritings(tables: &[String]) -> Vec<String> {
    let of_one = |table: &String| {
        [
            format!("UPDATE {table} SET actor_id = NULL"),
            format!("DELETE FROM {table}"),
            format!("TRUNCATE {table}"),
        ]
    };
    tables.iter().flat_map(of_one).collect()
}

#[tokio::test]
async fn nobody_rewrites_the_log() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let owner = fixture.owner().await?;
    let filled = "SELECT DISTINCT tableoid::regclass::text FROM annals.audit_log";
    let mut tables = vec!["annals.audit_log".to_owned()];
    tables.extend(texts(&owner, filled).await?);
    assert_eq!(tables.len(), 2, "the log and this month's partition");
    let operator = Database::connect(fixture.sandbox.operator_url()).await?;
    let by_role: [(&str, DatabaseConnection); 4] = [
        ("the application", fixture.app().await?),
        ("the operator", operator),
        ("the owner", owner),
        ("a superuser", fixture.admin().await?),
    ];
    for (role, connection) in by_role {
        let tx = connection.begin().await?;
        let context = format!("SELECT set_config('annals.account_id', '{}', true)", ada.account_id);
        tx.execute_unprepared(&context).await?;
        for rewriting in rewritings(&tables) {
            let said = refused(&tx, &rewriting, &["42501"]).await;
            said.map_err(|error| format!("{role}: {error}"))?;
        }
        for partition in texts(&tx, PARTITIONS).await? {
            let said = refused(&tx, &format!("TRUNCATE {partition}"), &["42501"]).await;
            said.map_err(|error| format!("{role}: {error}"))?;
        }
    }
    let verified = fixture.db.read(&ada.context()).audit().verify().await?;
    assert!(verified.is_complete(), "{:?}", verified.findings);
    Ok(())
}

#[tokio::test]
async fn the_setting_of_the_maintenance_functions_helps_no_role_but_the_owners() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let operator = Database::connect(fixture.sandbox.operator_url()).await?;
    for connection in [fixture.app().await?, operator] {
        let tx = connection.begin().await?;
        let settings = format!(
            "SELECT set_config('annals.account_id', '{}', true), set_config('annals.maintenance', 'on', true)",
            ada.account_id
        );
        tx.execute_unprepared(&settings).await?;
        for rewriting in rewritings(&["annals.audit_log".to_owned()]) {
            refused(&tx, &rewriting, &["42501"]).await?;
        }
    }
    Ok(())
}

#[tokio::test]
async fn the_application_can_not_say_who_did_it_nor_when() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let context = ada.context().operation("test").request_id("17");
    let tx = fixture.db.begin(&context).await?;
    let (account, row) = (ada.account_id, Uuid::now_v7());
    let insert = |column: &str, value: &str| {
        format!(
            "INSERT INTO annals.audit_log (account_id, id, table_name, row_id, row_version, operation, image{column})
             VALUES ('{account}', '{row}', 'users', '{row}', 1, 'insert', '{{}}'{value})"
        )
    };
    for (column, value) in [
        (", occurred_at", ", now()"),
        (", actor_id", ", gen_random_uuid()"),
        (", context", ", '{}'"),
        (", transaction_id", ", 1"),
        (", recorded_by", ", 'database'"),
        (", salt", ", gen_random_uuid()"),
        (", erasure_id", ", gen_random_uuid()"),
    ] {
        refused(tx.connection(), &insert(column, value), &["42501"]).await?;
    }

    tx.connection().execute_unprepared(&insert("", "")).await?;
    let told = format!(
        "SELECT actor_id, context, recorded_by, transaction_id = pg_current_xact_id()::text::bigint,
                occurred_at BETWEEN transaction_timestamp() AND clock_timestamp()
           FROM annals.audit_log WHERE id = '{row}'"
    );
    let told: Vec<(Uuid, serde_json::Value, String, bool, bool)> =
        rows(tx.connection(), &told, []).await?;
    let said = serde_json::json!({ "operation": "test", "request_id": "17" });
    assert_eq!(told, [(ada.user.id, said, "hook".to_owned(), true, true)]);
    Ok(())
}

/// A database that was migrated just now.
async fn fresh() -> TestResult<(SandboxDatabase, DatabaseConnection)> {
    let sandbox = annals_sandbox::bare_database().await?;
    annals::migrate(sandbox.owner_url()).await?;
    let owner = Database::connect(sandbox.owner_url()).await?;
    Ok((sandbox, owner))
}

#[tokio::test]
async fn a_new_database_has_partitions_for_this_month_and_the_next_two() -> TestResult {
    let (_sandbox, owner) = fresh().await?;
    let expected = "SELECT 'annals.audit_log_' || to_char(date_trunc('month', now() AT TIME ZONE 'UTC') + n * interval '1 month', 'YYYY_MM')
                      FROM generate_series(0, 2) n UNION ALL SELECT 'annals.audit_log_default' ORDER BY 1";
    assert_eq!(texts(&owner, PARTITIONS).await?, texts(&owner, expected).await?);
    Ok(())
}

#[tokio::test]
async fn a_new_partition_takes_the_rows_of_its_month_out_of_the_default_one() -> TestResult {
    let (_sandbox, owner) = fresh().await?;
    // The months are those of UTC, whatever the session's zone.
    let tx = owner.begin().await?;
    tx.execute_unprepared("SET LOCAL timezone = 'Pacific/Kiritimati'").await?;
    for time in [
        "2020-02-29T23:59:59.9Z",
        "2020-03-01T00:00:00Z",
        "2020-03-31T23:59:59.9Z",
        "2020-04-15T12:00:00Z",
        "2020-05-01T00:00:00Z",
    ] {
        let entry = format!(
            "INSERT INTO annals.audit_log (account_id, occurred_at, id, table_name, row_id, row_version, operation, image)
             VALUES (gen_random_uuid(), '{time}', annals.uuid_v7(), 'users', gen_random_uuid(), 1, 'insert', '{{\"at\": \"{time}\"}}')"
        );
        tx.execute_unprepared(&entry).await?;
    }
    let places = "SELECT tableoid::regclass || ' ' || to_char(occurred_at AT TIME ZONE 'UTC', 'MM-DD') || ' ' || (image ->> 'at' IS NOT NULL)
                    FROM annals.audit_log WHERE occurred_at < '2021-01-01' ORDER BY occurred_at";
    let all_wait = texts(&tx, places).await?;
    assert!(
        all_wait.len() == 5
            && all_wait.iter().all(|row| row.starts_with("annals.audit_log_default ")),
        "{all_wait:?}"
    );

    let make = "SELECT annals.make_audit_partitions('2020-03-20', 2)";
    assert_eq!(one::<i32>(&tx, make).await?, 2);
    assert_eq!(
        texts(&tx, places).await?,
        [
            "annals.audit_log_default 02-29 true",
            "annals.audit_log_2020_03 03-01 true",
            "annals.audit_log_2020_03 03-31 true",
            "annals.audit_log_2020_04 04-15 true",
            "annals.audit_log_default 05-01 true",
        ]
    );
    assert_eq!(one::<i32>(&tx, make).await?, 0, "they are there already");
    for table in ["annals.audit_log", "annals.audit_log_2020_03"] {
        for rewriting in rewritings(&[table.to_owned()]) {
            refused(&tx, &rewriting, &["42501"]).await?;
        }
    }
    tx.commit().await?;

    let may = "SELECT has_table_privilege('annals_app', 'annals.audit_log_2020_03', 'SELECT')";
    assert!(!one::<bool>(&owner, may).await?, "past the policy");
    let keys =
        "SELECT count(*) FROM pg_index WHERE indrelid = 'annals.audit_log_2020_03'::regclass";
    let of_log = "SELECT count(*) FROM pg_index WHERE indrelid = 'annals.audit_log'::regclass";
    assert_eq!(one::<i64>(&owner, keys).await?, one::<i64>(&owner, of_log).await?);
    Ok(())
}

#[tokio::test]
async fn an_entry_of_a_month_without_a_partition_is_kept_all_the_same() -> TestResult {
    let (_sandbox, owner) = fresh().await?;
    let tx = owner.begin().await?;
    tx.execute_unprepared(
        "INSERT INTO annals.audit_log (account_id, occurred_at, id, table_name, row_id, row_version, operation, image)
         VALUES (gen_random_uuid(), '2199-01-01', annals.uuid_v7(), 'users', gen_random_uuid(), 1, 'insert', '{}')",
    )
    .await?;
    let place =
        "SELECT tableoid::regclass::text FROM annals.audit_log WHERE occurred_at > '2190-01-01'";
    assert_eq!(one::<String>(&tx, place).await?, "annals.audit_log_default");
    Ok(())
}
