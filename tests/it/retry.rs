//! When a transaction runs again, and when it does not.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use annals::{prelude::*, service::database::RetryPolicy};
use sea_orm::ConnectionTrait;
use tokio::sync::Barrier;
use uuid::Uuid;

use crate::support::{Fixture, TestResult, fixture};

/// A database that behaves as one with this setting.
async fn database_with(fixture: &Fixture, setting: &str) -> TestResult<Database> {
    let name = fixture.sandbox.name();
    let sql = format!("ALTER DATABASE \"{name}\" SET {setting}");
    fixture.admin().await?.execute_unprepared(&sql).await?;
    Ok(Database::connect(DatabaseConfig::new(fixture.sandbox.url())?).await?)
}

/// Writes an entry, then raises an error with this SQLSTATE in the first attempts. Tells how often the
/// closure ran.
async fn fail(
    db: &Database,
    owner: &SignedUp,
    code: &str,
    failures: usize,
) -> (Result<Entry, Error>, usize) {
    let runs = AtomicUsize::new(0);
    let (context, runs_of) = (owner.context(), &runs);
    let done = db
        .transaction(&context, |tx| {
            Box::pin(async move {
                let entry = tx.journal().create(NewEntry::by(owner.user.id)).await?;
                if runs_of.fetch_add(1, Ordering::SeqCst) < failures {
                    let raise = format!(
                        "DO $$ BEGIN RAISE EXCEPTION 'raised' USING ERRCODE = '{code}'; END $$"
                    );
                    tx.connection().execute_unprepared(&raise).await?;
                }
                Ok(entry)
            })
        })
        .await;
    (done, runs.load(Ordering::SeqCst))
}

/// How many entries there are, and how many inserts of one the log holds.
async fn written(fixture: &Fixture, owner: &SignedUp) -> TestResult<(u64, i64)> {
    let context = owner.context();
    let entries = fixture.db.read(&context).journal().count(EntryFilter::default()).await?;
    let log: Vec<(i64,)> = crate::support::rows(
        &fixture.owner().await?,
        "SELECT count(*) FROM annals.audit_log WHERE account_id = $1 AND table_name = 'journal_entries'",
        [owner.account_id.into()],
    )
    .await?;
    Ok((entries, log[0].0))
}

#[tokio::test]
async fn an_attempt_that_failed_leaves_nothing_and_the_third_may_succeed() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    for code in ["40001", "40P01"] {
        let (before, _) = written(&fixture, &ada).await?;
        let (done, runs) = fail(&fixture.db, &ada, code, 2).await;
        done?;
        assert_eq!(runs, 3);
        let after = before + 1;
        assert_eq!(written(&fixture, &ada).await?, (after, after.cast_signed()));
    }
    Ok(())
}

#[tokio::test]
async fn three_attempts_are_all() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let (failed, runs) = fail(&fixture.db, &ada, "40001", usize::MAX).await;
    assert!(failed.is_err_and(|error| error.is_transient()));
    assert_eq!(runs, 3);
    assert_eq!(written(&fixture, &ada).await?, (0, 0));
    Ok(())
}

#[tokio::test]
async fn another_policy_tries_as_often_as_it_says() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    for attempts in [1, 5] {
        let policy = RetryPolicy { attempts, ..RetryPolicy::default() };
        let (failed, runs) = fail(&fixture.db.with_retry(policy), &ada, "40001", usize::MAX).await;
        assert!(failed.is_err());
        assert_eq!(runs, attempts);
    }
    Ok(())
}

#[tokio::test]
async fn other_errors_are_not_tried_again() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    // 40003 says that nobody knows whether the statement was completed.
    for code in ["40002", "40003", "23505", "23514", "55P03", "57014", "08006", "P0001"] {
        let (failed, runs) = fail(&fixture.db, &ada, code, usize::MAX).await;
        assert!(failed.is_err_and(|error| !error.is_transient()), "{code}");
        assert_eq!(runs, 1, "{code}");
    }
    assert_eq!(written(&fixture, &ada).await?, (0, 0));
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_that_lock_each_other_out_both_succeed_in_the_end() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let db = database_with(&fixture, "deadlock_timeout = '20ms'").await?;
    let new = vec![NewEntry::by(ada.user.id), NewEntry::by(ada.user.id)];
    let ids = fixture.db.scope(&ada.context()).journal().create_many(new).await?;

    let runs = append_together(&db, &ada, [[ids[0], ids[1]], [ids[1], ids[0]]]).await?;
    assert_eq!(runs, 3, "one of them ran again");
    for id in ids {
        let entry =
            fixture.db.read(&ada.context()).journal().find(id).await?.ok_or("it is there")?;
        assert_eq!((entry.title.as_deref(), entry.row_version), (Some("xx"), 3));
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_serialization_failure_runs_the_closure_again() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let isolation = "default_transaction_isolation = 'repeatable read'";
    let db = database_with(&fixture, isolation).await?;
    let id = fixture.db.scope(&ada.context()).journal().create(NewEntry::by(ada.user.id)).await?.id;

    let runs = append_together(&db, &ada, [[id, id], [id, id]]).await?;
    assert_eq!(runs, 3, "one of them ran again");
    let entry = fixture.db.read(&ada.context()).journal().find(id).await?.ok_or("it is there")?;
    assert_eq!((entry.title.as_deref(), entry.row_version), (Some("xxxx"), 5));
    Ok(())
}

/// Two transactions at once that each append to two titles; tells how often their closures ran. In
/// their first run each waits where it would meet the other.
async fn append_together(
    db: &Database,
    owner: &SignedUp,
    ids: [[Uuid; 2]; 2],
) -> TestResult<usize> {
    let meeting = Arc::new(Barrier::new(2));
    let runs = Arc::new(AtomicUsize::new(0));
    let [one, other] = ids.map(|ids| {
        let (db, context) = (db.clone(), owner.context());
        let (meeting, runs) = (Arc::clone(&meeting), Arc::clone(&runs));
        tokio::spawn(async move { append(&db, &context, ids, &meeting, &runs).await })
    });
    one.await??;
    other.await??;
    Ok(runs.load(Ordering::SeqCst))
}

async fn append(
    db: &Database,
    context: &Context,
    ids: [Uuid; 2],
    meeting: &Barrier,
    runs: &AtomicUsize,
) -> Result<(), Error> {
    let own_runs = &AtomicUsize::new(0);
    // Where both begin with one row, they meet before it: the second could not get past it.
    db.transaction(context, |tx| {
        Box::pin(async move {
            runs.fetch_add(1, Ordering::SeqCst);
            let is_first = own_runs.fetch_add(1, Ordering::SeqCst) == 0;
            if is_first && ids[0] == ids[1] {
                meeting.wait().await;
            }
            append_to(tx, ids[0]).await?;
            if is_first && ids[0] != ids[1] {
                meeting.wait().await;
            }
            append_to(tx, ids[1]).await
        })
    })
    .await
}

async fn append_to(tx: &Transaction<'_>, id: Uuid) -> Result<(), Error> {
    let sql = format!(
        "UPDATE annals.journal_entries SET title = coalesce(title, '') || 'x' WHERE id = '{id}'"
    );
    tx.connection().execute_unprepared(&sql).await?;
    Ok(())
}
