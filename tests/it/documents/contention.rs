//! Fifty who revise one document at once.

use std::{collections::BTreeSet, sync::Arc};

use annals::prelude::*;
use tokio::sync::Barrier;
use uuid::Uuid;

use super::with_plan;
use crate::support::{TestResult, fixture};

const REVISERS: usize = 50;

/// Adds a line to the text as it is read, as often as it takes.
async fn persist(db: Database, context: Context, id: Uuid, line: String) -> Result<(), Error> {
    let documents = db.scope(&context).documents();
    loop {
        let Some(read) = documents.find_with_content(id).await? else { return Ok(()) };
        let text = format!("{}{line}\n", read.version.content);
        match documents.revise(id, read.version.version, Revision::of_text(text)).await {
            Err(Error::StaleVersion { .. }) => {}
            other => return other.map(drop),
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_who_try_again_lose_nothing_and_leave_no_gap() -> TestResult {
    let fixture = fixture().await?;
    let (ada, plan) = with_plan(&fixture, "").await?;
    let context = ada.context();
    let id = plan.document.id;
    let revisers: Vec<_> = (0..REVISERS)
        .map(|number| {
            let (db, context) = (fixture.db.clone(), context.clone());
            tokio::spawn(persist(db, context, id, format!("line of {number}")))
        })
        .collect();
    for reviser in revisers {
        reviser.await??;
    }

    let scope = fixture.db.read(&context);
    let versions = scope.documents().list_versions(id, PageRequest::of(1_000)).await?.items;
    let numbers: Vec<i32> = versions.iter().rev().map(|version| version.version).collect();
    let last = i32::try_from(REVISERS)? + 1;
    assert_eq!(numbers, (1..=last).collect::<Vec<_>>());
    let mut before = String::new();
    for number in 2..=last {
        let version = scope.documents().find_version(id, number).await?.ok_or("no gap")?;
        let added = version.content.strip_prefix(&before).ok_or("each adds to the one before")?;
        assert_eq!(added.lines().count(), 1);
        before = version.content;
    }
    let lines: BTreeSet<&str> = before.lines().collect();
    assert_eq!(lines.len(), REVISERS, "each one's line is there");
    assert!(scope.audit().verify().await?.is_complete());
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_fifty_who_revise_one_version_exactly_one_wins() -> TestResult {
    let fixture = fixture().await?;
    let (ada, plan) = with_plan(&fixture, "").await?;
    let context = ada.context();
    let id = plan.document.id;
    for base in 1..=4 {
        let start = Arc::new(Barrier::new(REVISERS));
        let revisers: Vec<_> = (0..REVISERS)
            .map(|number| {
                let (db, context) = (fixture.db.clone(), context.clone());
                let start = Arc::clone(&start);
                tokio::spawn(async move {
                    start.wait().await;
                    let text = Revision::of_text(format!("{number} upon {base}"));
                    db.scope(&context).documents().revise(id, base, text).await
                })
            })
            .collect();
        let mut won = Vec::new();
        for reviser in revisers {
            match reviser.await? {
                Ok(revised) => won.push(revised),
                Err(Error::StaleVersion { expected, actual, .. }) => {
                    assert_eq!((expected, actual), (base.into(), i64::from(base) + 1));
                }
                Err(other) => return Err(other.into()),
            }
        }
        let [winner] = won.as_slice() else { panic!("round {base}: {won:?}") };
        let current = fixture.db.read(&context).documents().find_with_content(id).await?;
        assert_eq!(current.as_ref(), Some(winner));
    }
    Ok(())
}
