//! The operations of exports.

use annals::{
    entity::{projects, values::ExportStatus},
    prelude::*,
};
use chrono::{TimeDelta, Utc};
use rand::{RngExt, rngs::StdRng};
use uuid::Uuid;

use super::{failure::Failure, subject::Subject};

/// More than these are deleted again, or they would pile up.
const MOST: u64 = 10;

/// Runs one operation at random; returns how many tracked changes it made. `None`: nobody counted.
pub(super) async fn run(
    tx: &Transaction<'_>,
    account: Uuid,
    rng: &mut StdRng,
) -> Result<Option<u64>, Failure> {
    let exports = tx.exports();
    let changes = match rng.random_range(0..8) {
        0..2 => request(tx, account, rng).await?,
        2..4 => work(tx, rng).await?,
        4 => retry(tx).await?,
        5 => match any(tx, rng).await? {
            Some(export) => exports.delete(export.id).await?.total(),
            None => 0,
        },
        6 => match any(tx, rng).await? {
            Some(export) => {
                let deletion = exports.delete(export.id).await?;
                deletion.total() + exports.restore(deletion.deletion_id).await?.total()
            }
            None => 0,
        },
        _ => exports.purge_expired(3).await?.len() as u64,
    };
    Ok(Some(changes))
}

async fn request(tx: &Transaction<'_>, account: Uuid, rng: &mut StdRng) -> Result<u64, Failure> {
    let exports = tx.exports();
    if exports.count(ExportFilter::default()).await? >= MOST {
        return match any(tx, rng).await? {
            Some(export) => Ok(exports.delete_for_good(export.id).await.map(|()| 1)?),
            None => Ok(0),
        };
    }
    let project = projects::Entity::id(account, rng.random_range(0..projects::Entity::SLOTS));
    let export = exports.request(NewExport::of(project, "markdown")).await?;
    let until = ExportUpdate::until(Utc::now() - TimeDelta::days(1));
    exports.update(export.id, 1, until).await?;
    Ok(2)
}

async fn work(tx: &Transaction<'_>, rng: &mut StdRng) -> Result<u64, Failure> {
    let exports = tx.exports();
    let mut changes = 0;
    for Claimed { claim, .. } in exports.claim_next(ClaimRequest::by("w").up_to(2)).await? {
        changes += 1;
        match rng.random_range(0..3) {
            0 => drop(exports.complete(claim, ExportedFile::at("file")).await?),
            1 => drop(exports.fail(claim, FailedAttempt::because("random").for_good()).await?),
            _ => continue,
        }
        changes += 1;
    }
    let taken_back = exports.reclaim_expired(2).await?;
    Ok(changes + taken_back.waiting + taken_back.failed)
}

async fn retry(tx: &Transaction<'_>) -> Result<u64, Failure> {
    let failed = ExportFilter::with_status(ExportStatus::Failed);
    let page = tx.exports().list(failed, PageRequest::of(1)).await?;
    match page.items.first() {
        None => Ok(0),
        Some(export) => match tx.exports().retry(export.id).await {
            // Somebody was first.
            Err(Error::Invalid { .. }) => Ok(0),
            done => Ok(done.map(|_| 1)?),
        },
    }
}

async fn any(tx: &Transaction<'_>, rng: &mut StdRng) -> Result<Option<Export>, Failure> {
    let mut page = tx.exports().list(ExportFilter::default(), PageRequest::of(MOST)).await?.items;
    if page.is_empty() {
        return Ok(None);
    }
    Ok(Some(page.swap_remove(rng.random_range(0..page.len()))))
}
