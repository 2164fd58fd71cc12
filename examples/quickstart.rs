//! An application's first hour: `make quickstart`.

#[path = "data/entries_file.rs"]
mod entries_file;

use std::{error::Error, path::Path, time::Instant};

use annals::prelude::*;
use serde_json::json;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    // A real PostgreSQL, and in it a migrated database of our own, which goes when `sandbox` does.
    let started = Instant::now();
    let sandbox = annals_sandbox::database().await?;
    let db = Database::connect(DatabaseConfig::new(sandbox.url())?).await?;
    let version = db.health().await?.server_version;
    println!(
        "PostgreSQL {version} is ready after {:.0?}.\n",
        started.elapsed()
    );

    // Sign up: account, user, identity and role, in one transaction.
    let google = Identity::provider("google", "1098-anke");
    let anke = db
        .sign_up(NewAccount::with_identity(
            "Anke",
            "anke@example.org",
            google,
        ))
        .await?;
    let context = anke.context().operation("quickstart");
    println!("Signed up     {} as user {}", anke.user.email, anke.user.id);

    // Import three months of a journal: all of it or nothing.
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/data/entries.json");
    let (entries, analyses) = entries_file::read(&file, anke.user.id)?;
    db.transaction(&context, |tx| {
        let (entries, analyses) = (entries.clone(), analyses.clone());
        Box::pin(async move {
            tx.journal().create_many(entries).await?;
            tx.journal().record_analyses(analyses).await
        })
    })
    .await?;
    println!(
        "Imported      {} entries, {} analyses\n",
        entries.len(),
        analyses.len()
    );

    // Read: by what the JSON holds, then page by page, newest first.
    let journal = db.scope(&context).journal();
    let nervous = EntryFilter {
        raw_data_contains: Some(json!({ "mood": "nervous" }).into()),
        ..EntryFilter::default()
    };
    println!(
        "Nervous       {} entries, by {{\"mood\": \"nervous\"}} in their JSON",
        journal.count(nervous).await?
    );
    let running = EntryFilter {
        tags: vec!["running".into()],
        ..EntryFilter::default()
    };
    let first = journal.list(running.clone(), PageRequest::of(3)).await?;
    let cursor = first.next.clone().ok_or("there is more than one page")?;
    let second = journal
        .list(running, PageRequest::of(3).after(cursor))
        .await?;
    for (page, entries) in [("Running, 1", first.items), ("Running, 2", second.items)] {
        for entry in entries {
            println!(
                "{page:<13} {}  {}",
                entry.created_at.date_naive(),
                headline(&entry)
            );
        }
    }

    // Revise twice, the second time without having seen the first.
    let entry = journal
        .find(entries[0].id.unwrap_or_default())
        .await?
        .ok_or("it was imported")?;
    let gentler = EntryUpdate {
        mood_score: Some(Some(7.into())),
        ..EntryUpdate::default()
    };
    let revised = journal.update(entry.id, entry.row_version, gentler).await?;
    println!(
        "\nRevised       {:?} to version {}",
        headline(&revised),
        revised.row_version
    );
    let late = EntryUpdate {
        title: Some(Some("Day one".into())),
        ..EntryUpdate::default()
    };
    if let Err(error) = journal.update(entry.id, entry.row_version, late).await {
        println!("Refused       {error}");
    }

    // Delete, with all that hangs on it.
    let preview = journal.preview_deletion(entry.id).await?;
    let tables: Vec<String> = preview
        .rows
        .iter()
        .map(|(table, rows)| format!("{rows} of {table}"))
        .collect();
    journal.delete_for_good(entry.id).await?;
    println!("Deleted       {}\n", tables.join(", "));

    // Nothing is forgotten.
    println!("What happened to {}:", entry.id);
    for change in db
        .read(&context)
        .audit()
        .history("journal_entries", entry.id)
        .await?
    {
        let image = change.image.to_value()?;
        println!(
            "  version {}  {:<7} recorded by the {:<9} mood {}",
            change.row_version, change.operation, change.recorded_by, image["mood_score"]
        );
    }
    let log = db.read(&context).audit().verify().await?;
    println!(
        "\nThe audit log of {} tables has {} entries and {} gaps.",
        log.tables,
        log.entries,
        log.findings.len()
    );
    println!(
        "\nNext: examples/ has more, `cargo doc --open` every operation, README.md the way to production."
    );
    Ok(())
}

fn headline(entry: &Entry) -> String {
    let words = entry
        .title
        .as_deref()
        .or(entry.content.as_deref())
        .unwrap_or("(empty)");
    words.chars().take(60).collect()
}
