//! What differs is found, told and counted; what follows and fails fails nothing.

use std::{num::NonZeroU32, sync::Arc, time::Duration};

use annals::prelude::*;
use serde_json::json;

use super::{Move, listened_to, store_of, troubled::Troubled};
use crate::support::{TestResult, fixture};

#[tokio::test]
async fn a_planted_difference_is_told_once_by_its_fields_and_without_its_content() -> TestResult {
    let fixture = fixture().await?;
    let moving = Move::begun(&fixture, 5).await?;
    let entry = moving.memory.get_all().await?.remove(2);
    let mut planted = StoredEntry { content: "A secret".into(), ..entry.clone() };
    planted.metadata.insert("private".into(), json!("a secret"));
    moving.annals.update(planted).await?;
    for _ in 0..2 {
        moving.both.get_all().await?;
        assert_eq!(moving.both.get(entry.id).await?, Some(entry.clone()), "memory leads");
    }
    let told = moving.told();
    assert_eq!(told, [format!("entry {} differs in content, metadata", entry.id)]);
    let report = moving.both.report().await;
    assert_eq!(report.differences, [(DifferenceKind::OtherContent, 1)]);
    assert_eq!((report.open, &report.open_ids[..]), (1, &[entry.id][..]));
    assert!(!format!("{report:?}").contains("ecret"));

    let done = moving.both.reconcile(Surplus::Keep).await?;
    assert_eq!((done.copied, done.removed, done.kept), (1, 0, 0));
    moving.are_equal().await?;
    assert_eq!(moving.both.report().await.open, 0);
    assert_eq!(moving.both.reconcile(Surplus::Keep).await?.copied, 0, "there is nothing to do");
    Ok(())
}

#[tokio::test]
async fn what_one_store_lacks_is_told_by_the_store() -> TestResult {
    let fixture = fixture().await?;
    let moving = Move::begun(&fixture, 3).await?;
    let all = moving.memory.get_all().await?;
    let (gone, stray) = (all[0].id, StoredEntry::new("Stray"));
    moving.annals.delete(gone).await?;
    moving.annals.store(stray.clone()).await?;
    assert!(moving.both.get(gone).await?.is_some());
    assert!(moving.both.get(stray.id).await?.is_none());
    let told = [
        format!("entry {gone} is missing in Annals"),
        format!("entry {} is missing in memory", stray.id),
    ];
    assert_eq!(moving.told(), told);

    let done = moving.both.reconcile(Surplus::Keep).await?;
    assert_eq!((done.copied, done.removed, done.kept), (1, 0, 1), "nothing is lost unasked");
    assert_eq!(moving.both.report().await.open_ids, [stray.id]);
    assert!(moving.both.switch(Stage::AnnalsLeads).await.is_err());
    let done = moving.both.reconcile(Surplus::Remove).await?;
    assert_eq!((done.copied, done.removed, done.kept), (0, 1, 0));
    moving.both.switch(Stage::AnnalsLeads).await?;
    moving.are_equal().await
}

#[tokio::test]
async fn sums_that_differ_are_told_and_stand_against_a_switch() -> TestResult {
    let fixture = fixture().await?;
    let moving = Move::begun(&fixture, 3).await?;
    moving.annals.store(StoredEntry::new("Stray")).await?;
    assert_eq!(moving.both.count().await?, 3);
    assert_eq!(moving.both.statistics().await?.total, 3);
    let told = moving.told();
    assert!(
        matches!(&told[..], [one] if one.starts_with("the sums differ in total, ")),
        "{told:?}"
    );
    let report = moving.both.report().await;
    assert_eq!((report.differences, report.open), (vec![(DifferenceKind::OtherSums, 1)], 1));
    assert!(moving.both.switch(Stage::AnnalsLeads).await.is_err());
    moving.both.reconcile(Surplus::Remove).await?;
    moving.both.switch(Stage::AnnalsLeads).await?;
    Ok(())
}

#[tokio::test]
async fn a_following_store_that_fails_fails_no_call_and_is_made_good_later() -> TestResult {
    let fixture = fixture().await?;
    let (memory, annals) = (Arc::new(MemoryStore::new()), Arc::new(store_of(&fixture).await?));
    let troubled = Troubled::over(annals.clone());
    let both = DualStore::new(memory.clone(), troubled.clone());
    let (both, told) = listened_to(both);
    let [deleted, changed] = ["Rain", "Sun"].map(StoredEntry::new);
    both.store(deleted.clone()).await?;
    let changed = both.store(changed).await?;
    both.switch(Stage::MemoryLeads).await?;
    both.reconcile(Surplus::Keep).await?;

    troubled.fail_after(0);
    both.delete(deleted.id).await?;
    both.update(StoredEntry { content: "Snow".into(), ..changed.clone() }).await?;
    let new = both.store(StoredEntry::new("Wind")).await?;
    assert_eq!(both.get_all().await?.len(), 2);
    assert_eq!(both.count().await?, 2);
    let report = both.report().await;
    assert_eq!((report.follower_failures, report.open, report.differences), (4, 3, vec![]));
    let heard = told.lock().map_err(|_| "a panic")?.join("\n");
    assert!(heard.contains("FollowerFailed { operation: \"delete\""), "{heard}");
    assert!(both.reconcile(Surplus::Keep).await.is_err(), "it fails still");

    troubled.recover();
    both.update(StoredEntry { content: "Storm".into(), ..new }).await?;
    assert_eq!(both.report().await.open, 2, "what is written to both is equal again");
    let done = both.reconcile(Surplus::Keep).await?;
    assert_eq!((done.copied, done.removed, done.kept), (1, 1, 0), "the deletion is known");
    assert_eq!(memory.get_all().await?, annals.get_all().await?);
    both.switch(Stage::AnnalsLeads).await?;
    Ok(())
}

#[tokio::test]
async fn sums_are_not_told_where_an_entry_came_to_differ_meanwhile() -> TestResult {
    let following = Arc::new(MemoryStore::new());
    let troubled = Troubled::over(following.clone());
    let both = DualStore::new(Arc::new(MemoryStore::new()), troubled.clone());
    let (both, told) = listened_to(both.at(Stage::MemoryLeads));
    both.reconcile(Surplus::Keep).await?;
    for _ in 0..2 {
        following.store(StoredEntry::new("Stray")).await?;
    }
    troubled.hold();
    let half_a_write = async {
        troubled.is_waiting.notified().await;
        let mut write = Box::pin(both.store(StoredEntry::new("Rain")));
        tokio::select! {
            biased;
            stored = &mut write => panic!("it waits for the follower: {stored:?}"),
            () = troubled.is_waiting.notified() => {}
        }
        drop(write);
        troubled.recover();
    };
    let (count, ()) = tokio::join!(both.count(), half_a_write);
    assert_eq!(count?, 0, "it was asked before the write");
    assert_eq!(*told.lock().map_err(|_| "a panic")?, [""; 0]);
    assert_eq!(both.report().await.open, 1);
    Ok(())
}

#[tokio::test]
async fn more_open_entries_than_are_remembered_are_counted() -> TestResult {
    const MANY: usize = 10_002;
    let troubled = Troubled::over(Arc::new(MemoryStore::new()));
    let both = DualStore::new(Arc::new(MemoryStore::new()), troubled.clone());
    let both = both.at(Stage::MemoryLeads);
    troubled.fail_after(0);
    for number in 0..MANY {
        both.store(StoredEntry::new(format!("Entry {number}"))).await?;
    }
    let report = both.report().await;
    assert_eq!((report.open, report.open_ids.len()), (MANY as u64, 100));
    troubled.recover();
    assert_eq!(both.reconcile(Surplus::Keep).await?.copied, MANY as u64);
    assert_eq!(both.report().await.open, 0);
    Ok(())
}

#[tokio::test]
async fn a_following_store_that_hangs_is_given_up_on() -> TestResult {
    let fixture = fixture().await?;
    let troubled = Troubled::over(Arc::new(store_of(&fixture).await?));
    let both = DualStore::new(Arc::new(MemoryStore::new()), troubled.clone())
        .at(Stage::MemoryLeads)
        .patience(Duration::from_millis(10));
    troubled.hang();
    let entry = both.store(StoredEntry::new("Rain")).await?;
    assert_eq!(both.get(entry.id).await?, Some(entry));
    let report = both.report().await;
    assert_eq!((report.follower_failures, report.open), (1, 1));
    Ok(())
}

#[tokio::test]
async fn a_write_whose_caller_goes_away_half_way_stays_open() -> TestResult {
    let fixture = fixture().await?;
    let troubled = Troubled::over(Arc::new(store_of(&fixture).await?));
    let memory = Arc::new(MemoryStore::new());
    let both = DualStore::new(memory.clone(), troubled.clone()).at(Stage::MemoryLeads);
    troubled.hang();
    let mut write = Box::pin(both.store(StoredEntry::new("Rain")));
    tokio::select! {
        biased;
        stored = &mut write => panic!("it waits for the follower: {stored:?}"),
        () = troubled.is_waiting.notified() => {}
    }
    drop(write);
    let ids: Vec<_> = memory.get_all().await?.iter().map(|entry| entry.id).collect();
    assert_eq!(both.report().await.open_ids, ids);
    troubled.recover();
    both.reconcile(Surplus::Keep).await?;
    assert_eq!(both.report().await.open, 0);
    Ok(())
}

#[tokio::test]
async fn a_leading_store_that_does_not_know_leaves_the_entry_open_and_one_that_refuses_does_not()
-> TestResult {
    let fixture = fixture().await?;
    let troubled = Troubled::over(Arc::new(store_of(&fixture).await?));
    let both =
        DualStore::new(Arc::new(MemoryStore::new()), troubled.clone()).at(Stage::AnnalsLeads);
    let entry = both.store(StoredEntry::new("Rain")).await?;
    assert!(both.store(entry.clone()).await.is_err());
    assert!(both.delete(uuid::Uuid::now_v7()).await.is_err());
    assert_eq!(both.report().await.open, 0);
    troubled.fail_after(0);
    let updated = both.update(StoredEntry { content: "Sun".into(), ..entry.clone() }).await;
    assert!(matches!(updated, Err(Error::Unavailable { .. })), "{updated:?}");
    assert_eq!(both.report().await.open_ids, [entry.id]);
    Ok(())
}

#[tokio::test]
async fn as_many_reads_are_compared_as_are_asked_for() -> TestResult {
    let fixture = fixture().await?;
    let every_third = Comparing::Every(NonZeroU32::new(3).ok_or("three")?);
    for (comparing, expected) in [(Comparing::Off, 0), (every_third, 4), (Comparing::All, 12)] {
        let annals = Arc::new(store_of(&fixture).await?);
        let both = DualStore::new(Arc::new(MemoryStore::new()), annals)
            .at(Stage::MemoryLeads)
            .comparing(comparing);
        let entry = both.store(StoredEntry::new("Rain")).await?;
        for _ in 0..12 {
            both.get(entry.id).await?;
        }
        assert_eq!(both.report().await.compared, expected);
    }
    Ok(())
}
