//! What a journaling application asks for: each of 95 calls of 100 within a time, on a server that
//! waits for its disk, with 100,000 entries in the account.

use std::{
    error::Error,
    time::{Duration, Instant},
};

use annals::prelude::*;
use annals_sandbox::{Server, ServerOptions};
use chrono::{Days, NaiveDate};
use serde_json::json;
use uuid::Uuid;

use crate::{measure::Measured, pool_of, report::Report};

const ENTRIES: u32 = 100_000;
/// Rows in one call of `create_many`.
const BATCH: usize = 1_000;

pub(crate) async fn run(report: &mut Report) -> Result<(), Box<dyn Error>> {
    let server =
        Server::private(ServerOptions { durable: true, ..ServerOptions::default() }).await?;
    let sandbox = server.database().await?;
    let db = Database::connect(DatabaseConfig::new(sandbox.url())?).await?;
    let identity = Identity::email("ada@example.org");
    let new = NewAccount::with_identity("Ada", "ada@example.org", identity.clone());
    let ada = db.sign_up(new).await?;
    let context = ada.context();
    let journal = db.scope(&context).journal();
    for batch in 0..ENTRIES / 5_000 {
        let days = batch * 5_000..(batch + 1) * 5_000;
        journal.create_many(days.map(|day| entry(ada.user.id, day)).collect()).await?;
    }
    let owner = pool_of(sandbox.owner_url()).await?;
    sqlx::query("VACUUM ANALYZE").execute(&owner).await?;

    let mut target = async |name: &str, within: u64, calls: usize, call: &Call<'_>| {
        let annals = slowest_of_95(calls, call).await?;
        let measured = Measured { annals, peer: Duration::from_millis(within) };
        report.add(name.to_owned(), "the target", &measured, "95 of 100 calls, fsync on");
        Ok::<_, Box<dyn Error>>(())
    };
    target("find who logs in", 10, 400, &|| {
        Box::pin(async {
            Ok(db.find_by_identity(&identity).await?.map(drop).ok_or("she is there")?)
        })
    })
    .await?;
    target("create an entry", 50, 400, &|| {
        Box::pin(async { Ok(journal.create(entry(ada.user.id, 1)).await.map(drop)?) })
    })
    .await?;
    target("list 100 entries", 100, 200, &|| {
        Box::pin(async {
            Ok(journal.list(EntryFilter::default(), PageRequest::of(100)).await.map(drop)?)
        })
    })
    .await?;
    target("search, 1,000 entries match", 200, 100, &|| {
        Box::pin(async {
            let search = Search::web("walker77");
            let page = SearchRequest::of(20);
            Ok(journal.search(search, EntryFilter::default(), page).await.map(drop)?)
        })
    })
    .await?;
    let analytics = db.read(&context).analytics();
    let span = Span::days(day(0), day(999)).of(ada.user.id).in_zone("Europe/Berlin");
    target("mood by week, 100,000 entries", 500, 40, &|| {
        Box::pin(async {
            Ok(analytics.mood_by_period(span.clone(), Period::Week, 4).await.map(drop)?)
        })
    })
    .await?;
    target("most frequent tags, 100,000 entries", 500, 40, &|| {
        Box::pin(async { Ok(analytics.top_tags(span.clone(), 10).await.map(drop)?) })
    })
    .await?;
    target("create 1,000 entries", 2_000, 20, &|| {
        Box::pin(async {
            let new = vec![entry(ada.user.id, 2); BATCH];
            Ok(journal.create_many(new).await.map(drop)?)
        })
    })
    .await
}

type Call<'a> =
    dyn Fn() -> std::pin::Pin<Box<dyn Future<Output = Result<(), Box<dyn Error>>> + 'a>> + 'a;

/// How long 95 of 100 calls take at most, after one that is not counted.
async fn slowest_of_95(calls: usize, call: &Call<'_>) -> Result<Duration, Box<dyn Error>> {
    call().await?;
    let mut taken = Vec::with_capacity(calls);
    for _ in 0..calls {
        let started = Instant::now();
        call().await?;
        taken.push(started.elapsed());
    }
    taken.sort();
    Ok(taken[calls * 95 / 100 - 1])
}

fn day(number: u32) -> NaiveDate {
    NaiveDate::default() + Days::new(20_000 + u64::from(number))
}

/// An entry of some day within 1,000.
fn entry(user: Uuid, number: u32) -> NewEntry {
    NewEntry {
        title: Some(format!("Day {number} with walker{}", number % 100)),
        content: Some("Rain until noon, then the long way home by the canal.".to_owned()),
        raw_data: json!({ "mood": "calm", "number": number }).into(),
        entry_date: Some(day(number % 1_000)),
        mood_score: Some(rust_decimal::Decimal::new(i64::from(number % 101), 1)),
        tags: vec![format!("tag-{}", number % 20)],
        ..NewEntry::by(user)
    }
}
