//! Deletions that meet insertions and each other: no living row is left under a deleted one.

use std::sync::Arc;

use annals::prelude::*;
use rand::{RngExt, SeedableRng, rngs::StdRng};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{application, assert_complete, counts, execute, soft};
use crate::{
    catalogue::assert_none,
    support::{Fixture, TestResult},
};

const ORPHANS: &str = "
SELECT c.id::text || ' lives under ' || p.id FROM comments c
  JOIN comments p ON p.account_id = c.account_id AND p.id = c.parent_id
 WHERE c.deleted_at IS NULL AND p.deleted_at IS NOT NULL";

async fn comment(
    fixture: &Fixture,
    context: &Context,
    id: Uuid,
    parent: Option<Uuid>,
) -> TestResult {
    let tx = fixture.db.begin(context).await?;
    insert(&tx, id, parent).await?;
    Ok(tx.commit().await?)
}

async fn insert(tx: &Transaction<'_>, id: Uuid, parent: Option<Uuid>) -> TestResult<u64> {
    let parent = parent.map_or("NULL".to_owned(), |id| format!("'{id}'"));
    let account = tx.context().account_id;
    execute(tx, &format!("INSERT INTO comments (account_id, id, parent_id) VALUES ('{account}', '{id}', {parent})")).await
}

/// Deletes a comment softly, which must wait for a transaction under way, and then take both rows.
async fn deletion_waits(
    fixture: &Fixture,
    context: &Context,
    parent: Uuid,
    under_way: Transaction<'_>,
) -> TestResult {
    let (db, deleter) = (fixture.db.clone(), context.clone());
    let deletion = tokio::spawn(async move {
        let tx = db.begin(&deleter).await?;
        let taken = soft(&tx, "comments", parent, Uuid::now_v7()).await?;
        tx.commit().await.map(|()| taken)
    });
    fixture.waits(&deletion).await?;
    under_way.commit().await?;
    assert_eq!(deletion.await??, counts([("public.comments", 2)]));
    assert_none(&fixture.owner().await?, "orphans", ORPHANS).await?;
    assert_complete(fixture, context).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_insertion_under_way_is_waited_for_and_taken_along() -> TestResult {
    let (fixture, ada) = application().await?;
    let context = ada.context();
    let parent = Uuid::now_v7();
    comment(&fixture, &context, parent, None).await?;
    let inserting = fixture.db.begin(&context).await?;
    insert(&inserting, Uuid::now_v7(), Some(parent)).await?;
    deletion_waits(&fixture, &context, parent, inserting).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restoration_under_way_is_waited_for_and_taken_along() -> TestResult {
    let (fixture, ada) = application().await?;
    let context = ada.context();
    let (parent, child, deletion) = (Uuid::now_v7(), Uuid::now_v7(), Uuid::now_v7());
    comment(&fixture, &context, parent, None).await?;
    comment(&fixture, &context, child, Some(parent)).await?;
    let tx = fixture.db.begin(&context).await?;
    soft(&tx, "comments", child, deletion).await?;
    tx.commit().await?;
    let restoring = fixture.db.begin(&context).await?;
    restoring.restore(deletion).await?;
    deletion_waits(&fixture, &context, parent, restoring).await
}

/// Answers a comment that is there, as a careful application does: it looks, and holds what it saw.
const ANSWER: &str = "
INSERT INTO comments (account_id, parent_id)
SELECT account_id, id FROM (SELECT * FROM comments WHERE id = '{id}' AND deleted_at IS NULL FOR SHARE) parent";

async fn write(
    db: Database,
    context: Context,
    comments: Arc<Vec<Uuid>>,
    mut rng: StdRng,
) -> Result<u32, Error> {
    let mut done = 0;
    for _ in 0..60 {
        let id = comments[rng.random_range(0..comments.len())];
        let (way, again) = (rng.random_range(0..5), rng.random_bool(0.7));
        let worked = db
            .transaction(&context, |tx| {
                Box::pin(async move {
                    let deletion = Uuid::now_v7();
                    match way {
                        0 => {
                            soft(tx, "comments", id, deletion).await?;
                        }
                        1 => {
                            let taken = soft(tx, "comments", id, deletion).await?;
                            if again && !taken.is_empty() {
                                tx.restore(deletion).await?;
                            }
                        }
                        2 => {
                            let bear = "SELECT deletion_id FROM comments WHERE id = $1 AND deletion_id IS NOT NULL";
                            let found = super::called(tx, bear, vec![id.into()]).await?;
                            if let Some(row) = found.first() {
                                tx.restore(row.try_get_by_index(0)?).await?;
                            }
                        }
                        3 => {
                            let update = format!("UPDATE comments SET slug = '{deletion}' WHERE id = '{id}'");
                            tx.connection().execute_unprepared(&update).await?;
                        }
                        _ => {
                            tx.connection().execute_unprepared(&ANSWER.replace("{id}", &id.to_string())).await?;
                        }
                    }
                    Ok::<_, Error>(())
                })
            })
            .await;
        match worked {
            Ok(()) => done += 1,
            Err(error) if error.is_transient() => {}
            Err(Error::RestoreConflicts { .. } | Error::NotFound { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(done)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_lives_under_a_deleted_row_whoever_meets_whom() -> TestResult {
    let (fixture, ada) = application().await?;
    let context = ada.context();
    let sql =
        format!("ALTER DATABASE \"{}\" SET deadlock_timeout = '20ms'", fixture.sandbox.name());
    fixture.admin().await?.execute_unprepared(&sql).await?;
    let db = Database::connect(DatabaseConfig::new(fixture.sandbox.url())?).await?;
    let comments: Vec<Uuid> = (0..12).map(|_| Uuid::now_v7()).collect();
    for (position, id) in comments.iter().enumerate() {
        let parent = (position > 0).then(|| comments[(position - 1) / 2]);
        comment(&fixture, &context, *id, parent).await?;
    }
    let (seed, comments) = (rand::random::<u64>(), Arc::new(comments));
    let writers: Vec<_> = (0..4)
        .map(|number| {
            let rng = StdRng::seed_from_u64(seed.wrapping_add(number));
            tokio::spawn(write(db.clone(), context.clone(), Arc::clone(&comments), rng))
        })
        .collect();
    let mut done = 0;
    for writer in writers {
        done += writer.await??;
    }
    assert!(done > 60, "{done} transactions, seed {seed}");
    let owner = fixture.owner().await?;
    assert_none(&owner, &format!("orphans of seed {seed}"), ORPHANS).await?;
    assert_complete(&fixture, &context).await
}
