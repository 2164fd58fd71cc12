//! What a preview says is what a deletion takes, whatever the tree.

use annals::prelude::*;
use rand::{RngExt, SeedableRng, rngs::StdRng, seq::IndexedRandom};
use uuid::Uuid;

use super::{Counts, application, assert_complete, counts, dump, execute, for_good, preview, soft};
use crate::support::{Fixture, TestResult, rows};

async fn sizes(fixture: &Fixture) -> TestResult<Counts> {
    let tables = dump(fixture).await?.into_iter();
    Ok(tables.map(|(table, rows)| (table, rows.len() as u64)).collect())
}

/// Comments, teams and members that refer to each other as it happens.
async fn grow(
    tx: &Transaction<'_>,
    rng: &mut StdRng,
    there: &mut Vec<(&'static str, Uuid)>,
) -> TestResult {
    let account = tx.context().account_id;
    let references = [
        ("comments", "parent_id", "comments"),
        ("teams", "lead_id", "members"),
        ("members", "team_id", "teams"),
        ("bookmarks", "comment_id", "comments"),
        ("pins", "comment_id", "comments"),
    ];
    there.clear();
    for table in ["comments", "teams", "members", "bookmarks", "pins"] {
        let sql = format!("SELECT id FROM {table} ORDER BY id");
        let ids = rows::<Uuid>(tx.connection(), &sql, []).await;
        there.extend(ids?.into_iter().map(|id| (table, id)));
    }
    for _ in 0..60 {
        let (table, column, to) = references[rng.random_range(0..references.len())];
        if table == "pins" && rng.random_bool(0.9) {
            continue;
        }
        let id = Uuid::now_v7();
        let parents: Vec<Uuid> =
            there.iter().filter(|(name, _)| *name == to).map(|(_, id)| *id).collect();
        let parent = parents.choose(rng).map_or("NULL".to_owned(), |id| format!("'{id}'"));
        execute(tx, &format!("INSERT INTO {table} (account_id, id, {column}) VALUES ('{account}', '{id}', {parent})")).await?;
        there.push((table, id));
        if table == "teams"
            && let Some((_, member)) = there.iter().rfind(|(name, _)| *name == "members")
        {
            execute(tx, &format!("UPDATE members SET team_id = '{id}' WHERE id = '{member}'"))
                .await?;
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_deletion_takes_what_its_preview_says() -> TestResult {
    let seed: u64 = rand::random();
    take_what_is_said(seed).await.map_err(|error| format!("seed {seed}: {error}").into())
}

async fn take_what_is_said(seed: u64) -> TestResult {
    let mut rng = StdRng::seed_from_u64(seed);
    let (fixture, ada) = application().await?;
    let context = ada.context();
    let mut there = Vec::new();
    let (mut taken, mut blocked) = (0, 0);
    for _ in 0..25 {
        let tx = fixture.db.begin(&context).await?;
        grow(&tx, &mut rng, &mut there).await?;
        tx.commit().await?;
        let before = sizes(&fixture).await?;
        let tx = fixture.db.begin(&context).await?;
        let &(table, id) = there.choose(&mut rng).ok_or("something grew")?;
        let told = preview(&tx, table, id).await?;
        if ["comments", "teams", "members"].contains(&table) {
            let deletion = Uuid::now_v7();
            assert_eq!(soft(&tx, table, id, deletion).await?, told.taken, "seed {seed}");
            tx.restore(deletion).await?;
        }
        let done = for_good(&tx, table, id).await?;
        tx.commit().await?;
        let after = sizes(&fixture).await?;
        let mut gone: Counts = before
            .iter()
            .map(|(name, count)| (name.clone(), count - after[name].min(*count)))
            .collect();
        gone.retain(|_, rows| *rows > 0);
        if told.blocking.is_empty() {
            assert_eq!(gone, told.taken, "seed {seed}");
            taken += 1;
        } else {
            assert_eq!((gone, done.blocking), (counts([]), told.blocking), "seed {seed}");
            blocked += 1;
        }
    }
    assert!(taken > 0, "{taken} trees taken, {blocked} blocked");
    assert_complete(&fixture, &context).await
}
