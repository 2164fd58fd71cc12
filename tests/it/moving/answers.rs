//! Every store gives the same answers to the same calls.

use std::sync::Arc;

use annals::{entity::values::ProcessingStatus, prelude::*};
use chrono::{DateTime, TimeDelta, Utc};
use rand::{RngExt, SeedableRng, rngs::StdRng};
use serde_json::json;
use uuid::Uuid;

use super::{analysed, invalid_fields, listened_to, store_of};
use crate::support::{TestResult, fixture, variable};

const OPERATIONS: usize = 400;

/// What to call.
#[derive(Clone, Debug)]
enum Call {
    Store(Box<StoredEntry>),
    Get(Uuid),
    GetAll,
    Update(Box<StoredEntry>),
    Delete(Uuid),
    Count,
    Statistics,
}

async fn answer(store: &dyn EntryStore, call: Call) -> String {
    let told = match call {
        Call::Store(entry) => store.store(*entry).await.map(|it| format!("{it:?}")),
        Call::Get(id) => store.get(id).await.map(|it| format!("{it:?}")),
        Call::GetAll => store.get_all().await.map(|it| format!("{it:?}")),
        Call::Update(entry) => store.update(*entry).await.map(|it| format!("{it:?}")),
        Call::Delete(id) => store.delete(id).await.map(|it| format!("{it:?}")),
        Call::Count => store.count().await.map(|it| format!("{it:?}")),
        Call::Statistics => store.statistics().await.map(|it| format!("{it:?}")),
    };
    told.unwrap_or_else(|error| format!("refused: {error:?}"))
}

/// Makes calls about a few entries, so that they are stored twice, changed and deleted again and again.
struct Caller {
    rng: StdRng,
    ids: Vec<Uuid>,
}

impl Caller {
    fn new(seed: u64) -> Self {
        let mut rng = StdRng::seed_from_u64(seed);
        let ids = (0..12).map(|_| Uuid::from_u128(rng.random())).collect();
        Self { rng, ids }
    }

    fn call(&mut self) -> Call {
        let id = self.ids[self.rng.random_range(0..self.ids.len())];
        match self.rng.random_range(0..20) {
            0..=4 => Call::Store(Box::new(self.entry(id))),
            5..=9 => Call::Update(Box::new(self.entry(id))),
            10..=11 => Call::Delete(id),
            12..=15 => Call::Get(id),
            16..=17 => Call::GetAll,
            18 => Call::Count,
            _ => Call::Statistics,
        }
    }

    /// Of few values, so that an update often changes little or nothing. Some are refused.
    fn entry(&mut self, id: Uuid) -> StoredEntry {
        let contents = ["Rain", "Söğüt 🌧\n\"quoted\" \\ {}", "", "a\0b", " ", "$1 ' %"];
        let content = contents
            [self.rng.random_range(0..12_usize) % 6 % (1 + self.rng.random_range(0..6_usize))];
        let entry = StoredEntry {
            id,
            timestamp: self.time(),
            created_at: self.time(),
            updated_at: self.time() + TimeDelta::microseconds(self.rng.random_range(0..1 << 40)),
            metadata: self.metadata(),
            ..StoredEntry::new(content)
        };
        let score = [0.5, -1.0, 1.0, 1.5][self.rng.random_range(0..20_usize) % 4 % 3];
        match self.rng.random_range(0..4) {
            0 => analysed(entry, "calm", score),
            1 => {
                let mut entry = analysed(entry, "calm", score);
                entry.processing_status = ProcessingStatus::Failed;
                if let Some(result) = &mut entry.processing_result {
                    result.sentiment_result = None;
                    result.status = ProcessingStatus::Failed;
                    result.error = Some("no answer".into());
                }
                entry
            }
            _ => entry,
        }
    }

    /// Of five microseconds of half a minute, some with nanoseconds.
    fn time(&mut self) -> DateTime<Utc> {
        DateTime::from_timestamp_nanos(-30_000_000_000)
            + TimeDelta::nanoseconds(
                self.rng.random_range(0..5) * 1_000 + self.rng.random_range(0..2) * 999,
            )
    }

    fn metadata(&mut self) -> serde_json::Map<String, serde_json::Value> {
        let fields = self.rng.random_range(0..5) * self.rng.random_range(0..7);
        let value = |number: i32| match number % 4 {
            0 => json!(f64::from(number) * 1e15),
            1 => json!({ "nested": [null, true, "\u{1f327}", -0.0] }),
            2 => json!("1e3"),
            _ => json!(1e-9),
        };
        (0..fields).map(|number| (format!("field {number}"), value(number))).collect()
    }
}

/// From any stage to one beside it, made sure of.
async fn wander(both: &DualStore, rng: &mut StdRng) -> TestResult {
    use Stage::{AnnalsLeads, AnnalsOnly, MemoryLeads, MemoryOnly};
    let up = rng.random_bool(0.5);
    let to = match both.stage().await {
        MemoryLeads if up => AnnalsLeads,
        MemoryLeads => MemoryOnly,
        AnnalsLeads if up => AnnalsOnly,
        MemoryOnly | AnnalsLeads => MemoryLeads,
        AnnalsOnly => AnnalsLeads,
    };
    both.switch(to).await?;
    if to.is_dual() {
        // What was deleted while one store was alone is in the other still.
        both.reconcile(Surplus::Remove).await?;
    }
    Ok(())
}

#[tokio::test]
async fn random_calls_get_the_same_answers_from_memory_annals_and_both_in_every_stage() -> TestResult
{
    let seed = variable("ANNALS_TEST_SEED")?.unwrap_or_else(rand::random);
    let operations = variable("ANNALS_TEST_OPERATIONS")?.unwrap_or(OPERATIONS);
    let fixture = fixture().await?;
    let memory = MemoryStore::new();
    let annals = store_of(&fixture).await?;
    let both = DualStore::new(Arc::new(MemoryStore::new()), Arc::new(store_of(&fixture).await?));
    let (both, told) = listened_to(both);
    let mut caller = Caller::new(seed);
    let mut refused = 0;
    for number in 0..operations {
        if number % 23 == 22 {
            wander(&both, &mut caller.rng).await?;
        }
        let call = caller.call();
        let expected = answer(&memory, call.clone()).await;
        refused += usize::from(expected.starts_with("refused"));
        for (name, store) in [("Annals", &annals as &dyn EntryStore), ("both", &both)] {
            let stage = both.stage().await;
            let got = answer(store, call.clone()).await;
            assert_eq!(
                got, expected,
                "ANNALS_TEST_SEED={seed}, {name} at {stage}: {number} {call:?}"
            );
        }
    }
    assert!(refused > operations / 20 && refused < operations, "{refused} were refused");
    let report = both.report().await;
    assert_eq!(
        *told.lock().map_err(|_| "a panic")?,
        Vec::<String>::new(),
        "ANNALS_TEST_SEED={seed}"
    );
    assert_eq!((report.differences, report.follower_failures, report.open), (vec![], 0, 0));
    Ok(())
}

#[tokio::test]
async fn what_breaks_a_rule_is_refused_alike_with_every_field() -> TestResult {
    let fixture = fixture().await?;
    let (memory, annals) = (MemoryStore::new(), store_of(&fixture).await?);
    let good = StoredEntry::new("Rain");
    let mut deep = json!(1);
    for _ in 0..100 {
        deep = json!([deep]);
    }
    let mut odd = analysed(good.clone(), &"x".repeat(101), -1.5);
    if let Some(found) = odd.processing_result.as_mut().and_then(|it| it.sentiment_result.as_mut())
    {
        found.confidence = f64::NAN;
    }
    let sentiment = ["score", "confidence", "label"]
        .map(|it| format!("processing_result.sentiment_result.{it}"));
    let year_0 = "0000-01-01T00:00:00Z".parse()?;
    let refused = [
        (StoredEntry { content: String::new(), ..good.clone() }, vec!["content"]),
        (StoredEntry { content: "x".repeat(50_001), ..good.clone() }, vec!["content"]),
        (
            StoredEntry { id: Uuid::nil(), content: "\0".into(), ..good.clone() },
            vec!["id", "content"],
        ),
        (StoredEntry { timestamp: year_0, ..good.clone() }, vec!["timestamp"]),
        (with_metadata(&good, (0..21).map(|n| (n.to_string(), json!(n)))), vec!["metadata"]),
        (with_metadata(&good, [("deep".to_owned(), deep)]), vec!["metadata"]),
        (with_metadata(&good, [("nul".to_owned(), json!("\0"))]), vec!["metadata"]),
        (odd, sentiment.iter().map(String::as_str).collect()),
    ];
    for (entry, fields) in refused {
        let (Err(in_memory), Err(in_annals)) =
            (memory.store(entry.clone()).await, annals.store(entry).await)
        else {
            panic!("{fields:?} were taken")
        };
        assert_eq!(invalid_fields(&in_memory), fields);
        assert_eq!(in_memory.to_string(), in_annals.to_string());
    }
    for store in [&memory as &dyn EntryStore, &annals] {
        let longest = StoredEntry { content: "ö".repeat(50_000), ..good.clone() };
        assert_eq!(store.store(longest).await?.content.chars().count(), 50_000);
    }
    Ok(())
}

fn with_metadata(
    entry: &StoredEntry,
    fields: impl IntoIterator<Item = (String, serde_json::Value)>,
) -> StoredEntry {
    StoredEntry { metadata: fields.into_iter().collect(), ..entry.clone() }
}

#[tokio::test]
async fn any_number_comes_back_as_it_was_answered() -> TestResult {
    let fixture = fixture().await?;
    let annals = store_of(&fixture).await?;
    let mut rng = StdRng::seed_from_u64(7);
    for _ in 0..20 {
        let mut numbers: Vec<_> = (0..10).map(|_| json!(rng.random::<u64>())).collect();
        let floats = (0..50).map(|_| f64::from_bits(rng.random())).filter(|it| it.is_finite());
        numbers.extend(floats.map(|it| json!(it)));
        let entry =
            with_metadata(&StoredEntry::new("Numbers"), [("all".to_owned(), json!(numbers))]);
        let stored = annals.store(entry).await?;
        assert_eq!(annals.get(stored.id).await?, Some(stored));
    }
    Ok(())
}
