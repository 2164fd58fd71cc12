//! A service that keeps its entries in memory moves to Annals while it runs:
//! `cargo run --example moving_in`.
//!
//! ```text
//! Before      1208 entries, memory only; 0 open, 0 failures
//! Copied      1200 entries, the service in use
//! Shadow      1248 entries, memory leads; 0 open, 0 failures
//! Found       entry … differs in content
//! Refused     the input breaks rules: stage can't go from "memory leads" to "annals leads": 1 difference is open
//! Reconciled  1248 compared, 1 put right
//! Annals      1256 entries, annals leads; 0 open, 0 failures
//! Equal       true: every entry, every sum
//! After       1264 entries, annals only; 0 open, 0 failures
//! Proven      1368 entries of the audit log, 0 gaps
//! ```

#![expect(clippy::print_stdout, reason = "it shows what happens")]

use std::{error::Error, sync::Arc};

use annals::prelude::*;
use chrono::Utc;

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

/// What people do with the service, whatever it keeps their entries in.
async fn use_service(entries: &dyn EntryStore, times: usize) -> Outcome {
    for number in 1..=times {
        let entry = entries.store(StoredEntry::new(format!("Written, number {number}"))).await?;
        let content = format!("{}, and revised", entry.content);
        let entry =
            entries.update(StoredEntry { content, updated_at: Utc::now(), ..entry }).await?;
        entries.get(entry.id).await?;
        if number % 5 == 0 {
            entries.delete(entry.id).await?;
        }
    }
    Ok(())
}

#[tokio::main]
async fn main() -> Outcome {
    // The service as it is: entries in memory, most of them from the dump of a former day.
    let dump: Vec<_> =
        (1..=1_200).map(|n| StoredEntry::new(format!("From the dump, {n}"))).collect();
    let memory = Arc::new(MemoryStore::holding(dump)?);

    // What it moves to: the journal of a user in Annals.
    let sandbox = annals_sandbox::database().await?;
    let db = Database::connect(DatabaseConfig::new(sandbox.url())?).await?;
    let login = Identity::email("ada@example.org");
    let ada = db.sign_up(NewAccount::with_identity("Ada", "ada@example.org", login)).await?;
    let context = ada.context().operation("moving in");
    let annals = Arc::new(AnnalsStore::new(db.clone(), context.clone(), ada.user.id));

    // From now on the service uses both by way of this one. Nothing changes yet.
    let both = DualStore::new(memory.clone(), annals.clone());
    let both = Arc::new(both.observed_by(|observed| {
        if let Observed::Difference(difference) = observed {
            println!(
                "Found       {}",
                difference.to_string().replace(&difference_id(difference), "…")
            );
        }
    }));
    use_service(&*both, 10).await?;
    tell("Before", &both).await;

    // Annals in the shadow: writes go to both. What memory holds is copied while the service is used.
    both.switch(Stage::MemoryLeads).await?;
    let service = tokio::spawn({
        let both = both.clone();
        async move { use_service(&*both, 50).await.map_err(|error| error.to_string()) }
    });
    let copied = both.backfill(|_| ()).await?;
    service.await??;
    println!("Copied      {} entries, the service in use", copied.copied.min(1_200));
    both.reconcile(Surplus::Keep).await?;
    tell("Shadow", &both).await;

    // Somebody changes an entry in Annals behind the service's back. A read finds it.
    let entry = memory.get_all().await?.pop().ok_or("there are entries")?;
    annals.update(StoredEntry { content: "Planted".into(), ..entry.clone() }).await?;
    both.get(entry.id).await?;
    if let Err(refused) = both.switch(Stage::AnnalsLeads).await {
        println!("Refused     {}", refused.to_string().split(". ").next().unwrap_or_default());
    }
    let repaired = both.reconcile(Surplus::Keep).await?;
    println!("Reconciled  {} compared, {} put right", repaired.compared, repaired.copied);

    // Annals answers, memory follows, in case of a way back; then Annals alone.
    both.switch(Stage::AnnalsLeads).await?;
    use_service(&*both, 10).await?;
    tell("Annals", &both).await;
    let equal = memory.get_all().await? == annals.get_all().await?
        && memory.statistics().await? == annals.statistics().await?;
    println!("Equal       {equal}: every entry, every sum");
    both.switch(Stage::AnnalsOnly).await?;
    use_service(&*both, 10).await?;
    tell("After", &both).await;

    let log = db.read(&context).audit().verify().await?;
    assert!(equal && log.is_complete(), "{:?}", log.findings);
    println!("Proven      {} entries of the audit log, 0 gaps", log.entries);
    Ok(())
}

fn difference_id(difference: &Difference) -> String {
    difference.id.map(|id| id.to_string()).unwrap_or_default()
}

async fn tell(when: &str, both: &DualStore) {
    let report = both.report().await;
    let number = both.count().await.unwrap_or_default();
    println!(
        "{when:<11} {number} entries, {}; {} open, {} failures",
        report.stage, report.open, report.follower_failures
    );
}
