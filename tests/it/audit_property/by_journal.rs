//! The operations of the journal.

use annals::{
    entity::{journal_entries, users},
    prelude::{
        Analyses, Claim, ClaimRequest, EntryUpdate, FailedAttempt, Journal, JournalQueue,
        NewAnalysis, NewEntry,
    },
};
use rand::{RngExt, rngs::StdRng};
use uuid::Uuid;

use super::{failure::Failure, subject::Subject, writings::raw_data};

/// Runs one operation at random; returns how many tracked changes it made. `None`: nobody counted.
pub(super) async fn run(
    journal: &(impl Journal + JournalQueue + Analyses),
    account: Uuid,
    rng: &mut StdRng,
) -> Result<Option<u64>, Failure> {
    let id = entry(account, rng);
    match rng.random_range(0..9) {
        0 => journal.create(new_entry(account, Some(id), rng)?).await?,
        1 => return create_many(journal, account, rng).await,
        2 => return update(journal, id, rng).await,
        3 => return delete_and_restore(journal, id, rng).await,
        4 => {
            journal.delete_for_good(id).await?;
            return Ok(None);
        }
        5 => return record_analyses(journal, account, rng).await,
        6..8 => return work(journal, rng).await,
        _ => {
            let Some(entry) = journal.find(id).await? else {
                return Ok(Some(0));
            };
            // Says nothing new: no version, no entry.
            journal.update(id, entry.row_version, EntryUpdate::default()).await?;
            return Ok(Some(0));
        }
    };
    Ok(Some(1))
}

async fn create_many(
    journal: &impl Journal,
    account: Uuid,
    rng: &mut StdRng,
) -> Result<Option<u64>, Failure> {
    let number = rng.random_range(1..4);
    let new = (0..number).map(|_| new_entry(account, None, rng)).collect::<Result<_, _>>()?;
    let ids = journal.create_many(new).await?;
    // They have ids of their own, and would pile up.
    for id in &ids[1..] {
        journal.delete_for_good(*id).await?;
    }
    Ok(Some((2 * ids.len() - 1) as u64))
}

async fn update(
    journal: &impl Journal,
    id: Uuid,
    rng: &mut StdRng,
) -> Result<Option<u64>, Failure> {
    let known = journal.find(id).await?.map_or(1, |entry| entry.row_version);
    let stale = known - i64::from(rng.random_bool(0.2));
    let change = EntryUpdate {
        title: Some(Some(Uuid::from_u128(rng.random()).to_string())),
        raw_data: Some(raw_data(rng)?),
        ..EntryUpdate::default()
    };
    journal.update(id, stale, change).await?;
    Ok(Some(1))
}

async fn delete_and_restore(
    journal: &impl Journal,
    id: Uuid,
    rng: &mut StdRng,
) -> Result<Option<u64>, Failure> {
    let deletion = journal.delete(id).await?;
    let taken = deletion.total();
    if rng.random_bool(0.3) {
        return Ok(Some(taken));
    }
    let restored = journal.restore(deletion.deletion_id).await?;
    Ok(Some(taken + restored.total()))
}

/// One, many, or the end of what has expired.
async fn record_analyses(
    journal: &impl Analyses,
    account: Uuid,
    rng: &mut StdRng,
) -> Result<Option<u64>, Failure> {
    let (entry, user) = (entry(account, rng), user(account, rng));
    let is_expired = rng.random_bool(0.7);
    let analysis = NewAnalysis {
        expires_at: is_expired.then_some(chrono::DateTime::UNIX_EPOCH),
        ..NewAnalysis::of_ids(entry, user, "themes", raw_data(rng)?)
    };
    match rng.random_range(0..3) {
        0 => journal.record_analysis(analysis).await.map(|_| Some(1)),
        1 => journal.record_analyses(vec![analysis]).await.map(|ids| Some(ids.len() as u64)),
        _ => journal.purge_expired_analyses(2).await.map(Some),
    }
    .map_err(Failure::from)
}

/// Claims some entries, and ends the claim on each in some way. What is left claimed is taken back by
/// the next one, for nobody's lease holds long here.
async fn work(journal: &impl JournalQueue, rng: &mut StdRng) -> Result<Option<u64>, Failure> {
    let request = ClaimRequest::by(format!("worker-{}", rng.random_range(0..3))).up_to(3);
    let claimed = journal.claim_next(request).await?;
    let mut changes = claimed.len() as u64;
    for claim in claimed.into_iter().map(|it| it.claim) {
        changes += end(journal, claim, rng).await?;
    }
    let taken_back = journal.reclaim_expired(3).await?;
    Ok(Some(changes + taken_back.waiting + taken_back.failed))
}

async fn end(journal: &impl JournalQueue, claim: Claim, rng: &mut StdRng) -> Result<u64, Failure> {
    match rng.random_range(0..4) {
        0 => drop(journal.complete(claim).await?),
        1 => drop(journal.fail(claim, FailedAttempt::because("random")).await?),
        2 => {
            journal.extend_claim(claim, std::time::Duration::from_secs(1)).await?;
            return Ok(0);
        }
        _ => return Ok(0),
    }
    Ok(1)
}

fn new_entry(account: Uuid, id: Option<Uuid>, rng: &mut StdRng) -> Result<NewEntry, Failure> {
    Ok(NewEntry {
        id,
        raw_data: raw_data(rng)?,
        tags: vec!["random".to_owned()],
        ..NewEntry::by(user(account, rng))
    })
}

fn entry(account: Uuid, rng: &mut StdRng) -> Uuid {
    journal_entries::Entity::id(account, rng.random_range(0..journal_entries::Entity::SLOTS))
}

fn user(account: Uuid, rng: &mut StdRng) -> Uuid {
    users::Entity::id(account, rng.random_range(0..users::Entity::SLOTS))
}
