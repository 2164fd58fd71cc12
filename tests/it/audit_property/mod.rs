//! Thousands of random writes, in every way there is, by several writers at once; then the proof that
//! each change is in the audit log once.
//!
//! `ANNALS_TEST_SEED` repeats a run, as far as writers that meet allow; `ANNALS_TEST_OPERATIONS` makes
//! a longer one.

mod by_accounts;
mod by_conversations;
mod by_copy;
mod by_documents;
mod by_exports;
mod by_hook;
mod by_journal;
mod by_repository;
mod by_sql;
mod by_tree;
mod failure;
mod in_bulk;
mod ledger;
mod operation;
mod people;
mod proof;
mod round;
mod shadow;
mod subject;
mod writer;
mod writings;

use std::{collections::BTreeMap, sync::Arc};

use annals::prelude::*;
use rand::{RngExt, SeedableRng, rngs::StdRng};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use self::{
    by_repository::Method,
    ledger::Ledger,
    operation::Kind,
    writer::{AGGREGATES, World, Writer},
};
use crate::support::{Fixture, TestResult, fixture, rows, variable};

const OPERATIONS: usize = 6_000;
const WRITERS: usize = 4;
const ACCOUNTS: u128 = 3;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_change_is_in_the_log_once_whoever_makes_it() -> TestResult {
    let seed = variable("ANNALS_TEST_SEED")?.unwrap_or_else(rand::random);
    let operations = variable("ANNALS_TEST_OPERATIONS")?.unwrap_or(OPERATIONS);
    write_and_prove(seed, operations).await.map_err(|error| {
        format!("ANNALS_TEST_SEED={seed} ANNALS_TEST_OPERATIONS={operations}: {error}").into()
    })
}

async fn write_and_prove(seed: u64, operations: usize) -> TestResult {
    let fixture = fixture().await?;
    let world = Arc::new(world(&fixture).await?);
    let ledger = write(&world, seed, operations).await?;

    let kinds = Kind::ALL.map(|kind| format!("{kind:?}"));
    let methods = Method::ALL.map(|method| format!("repository {method:?}"));
    let aggregates = AGGREGATES.map(|name| format!("{name} within"));
    for way in kinds.iter().chain(&methods).chain(&aggregates) {
        let (done, _) = ledger.tally.get(way).copied().unwrap_or_default();
        if done == 0 {
            return Err(format!("no {way} was ever done: {:?}", ledger.tally).into());
        }
    }
    expect_none(&proof::faults(&world, &ledger).await?)?;
    world.operator.maintenance().seal_all().await?;
    expect_none(&proof::verified(&world).await?)?;
    let sealed = "SELECT account_id FROM annals.audit_seals WHERE row_count > 0";
    let sealed: Vec<(Uuid,)> = rows(&world.owner, sealed, []).await?;
    assert!(sealed.len() > world.accounts.len(), "{} seals", sealed.len());
    report(seed, &ledger);
    Ok(())
}

fn expect_none(faults: &[String]) -> TestResult {
    if faults.is_empty() {
        return Ok(());
    }
    let shown = faults[..faults.len().min(8)].join("\n  ");
    Err(format!("{} faults:\n  {shown}", faults.len()).into())
}

async fn write(world: &Arc<World>, seed: u64, operations: usize) -> TestResult<Ledger> {
    let mut seeds = StdRng::seed_from_u64(seed);
    let writers: Vec<_> = (0..WRITERS)
        .map(|number| {
            let rng = StdRng::seed_from_u64(seeds.random());
            let writer = Writer::new(Arc::clone(world), number, rng);
            tokio::spawn(writer.run(operations.div_ceil(WRITERS)))
        })
        .collect();
    let mut ledger = Ledger::default();
    for writer in writers {
        ledger.merge(writer.await??);
    }
    Ok(ledger)
}

async fn world(fixture: &Fixture) -> TestResult<World> {
    let admin = fixture.admin().await?;
    // Writers lock each other out often here: a second each time would be most of the test.
    let name = fixture.sandbox.name();
    let sql = format!("ALTER DATABASE \"{name}\" SET deadlock_timeout = '20ms'");
    admin.execute_unprepared(&sql).await?;
    let owner = fixture.owner().await?;
    shadow::keep(&owner).await?;
    let columns: Vec<(String, String)> = rows(
        &owner,
        "SELECT table_name::text, string_agg(column_name::text, ', ' ORDER BY ordinal_position)
           FROM information_schema.columns WHERE table_schema = 'annals' AND is_generated = 'NEVER' GROUP BY 1",
        [],
    )
    .await?;
    Ok(World {
        db: Database::connect(DatabaseConfig::new(fixture.sandbox.url())?).await?,
        app: fixture.app().await?,
        operator: Database::connect(DatabaseConfig::new(fixture.sandbox.operator_url())?).await?,
        owner,
        columns: columns.into_iter().collect(),
        accounts: (1..=ACCOUNTS).map(account).collect(),
    })
}

/// An id that leaves its last byte to the rows of the account.
fn account(number: u128) -> Uuid {
    Uuid::from_u128((0x0190_0000_0000_7000_8000_0000_0000_0000 | number << 8) & !0xff)
}

/// Shown with `--nocapture`.
#[expect(clippy::print_stderr, reason = "what a long run did is for whoever started it")]
fn report(seed: u64, ledger: &Ledger) {
    let tally: BTreeMap<_, _> = ledger.tally.iter().collect();
    eprintln!("seed {seed}: {} operations, done and refused: {tally:?}", ledger.operations);
}
