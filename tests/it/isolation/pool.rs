//! What a pooled connection carries when a transaction has ended, however it ended: no context.
//!
//! The pool has one connection, so whoever comes next gets the one that is looked at.

use annals::prelude::*;
use annals_sandbox::SandboxDatabase;
use sea_orm::{ConnectionTrait, TransactionTrait};
use tokio::sync::oneshot;
use uuid::Uuid;

use crate::{
    catalogue::one,
    support::{Fixture, TestResult, rows},
};

/// Makes the one statement that a `Database` runs outside a transaction tell what it is run with.
const TELL: &str = r"
DO $do$ BEGIN
  EXECUTE regexp_replace(
    pg_get_functiondef('annals.find_identity(text, text)'::regprocedure), '\$function\$.*\$function\$',
    $new$$function$ BEGIN
      RAISE EXCEPTION 'backend % carries [%] [%] [%]', pg_backend_pid(), current_setting('annals.account_id', true),
        current_setting('annals.actor_id', true), current_setting('annals.context', true);
    END $function$$new$);
END $do$";

/// A database whose pool has one connection, and somebody's context, every part of it said.
struct Single {
    fixture: Fixture,
    context: Context,
    user: Uuid,
    backend: i32,
}

impl Single {
    async fn connect() -> TestResult<Self> {
        let sandbox: SandboxDatabase = annals_sandbox::database().await?;
        let config = DatabaseConfig::new(sandbox.url())?.with_max_connections(1);
        let fixture = Fixture { db: Database::connect(config).await?, sandbox };
        let ada = fixture.sign_up().await?;
        fixture.owner().await?.execute_unprepared(TELL).await?;
        let context = ada.context().operation("test").reason("why").request_id("17");
        let tx = fixture.db.begin(&context).await?;
        let backend = one(tx.connection(), "SELECT pg_backend_pid()").await?;
        tx.rollback().await?;
        Ok(Self { fixture, context, user: ada.user.id, backend })
    }

    /// What the one connection carries as it lies in the pool.
    async fn told(&self) -> TestResult<String> {
        let nobody = Identity::provider("no", "body");
        let told = self.fixture.db.find_by_identity(&nobody).await;
        Ok(told.err().ok_or("nothing was told")?.to_string().replace("<NULL>", ""))
    }

    async fn assert_bare(&self, after: &str) -> TestResult {
        let told = self.told().await?;
        let bare = format!("backend {} carries [] [] []", self.backend);
        assert!(told.contains(&bare), "after {after}: {told}");
        Ok(())
    }
}

#[tokio::test]
async fn after_a_commit_and_after_a_read_the_connection_carries_no_context() -> TestResult {
    let single = Single::connect().await?;
    let journal = single.fixture.db.scope(&single.context).journal();
    let entry = journal.create(NewEntry::by(single.user)).await?;
    single.assert_bare("a commit").await?;

    assert!(journal.find(entry.id).await?.is_some());
    single.assert_bare("a read").await
}

#[tokio::test]
async fn after_an_error_and_after_a_rollback_the_connection_carries_no_context() -> TestResult {
    let single = Single::connect().await?;
    let db = &single.fixture.db;
    let failed: Result<(), Error> = db
        .transaction(&single.context, |tx| {
            Box::pin(async move {
                tx.connection().execute_unprepared("SELECT 1 / 0").await?;
                Ok(())
            })
        })
        .await;
    assert!(failed.is_err());
    single.assert_bare("an error").await?;

    let refused = db.read(&single.context).journal().create(NewEntry::by(single.user)).await;
    assert!(refused.is_err());
    single.assert_bare("a refused write").await?;

    db.begin(&single.context).await?.rollback().await?;
    single.assert_bare("a rollback").await?;

    drop(db.begin(&single.context).await?);
    single.assert_bare("a transaction that was dropped").await
}

#[tokio::test]
async fn after_a_cancelled_future_the_connection_carries_no_context() -> TestResult {
    let single = Single::connect().await?;
    let (arrived, has_arrived) = oneshot::channel();
    let arrived = std::sync::Mutex::new(Some(arrived));
    let (db, context) = (single.fixture.db.clone(), single.context.clone());
    let task = tokio::spawn(async move {
        db.transaction::<(), Error, _>(&context, |_| {
            let arrived = arrived.lock().ok().and_then(|mut it| it.take());
            Box::pin(async move {
                let _ = arrived.map(|arrived| arrived.send(()));
                std::future::pending().await
            })
        })
        .await
    });
    has_arrived.await?;
    task.abort();
    assert!(task.await.is_err_and(|error| error.is_cancelled()));
    single.assert_bare("a cancelled transaction").await
}

#[tokio::test]
async fn after_a_statement_that_was_cancelled_midway_no_connection_carries_a_context() -> TestResult
{
    let single = Single::connect().await?;
    let admin = single.fixture.admin().await?;
    let (db, context) = (single.fixture.db.clone(), single.context.clone());
    let task = tokio::spawn(async move {
        let tx = db.begin(&context).await?;
        tx.connection().execute_unprepared("SELECT pg_sleep(20)").await?;
        Ok::<(), Error>(())
    });
    let active = format!(
        "SELECT count(*) FROM pg_stat_activity WHERE pid = {} AND query LIKE '%pg_sleep%' AND state = 'active'",
        single.backend
    );
    while one::<i64>(&admin, &active).await? == 0 {
        tokio::task::yield_now().await;
    }
    task.abort();
    assert!(task.await.is_err_and(|error| error.is_cancelled()));
    let cancel = format!("SELECT pg_cancel_backend({})", single.backend);
    admin.execute_unprepared(&cancel).await?;

    // The pool may have thrown the connection away: then this is the one it has now.
    let told = single.told().await?;
    assert!(told.contains("carries [] [] []"), "{told}");
    Ok(())
}

#[tokio::test]
async fn a_transaction_sees_its_own_account_whoever_had_the_connection_before() -> TestResult {
    let single = Single::connect().await?;
    let grace = single.fixture.sign_up().await?;
    for _ in 0..3 {
        for (context, user) in
            [(single.context.clone(), single.user), (grace.context(), grace.user.id)]
        {
            let tx = single.fixture.db.begin(&context).await?;
            let seen: Vec<Uuid> = rows(tx.connection(), "SELECT id FROM annals.users", []).await?;
            assert_eq!(seen, [user]);
            tx.commit().await?;
        }
    }
    let pool_is_shared = single.fixture.app().await?.begin().await?;
    let seen: i64 = one(&pool_is_shared, "SELECT count(*) FROM annals.users").await?;
    assert_eq!(seen, 0);
    Ok(())
}
