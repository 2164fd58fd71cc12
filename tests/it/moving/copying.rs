//! Copying what memory holds when the move begins.

use std::sync::Arc;

use annals::prelude::*;

use super::{Move, store_of, troubled::Troubled};
use crate::support::{TestResult, fixture};

#[tokio::test]
async fn all_that_memory_holds_is_copied_and_what_is_missing_meanwhile_is_no_difference()
-> TestResult {
    let fixture = fixture().await?;
    let moving = Move::of(&fixture, 1_200).await?;
    moving.both.switch(Stage::MemoryLeads).await?;
    let all = moving.both.get_all().await?;
    moving.both.get(all[0].id).await?;
    moving.both.count().await?;
    moving.both.update(StoredEntry { content: "Sun".into(), ..all[0].clone() }).await?;
    moving.both.delete(all[1].id).await?;
    let mut seen = Vec::new();
    let done = moving.both.backfill(|so_far| seen.push((so_far.seen, so_far.total))).await?;
    assert_eq!(seen, [(500, 1_199), (1_000, 1_199), (1_199, 1_199)]);
    assert_eq!((done.seen, done.copied), (1_199, 1_198), "one was written since");
    moving.are_equal().await?;
    assert_eq!(moving.both.backfill(|_| ()).await?.copied, 0);
    assert_eq!(moving.told(), Vec::<String>::new());
    Ok(())
}

#[tokio::test]
async fn a_copy_that_was_broken_off_goes_on_from_where_it_was() -> TestResult {
    let fixture = fixture().await?;
    let memory = Arc::new(MemoryStore::new());
    for number in 0..1_200 {
        memory.store(StoredEntry::new(format!("Entry {number}"))).await?;
    }
    let annals = Arc::new(store_of(&fixture).await?);
    let troubled = Troubled::over(annals.clone());
    let both = DualStore::new(memory.clone(), troubled.clone());
    both.switch(Stage::MemoryLeads).await?;
    troubled.fail_after(3); // in the middle of the second statement
    assert!(both.backfill(|_| ()).await.is_err());
    assert_eq!(annals.count().await?, 500);
    troubled.recover();
    let done = both.backfill(|_| ()).await?;
    assert_eq!((done.seen, done.copied), (700, 700));
    assert_eq!(memory.get_all().await?, annals.get_all().await?);
    assert_eq!(both.backfill(|_| ()).await?.seen, 1_200, "a new one begins at the beginning");
    Ok(())
}

#[tokio::test]
async fn what_an_earlier_attempt_left_in_annals_is_made_good() -> TestResult {
    let fixture = fixture().await?;
    let moving = Move::begun(&fixture, 3).await?;
    moving.both.switch(Stage::MemoryOnly).await?;
    let all = moving.both.get_all().await?;
    moving.both.delete(all[0].id).await?;
    moving.both.update(StoredEntry { content: "Sun".into(), ..all[1].clone() }).await?;
    moving.annals.delete(all[2].id).await?;
    moving.both.switch(Stage::MemoryLeads).await?;
    let done = moving.both.reconcile(Surplus::Remove).await?;
    assert_eq!((done.copied, done.removed, done.kept), (2, 1, 0));
    moving.are_equal().await
}
