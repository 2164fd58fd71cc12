//! What stands against a restoration: each kind is named, and nothing is changed.

use annals::{prelude::*, service::cascade::Obstacle};
use uuid::Uuid;

use super::{application, assert_complete, conflicts, dump, execute, own_trees::thread, soft};
use crate::support::TestResult;

#[tokio::test]
async fn a_living_row_with_the_same_values_is_named() -> TestResult {
    let (fixture, ada) = application().await?;
    let context = ada.context();
    let account = context.account_id;
    let (entry, comments) = thread(&fixture, &ada, 2).await?;
    let deletion = fixture.db.scope(&context).journal().delete(entry).await?.deletion_id;
    let living = Uuid::now_v7();
    let tx = fixture.db.begin(&context).await?;
    execute(
        &tx,
        &format!(
            "INSERT INTO comments (account_id, id, slug) VALUES ('{account}', '{living}', 'SLUG 1')"
        ),
    )
    .await?;
    tx.commit().await?;
    let before = dump(&fixture).await?;

    let refused = fixture.db.scope(&context).restore(deletion).await;
    let said = refused.as_ref().map_err(ToString::to_string).expect_err("taken").clone();
    assert!(said.contains(&format!("has the same lower((slug)::text) as {living}")), "{said}");
    let [(table, id, obstacle)] = &conflicts(refused)?[..] else { panic!("{said}") };
    assert_eq!((table.as_str(), *id), ("public.comments", comments[1]));
    let Obstacle::Taken { constraint, by, .. } = obstacle else { panic!("{obstacle:?}") };
    assert_eq!((constraint.as_str(), *by), ("idx_comments_slug", living));
    assert_eq!(dump(&fixture).await?, before);

    let tx = fixture.db.begin(&context).await?;
    assert!(tx.restore(deletion).await.is_err());
    execute(&tx, &format!("DELETE FROM comments WHERE id = '{living}'")).await?;
    assert_eq!(tx.restore(deletion).await?.total(), 3);
    tx.commit().await?;
    assert_complete(&fixture, &context).await
}

#[tokio::test]
async fn a_parent_that_another_deletion_took_is_named() -> TestResult {
    let (fixture, ada) = application().await?;
    let context = ada.context();
    let (_, comments) = thread(&fixture, &ada, 3).await?;
    let (first, second) = (Uuid::now_v7(), Uuid::now_v7());
    let tx = fixture.db.begin(&context).await?;
    soft(&tx, "comments", comments[1], first).await?;
    soft(&tx, "comments", comments[0], second).await?;
    tx.commit().await?;
    let before = dump(&fixture).await?;

    let refused = fixture.db.scope(&context).restore(first).await;
    let table = "public.comments".to_owned();
    let obstacle = Obstacle::ParentDeleted {
        table: table.clone(),
        id: comments[0],
        deletion_id: Some(second),
    };
    assert_eq!(conflicts(refused)?, [(table, comments[1], obstacle)]);
    assert_eq!(dump(&fixture).await?, before);

    fixture.db.scope(&context).restore(second).await?;
    fixture.db.scope(&context).restore(first).await?;
    assert_complete(&fixture, &context).await
}

#[tokio::test]
async fn of_many_conflicts_a_hundred_are_named_and_all_are_counted() -> TestResult {
    let (fixture, ada) = application().await?;
    let context = ada.context();
    let account = context.account_id;
    let tx = fixture.db.begin(&context).await?;
    let [team, deletion] = [Uuid::now_v7(), Uuid::now_v7()];
    let insert = "INSERT INTO comments (account_id, parent_id, slug)";
    execute(&tx, &format!("INSERT INTO comments (account_id, id) VALUES ('{account}', '{team}')"))
        .await?;
    execute(
        &tx,
        &format!("{insert} SELECT '{account}', '{team}', n FROM generate_series(1, 150) n"),
    )
    .await?;
    soft(&tx, "comments", team, deletion).await?;
    execute(&tx, &format!("{insert} SELECT '{account}', NULL, n FROM generate_series(1, 130) n"))
        .await?;

    let refused = tx.restore(deletion).await;
    let Err(Error::RestoreConflicts { conflicts, total, .. }) = &refused else {
        panic!("{refused:?}")
    };
    assert_eq!((conflicts.len(), *total), (100, 130));
    Ok(())
}
