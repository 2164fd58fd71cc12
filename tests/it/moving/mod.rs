//! Moving a live service from memory to Annals.

mod answers;
mod copying;
mod differences;
mod in_annals;
mod races;
mod stages;
mod troubled;

use std::sync::{Arc, Mutex, PoisonError};

use annals::{entity::values::ProcessingStatus, prelude::*};
use chrono::Utc;

use crate::support::{Fixture, TestResult};

/// The stores of somebody, and both in one.
struct Move {
    memory: Arc<MemoryStore>,
    annals: Arc<AnnalsStore>,
    both: DualStore,
    /// What the observer was told.
    told: Arc<Mutex<Vec<String>>>,
}

impl Move {
    /// Of somebody who has so many entries in memory.
    async fn of(fixture: &Fixture, entries: usize) -> TestResult<Self> {
        let memory = Arc::new(MemoryStore::new());
        for number in 0..entries {
            memory.store(StoredEntry::new(format!("Entry {number}"))).await?;
        }
        let annals = Arc::new(store_of(fixture).await?);
        let (both, told) = listened_to(DualStore::new(memory.clone(), annals.clone()));
        Ok(Self { memory, annals, both, told })
    }

    /// The same, where both hold the entries and memory leads.
    async fn begun(fixture: &Fixture, entries: usize) -> TestResult<Self> {
        let begun = Self::of(fixture, entries).await?;
        begun.both.switch(Stage::MemoryLeads).await?;
        begun.both.reconcile(Surplus::Keep).await?;
        Ok(begun)
    }

    fn told(&self) -> Vec<String> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    async fn are_equal(&self) -> TestResult {
        let (memory, annals) = (self.memory.get_all().await?, self.annals.get_all().await?);
        assert_eq!(memory, annals);
        assert_eq!(self.memory.statistics().await?, self.annals.statistics().await?);
        Ok(())
    }
}

/// Keeps what is told of differences and failures.
fn listened_to(both: DualStore) -> (DualStore, Arc<Mutex<Vec<String>>>) {
    let told = Arc::new(Mutex::new(Vec::new()));
    let heard = told.clone();
    let both = both.observed_by(move |observed| {
        let text = match observed {
            Observed::Difference(difference) => difference.to_string(),
            other => format!("{other:?}"),
        };
        heard.lock().unwrap_or_else(PoisonError::into_inner).push(text);
    });
    (both, told)
}

/// The store of somebody who has just signed up.
async fn store_of(fixture: &Fixture) -> TestResult<AnnalsStore> {
    let somebody = fixture.sign_up().await?;
    Ok(AnnalsStore::new(fixture.db.clone(), somebody.context(), somebody.user.id))
}

/// An entry as an analysis leaves it.
fn analysed(entry: StoredEntry, label: &str, score: f64) -> StoredEntry {
    let now = Utc::now();
    let found =
        SentimentResult { score, label: label.into(), confidence: 0.925, processed_at: now };
    StoredEntry {
        processing_status: ProcessingStatus::Completed,
        processing_result: Some(ProcessingResult {
            status: ProcessingStatus::Completed,
            sentiment_result: Some(found),
            processed_at: Some(now),
            processing_time: Some(2_500_000_000),
            error: None,
        }),
        updated_at: now,
        ..entry
    }
}

fn invalid_fields(error: &Error) -> Vec<&str> {
    let Error::Invalid { fields } = error else { panic!("{error:?}") };
    fields.iter().map(|fault| fault.field.as_str()).collect()
}
