//! Many write, read, copy and switch at once: no difference is seen where there is none.

use std::sync::Arc;

use annals::prelude::*;
use rand::{RngExt, SeedableRng, rngs::StdRng};
use uuid::Uuid;

use super::{Move, analysed};
use crate::support::{TestResult, fixture, variable};

const WRITERS: u64 = 6;
const WRITES: usize = 60;

/// Whatever is refused: others were first.
async fn write(both: &DualStore, id: Uuid, rng: &mut StdRng) {
    let entry = StoredEntry { id, ..StoredEntry::new(format!("Entry {}", rng.random::<u16>())) };
    let entry = if rng.random_bool(0.5) { analysed(entry, "calm", 0.5) } else { entry };
    let done = match rng.random_range(0..8) {
        0..=1 => both.store(entry).await.map(drop),
        2..=5 => both.update(entry).await.map(drop),
        _ => both.delete(id).await,
    };
    let is_expected = match &done {
        Ok(()) => true,
        Err(error) => matches!(error, Error::NotFound { .. } | Error::AlreadyExists { .. }),
    };
    assert!(is_expected, "{done:?}");
}

async fn read(both: &DualStore, id: Uuid, rng: &mut StdRng) -> Result<(), Error> {
    match rng.random_range(0..8) {
        0 => both.get_all().await.map(drop),
        1 => both.count().await.map(drop),
        2 => both.statistics().await.map(drop),
        _ => both.get(id).await.map(drop),
    }
}

async fn bustle(both: Arc<DualStore>, ids: Vec<Uuid>, seed: u64) -> Result<(), Error> {
    let mut rng = StdRng::seed_from_u64(seed);
    for _ in 0..WRITES {
        let id = ids[rng.random_range(0..ids.len())];
        write(&both, id, &mut rng).await;
        read(&both, id, &mut rng).await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn writers_readers_and_a_move_that_goes_on_meanwhile_see_no_difference() -> TestResult {
    let seed: u64 = variable("ANNALS_TEST_SEED")?.unwrap_or_else(rand::random);
    let fixture = fixture().await?;
    let Move { memory, annals, both, told } = Move::of(&fixture, 700).await?;
    let both = Arc::new(both);
    both.switch(Stage::MemoryLeads).await?;
    let all = memory.get_all().await?;
    let ids: Vec<_> = all.iter().map(|entry| entry.id).step_by(50).collect();
    let writers: Vec<_> = (0..WRITERS)
        .map(|number| tokio::spawn(bustle(both.clone(), ids.clone(), seed.wrapping_add(number))))
        .collect();
    both.backfill(|_| ()).await?;
    for to in [Stage::AnnalsLeads, Stage::MemoryLeads, Stage::AnnalsLeads] {
        let done = both.reconcile(Surplus::Keep).await?;
        assert_eq!((done.removed, done.kept), (0, 0), "seed {seed}");
        both.switch(to).await?;
    }
    for writer in writers {
        writer.await??;
    }
    let heard = told.lock().map_err(|_| "a panic")?.clone();
    assert_eq!(heard, Vec::<String>::new(), "ANNALS_TEST_SEED={seed}");
    assert_eq!(memory.get_all().await?, annals.get_all().await?, "ANNALS_TEST_SEED={seed}");
    let report = both.report().await;
    assert!(report.compared > 100, "{report:?}");
    assert_eq!(both.reconcile(Surplus::Keep).await?.copied, 0, "ANNALS_TEST_SEED={seed}");
    Ok(())
}
