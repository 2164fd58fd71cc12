//! From stage to stage, and back.

use std::sync::Arc;

use annals::prelude::*;

use super::{Move, invalid_fields, store_of, troubled::Troubled};
use crate::support::{TestResult, fixture};

/// Where an entry that only one store has is answered from.
async fn answering(moving: &Move) -> TestResult<&'static str> {
    let (here, there) = (StoredEntry::new("memory"), StoredEntry::new("Annals"));
    moving.memory.store(here.clone()).await?;
    moving.annals.store(there.clone()).await?;
    let found = (moving.both.get(here.id).await?, moving.both.get(there.id).await?);
    moving.memory.delete(here.id).await?;
    moving.annals.delete(there.id).await?;
    match found {
        (Some(_), None) => Ok("memory"),
        (None, Some(_)) => Ok("Annals"),
        both => Err(format!("{both:?}").into()),
    }
}

#[tokio::test]
async fn a_move_goes_there_and_back_while_entries_are_written() -> TestResult {
    use Stage::{AnnalsLeads, AnnalsOnly, MemoryLeads, MemoryOnly};

    let fixture = fixture().await?;
    let moving = Move::of(&fixture, 3).await?;
    let both = &moving.both;
    for (to, from, answered_by) in [
        (MemoryOnly, MemoryOnly, "memory"),
        (MemoryLeads, MemoryOnly, "memory"),
        (AnnalsLeads, MemoryLeads, "Annals"),
        (AnnalsOnly, AnnalsLeads, "Annals"),
        (AnnalsLeads, AnnalsOnly, "Annals"),
        (MemoryLeads, AnnalsLeads, "memory"),
        (MemoryOnly, MemoryLeads, "memory"),
    ] {
        assert_eq!(both.stage().await, from);
        both.switch(to).await?;
        let entry = both.store(StoredEntry::new(format!("at {to}"))).await?;
        let held = (moving.memory.get(entry.id).await?, moving.annals.get(entry.id).await?);
        let expected = (to != AnnalsOnly, to != MemoryOnly);
        assert_eq!((held.0.is_some(), held.1.is_some()), expected, "{to}");
        assert_eq!(answering(&moving).await?, answered_by, "{to}");
        if to.is_dual() {
            both.reconcile(Surplus::Keep).await?;
            moving.are_equal().await?;
        }
    }
    assert_eq!(both.count().await?, 3 + 7);
    Ok(())
}

#[tokio::test]
async fn a_switch_that_relies_on_both_stores_is_refused_until_they_were_compared() -> TestResult {
    let fixture = fixture().await?;
    let moving = Move::of(&fixture, 3).await?;
    moving.both.switch(Stage::MemoryLeads).await?;
    let Err(refused) = moving.both.switch(Stage::AnnalsLeads).await else { panic!("it was not") };
    assert_eq!(invalid_fields(&refused), ["stage"]);
    assert!(refused.to_string().contains("not compared as a whole"), "{refused}");
    moving.both.backfill(|_| ()).await?;
    assert!(moving.both.switch(Stage::AnnalsLeads).await.is_err(), "a copy is no comparison");
    moving.both.reconcile(Surplus::Keep).await?;
    moving.both.switch(Stage::AnnalsLeads).await?;

    // What was proven of two stores is proven no longer once there was one.
    moving.both.switch(Stage::AnnalsOnly).await?;
    moving.both.switch(Stage::AnnalsLeads).await?;
    assert!(moving.both.switch(Stage::MemoryLeads).await.is_err());
    Ok(())
}

#[tokio::test]
async fn open_differences_stand_against_a_switch_which_can_be_forced() -> TestResult {
    let fixture = fixture().await?;
    let moving = Move::begun(&fixture, 3).await?;
    let entry = moving.memory.get_all().await?.remove(0);
    moving.annals.update(StoredEntry { content: "Otherwise".into(), ..entry.clone() }).await?;
    moving.both.get(entry.id).await?;
    let Err(refused) = moving.both.switch(Stage::AnnalsLeads).await else { panic!("it was not") };
    let told = refused.to_string();
    assert!(told.contains("1 difference is open. Call reconcile"), "{told}");
    assert_eq!(moving.both.stage().await, Stage::MemoryLeads);

    moving.both.switch_anyway(Stage::AnnalsLeads).await?;
    assert_eq!(moving.both.report().await.open, 1, "it is not forgotten");
    assert!(moving.both.switch(Stage::AnnalsOnly).await.is_err());
    assert_eq!(moving.both.get(entry.id).await?.map(|it| it.content).as_deref(), Some("Otherwise"));
    Ok(())
}

#[tokio::test]
async fn no_stage_is_left_out_and_giving_up_early_asks_for_nothing() -> TestResult {
    let fixture = fixture().await?;
    let moving = Move::of(&fixture, 1).await?;
    for to in [Stage::AnnalsLeads, Stage::AnnalsOnly] {
        let Err(refused) = moving.both.switch_anyway(to).await else { panic!("it was not") };
        assert!(refused.to_string().contains("one by one"), "{refused}");
    }
    let alone = moving.both.reconcile(Surplus::Keep).await;
    assert!(alone.is_err_and(|error| invalid_fields(&error) == ["stage"]));
    moving.both.switch(Stage::MemoryLeads).await?;
    moving.both.switch(Stage::MemoryOnly).await?;
    Ok(())
}

#[tokio::test]
async fn a_restarted_service_goes_on_in_its_stage_and_fills_its_memory_anew() -> TestResult {
    let fixture = fixture().await?;
    let before = Move::begun(&fixture, 3).await?;
    before.both.switch(Stage::AnnalsLeads).await?;
    let memory = Arc::new(MemoryStore::new());
    let both = DualStore::new(memory.clone(), before.annals.clone()).at(Stage::AnnalsLeads);
    assert_eq!(both.count().await?, 3);
    assert!(both.switch(Stage::MemoryLeads).await.is_err(), "memory is empty");
    let done = both.reconcile(Surplus::Keep).await?;
    assert_eq!((done.copied, memory.count().await?), (3, 3));
    both.switch(Stage::MemoryLeads).await?;
    assert_eq!(both.report().await.differences, []);
    Ok(())
}

#[tokio::test]
async fn a_switch_waits_for_calls_under_way() -> TestResult {
    let fixture = fixture().await?;
    let annals = Troubled::over(Arc::new(store_of(&fixture).await?));
    let both = DualStore::new(Arc::new(MemoryStore::new()), annals.clone()).at(Stage::MemoryLeads);
    annals.hang();
    let mut write = Box::pin(both.store(StoredEntry::new("Rain")));
    tokio::select! {
        biased;
        stored = &mut write => panic!("it waits for the follower: {stored:?}"),
        () = annals.is_waiting.notified() => {}
    }
    let mut switch = Box::pin(both.switch(Stage::MemoryOnly));
    tokio::select! {
        biased;
        switched = &mut switch => panic!("a call is under way: {switched:?}"),
        () = tokio::task::yield_now() => {}
    }
    drop(write);
    switch.await?;
    assert_eq!(both.stage().await, Stage::MemoryOnly);
    Ok(())
}
