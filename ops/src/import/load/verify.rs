//! Reads the source again, and every row back, and compares record by record.

use std::collections::{HashMap, HashSet};

use annals_entity::{conversations, journal_entries, messages, processed_content};
use annals_service::{Transaction, repository::Standing};
use sea_orm::Value;
use uuid::Uuid;

use super::{
    super::record::{Kind, SourceFile},
    articles::{self, Present},
    batch::Batch,
    fate::Fate,
    file::move_to,
    lanes::Job,
    reader::Reader,
    settle::{compared, is_by_the_way, listed},
    sql::{cell, query},
    stored::{Item, Stored, derived},
    tally::Tally,
    topics,
};
use crate::failure::Failure;

/// Differences that are shown; the report has them all.
const SHOWN: usize = 20;

/// The records of a file that a run of the same source has refused: they need not be there.
const REFUSED: &str = "
SELECT refusal.position, refusal.reason
  FROM annals.import_refusals refusal
  JOIN annals.import_runs run ON run.account_id = refusal.account_id AND run.id = refusal.run_id
 WHERE refusal.account_id = $1 AND run.source = $2 AND run.format = $3 AND refusal.file = $4
   AND refusal.position = ANY($5)";

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Verified {
    pub(super) tally: Tally,
    pub(super) differences: Vec<String>,
}

/// Compares all files, two at a time.
pub(super) async fn all(job: &Job<'_>) -> Result<Verified, Failure> {
    let talks = |file: &&SourceFile| matches!(file.kind, Kind::Session | Kind::Message);
    let lane = async |is_talk: bool| {
        let mut verified = Verified::default();
        let files = job.source.files().iter();
        for file in files.filter(|file| talks(file) == is_talk) {
            verified.file(job, file).await?;
        }
        Ok::<_, Failure>(verified)
    };
    let (mut verified, others) = tokio::try_join!(lane(true), lane(false))?;
    verified.tally.0.extend(others.tally.0);
    verified.differences.extend(others.differences);
    verified.differences.truncate(SHOWN);
    Ok(verified)
}

impl Verified {
    async fn file(&mut self, job: &Job<'_>, file: &SourceFile) -> Result<(), Failure> {
        let tx = job.db.begin(&job.context()).await?;
        let mut batches = Reader::start(job.source, file, 0)?.rest;
        while let Some(batch) = batches.next().await {
            let batch = batch?;
            let (bytes, records) = (batch.bytes, batch.fates.len() as u64);
            let mut fates = compare(&tx, batch).await?;
            excuse(job, &tx, file, &mut fates).await?;
            for fate in &fates {
                self.tally.read(fate);
                self.tally.verified(fate);
                self.note(job, fate)?;
            }
            job.told.advance(bytes, records);
        }
        Ok(tx.rollback().await?)
    }

    fn note(&mut self, job: &Job<'_>, fate: &Fate) -> Result<(), Failure> {
        if fate.refusal.is_some() || fate.notes.is_empty() {
            return Ok(());
        }
        if self.differences.len() < SHOWN {
            let (file, position) = (&fate.place.file, fate.place.position);
            self.differences.push(format!("{file} {position}: {}", fate.notes.join("; ")));
        }
        job.told.differ(fate)
    }
}

/// The records, each with a note for every row that is not as the source has it.
async fn compare(tx: &Transaction<'_>, batch: Batch) -> Result<Vec<Fate>, Failure> {
    let Batch {
        mut fates, conversations, entries, mut analyses, messages, articles, topics, ..
    } = batch;
    for fate in &mut fates {
        fate.notes.clear();
    }
    rows::<conversations::Entity>(tx, conversations, &mut fates).await?;
    let homes = rows::<journal_entries::Entity>(tx, entries, &mut fates).await?;
    for analysis in &mut analyses {
        if let Some(home) = homes.get(&analysis.record) {
            move_to(&mut analysis.row, *home);
        }
    }
    rows::<processed_content::Entity>(tx, analyses, &mut fates).await?;
    rows::<messages::Entity>(tx, messages, &mut fates).await?;
    let there = Present::of(tx, &articles).await?;
    for Item { record, row, .. } in articles {
        match there.standing(&row) {
            articles::Standing::Same => {}
            articles::Standing::Absent => {
                fates[record].notes.push("the article is not there".to_owned());
            }
            articles::Standing::Other(what) => fates[record].notes.push(what),
        }
    }
    let kept: HashSet<usize> = if topics.is_empty() {
        HashSet::new()
    } else {
        topics::kept(tx, &topics).await?.into_iter().collect()
    };
    for (place, Item { record, .. }) in
        topics.iter().enumerate().filter(|(place, _)| !kept.contains(place))
    {
        fates[*record].notes.push(format!("topic {place} is kept by no run"));
    }
    Ok(fates)
}

/// Rows are there under their own id, or under the one they got because another record has theirs.
/// Returns the ids of those that are.
async fn rows<E: Stored>(
    tx: &Transaction<'_>,
    items: Vec<Item<E::ActiveModel>>,
    fates: &mut [Fate],
) -> Result<HashMap<usize, Uuid>, Failure> {
    let mut homes = HashMap::new();
    let (mut seconds, mut found) = (Vec::new(), Vec::new());
    for (item, standing) in compared::<E>(tx, items).await? {
        if is_as_told(&standing) {
            homes.insert(item.record, E::id(&item.row));
            continue;
        }
        found.push((E::id(&item.row), standing));
        seconds.push(Item { row: derived::<E>(&item.row), ..item });
    }
    for ((item, second), (id, first)) in compared::<E>(tx, seconds).await?.into_iter().zip(found) {
        match second {
            _ if is_as_told(&second) => drop(homes.insert(item.record, E::id(&item.row))),
            _ => fates[item.record].notes.push(told::<E>(id, first)),
        }
    }
    Ok(homes)
}

fn is_as_told(standing: &Standing) -> bool {
    match standing {
        Standing::Same => true,
        Standing::Different(columns) => is_by_the_way(columns),
        Standing::Absent | Standing::Deleted => false,
    }
}

fn told<E: Stored>(id: Uuid, standing: Standing) -> String {
    let table = E::TABLE;
    match standing {
        Standing::Absent => format!("{table} {id} is not there"),
        Standing::Deleted => format!("{table} {id} was deleted in Annals"),
        Standing::Different(columns) => format!("{table} {id} has other {}", listed(&columns)),
        Standing::Same => format!("{table} {id} is there"),
    }
}

/// What a run has refused is not missing.
async fn excuse(
    job: &Job<'_>,
    tx: &Transaction<'_>,
    file: &SourceFile,
    fates: &mut [Fate],
) -> Result<(), Failure> {
    let missing = fates.iter().filter(|fate| fate.refusal.is_none() && !fate.notes.is_empty());
    let positions: Vec<i64> =
        missing.filter_map(|fate| i64::try_from(fate.place.position).ok()).collect();
    if positions.is_empty() {
        return Ok(());
    }
    let values: [Value; 5] = [
        tx.context().account_id.into(),
        job.run.source.clone().into(),
        job.run.format.into(),
        file.name.to_string().into(),
        positions.into(),
    ];
    let mut refused = HashMap::new();
    for row in query(tx, REFUSED, values).await? {
        refused.insert(cell::<i64>(&row, 0)?.unsigned_abs(), cell::<String>(&row, 1)?);
    }
    for fate in fates.iter_mut().filter(|fate| !fate.notes.is_empty()) {
        if let Some(reason) = refused.get(&fate.place.position) {
            fate.refuse(reason, String::new());
        }
    }
    Ok(())
}
