//! Writers that meet.

use std::sync::Arc;

use annals::prelude::*;
use tokio::sync::Barrier;
use uuid::Uuid;

use crate::support::{TestResult, fixture};

const ROUNDS: i64 = 1_000;

fn titled(title: &str) -> EntryUpdate {
    EntryUpdate { title: Some(Some(title.to_owned())), ..EntryUpdate::default() }
}

/// Updates an entry in each round, at the version that both writers know, and tells what came of it.
async fn contend(
    db: Database,
    context: Context,
    id: Uuid,
    start: Arc<Barrier>,
    name: &'static str,
) -> Vec<Result<i64, Error>> {
    let mut outcomes = Vec::new();
    for expected in 1..=ROUNDS {
        start.wait().await;
        let change = titled(&format!("{name} {expected}"));
        let updated = db.scope(&context).journal().update(id, expected, change).await;
        outcomes.push(updated.map(|entry| entry.row_version));
        start.wait().await;
    }
    outcomes
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_updates_with_one_expected_version_exactly_one_wins() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let context = ada.context();
    let entry = fixture.db.scope(&context).journal().create(NewEntry::by(ada.user.id)).await?;

    let start = Arc::new(Barrier::new(2));
    let [left, right] = ["left", "right"].map(|name| {
        let (db, context, start) = (fixture.db.clone(), context.clone(), Arc::clone(&start));
        tokio::spawn(contend(db, context, entry.id, start, name))
    });
    let (left, right) = (left.await?, right.await?);

    let mut wins = [0, 0];
    for ((known, left), right) in (1..).zip(left).zip(right) {
        let (winner, won, lost) = match (left, right) {
            (Ok(won), Err(lost)) => (0, won, lost),
            (Err(lost), Ok(won)) => (1, won, lost),
            both => return Err(format!("round {known}: {both:?}").into()),
        };
        wins[winner] += 1;
        assert_eq!(won, known + 1);
        let Error::StaleVersion { entity, id, expected, actual } = lost else {
            return Err(format!("round {known}: {lost:?}").into());
        };
        assert_eq!((entity, id, expected, actual), ("journal_entries", entry.id, known, known + 1));
    }
    assert!(wins.iter().all(|wins| *wins > 0), "they never met: {wins:?}");
    assert_eq!(wins[0] + wins[1], ROUNDS);

    let history = fixture.db.read(&context).audit().history("journal_entries", entry.id).await?;
    let versions: Vec<i64> = history.iter().map(|entry| entry.row_version).collect();
    assert_eq!(versions, (1..=ROUNDS + 1).collect::<Vec<_>>());
    Ok(())
}
