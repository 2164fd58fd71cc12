//! The operations of the journal.

use annals::{
    entity::{journal_entries, users},
    prelude::{EntryUpdate, Journal, NewAnalysis, NewEntry},
};
use rand::{RngExt, rngs::StdRng};
use uuid::Uuid;

use super::{failure::Failure, subject::Subject, writings::raw_data};

/// Runs one operation at random; returns how many tracked changes it made. `None`: nobody counted.
pub(super) async fn run(
    journal: &impl Journal,
    account: Uuid,
    rng: &mut StdRng,
) -> Result<Option<u64>, Failure> {
    let id = entry(account, rng);
    match rng.random_range(0..7) {
        0 => journal.create(new_entry(account, Some(id), rng)?).await?,
        1 => return create_many(journal, account, rng).await,
        2 => return update(journal, id, rng).await,
        3 => return delete_and_restore(journal, id, rng).await,
        4 => {
            journal.delete_for_good(id).await?;
            return Ok(None);
        }
        5 => return record_analyses(journal, account, rng).await,
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

async fn record_analyses(
    journal: &impl Journal,
    account: Uuid,
    rng: &mut StdRng,
) -> Result<Option<u64>, Failure> {
    let analysis = NewAnalysis {
        journal_id: entry(account, rng),
        user_id: user(account, rng),
        task_type: "themes".to_owned(),
        processed_data: raw_data(rng)?,
        confidence_score: None,
    };
    Ok(Some(journal.record_analyses(vec![analysis]).await?.len() as u64))
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
