//! What outlives a transaction on its connection, and what goes past statements: prepared statements,
//! COPY.

use futures_util::TryStreamExt;
use sea_orm::{ConnectionTrait, TransactionTrait};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use uuid::Uuid;

use crate::{
    catalogue::{refused, texts},
    filled::{fill, tables},
    support::{TestResult, fixture, rows},
};

fn set(account: Option<Uuid>) -> String {
    let account = account.map(|account| account.to_string()).unwrap_or_default();
    format!("SELECT set_config('annals.account_id', '{account}', true)")
}

/// A plan is made once, for whoever comes first; the account is read each time.
#[tokio::test]
async fn a_prepared_statement_serves_each_account_its_own_rows() -> TestResult {
    let fixture = fixture().await?;
    let (ada, bob) = (fixture.sign_up().await?, fixture.sign_up().await?);
    let mut options = sea_orm::ConnectOptions::new(fixture.sandbox.url());
    let one = sea_orm::Database::connect(options.max_connections(1).clone()).await?;
    one.execute_unprepared("PREPARE mine AS SELECT id FROM annals.users").await?;
    one.execute_unprepared("PREPARE scoped AS SELECT id FROM annals.scoped_users").await?;
    for mode in ["auto", "force_generic_plan", "force_custom_plan"] {
        one.execute_unprepared(&format!("SET plan_cache_mode = {mode}")).await?;
        for round in 0..8 {
            let whose = [Some(&ada), Some(&bob), None][round % 3];
            let tx = one.begin().await?;
            tx.execute_unprepared(&set(whose.map(|whose| whose.account_id))).await?;
            for prepared in ["EXECUTE mine", "EXECUTE scoped"] {
                let seen: Vec<Uuid> = rows(&tx, prepared, []).await?;
                let expected: Vec<Uuid> = whose.iter().map(|whose| whose.user.id).collect();
                assert_eq!(seen, expected, "{prepared}, round {round}, {mode}");
            }
            tx.commit().await?;
        }
    }
    Ok(())
}

/// What a COPY puts out.
async fn copied(app: &mut PgConnection, what: &str) -> TestResult<String> {
    let sql = format!("COPY {what} TO STDOUT");
    let chunks: Vec<_> = app.copy_out_raw(&sql).await?.try_collect().await?;
    Ok(String::from_utf8(chunks.concat())?)
}

#[tokio::test]
async fn copy_puts_out_the_rows_of_the_account_alone() -> TestResult {
    let fixture = fixture().await?;
    let tables = tables(&fixture.owner().await?).await?;
    let ours = fill(&fixture, &tables).await?;
    let theirs = fill(&fixture, &tables).await?;
    let mut app = PgConnection::connect(fixture.sandbox.url()).await?;
    for account in [Some(ours.account), None] {
        app.execute("BEGIN").await?;
        app.execute(AssertSqlSafe(set(account))).await?;
        for (table, id) in &ours.ids {
            let rows = format!("(SELECT * FROM annals.{table})");
            // COPY takes a partitioned table by a query alone.
            let whole = if table == "audit_log" { rows.clone() } else { format!("annals.{table}") };
            for what in [rows, whole] {
                let text = copied(&mut app, &what).await?;
                assert_eq!(text.contains(&id.to_string()), account.is_some(), "{what}");
                assert!(!text.contains(&theirs.account.to_string()), "{what}: {text}");
                assert!(account.is_some() || text.is_empty(), "{what} without a context: {text}");
            }
        }
        app.execute("ROLLBACK").await?;
    }
    Ok(())
}

#[tokio::test]
async fn copy_takes_nothing_in_past_the_policies() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let tx = fixture.db.begin(&ada.context()).await?;
    let under_policy =
        "SELECT c.oid::regclass::text FROM pg_class c WHERE relnamespace = 'annals'::regnamespace
                           AND relkind IN ('r', 'p') AND relrowsecurity AND NOT relispartition";
    let tables = texts(tx.connection(), under_policy).await?;
    assert!(tables.len() >= 18, "{tables:?}");
    for table in tables {
        refused(tx.connection(), &format!("COPY {table} FROM STDIN"), &["0A000", "42501"]).await?;
    }
    for (program, states) in [
        ("COPY annals.users TO PROGRAM 'cat'", &["42501"]),
        ("COPY annals.users FROM PROGRAM 'cat'", &["42501"]),
        ("COPY annals.users TO '/tmp/users'", &["42501"]),
    ] {
        refused(tx.connection(), program, states).await?;
    }
    Ok(())
}
