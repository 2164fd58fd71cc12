//! An application's first hour: `make quickstart`.

#![expect(clippy::print_stdout, reason = "it shows what happens")]

#[path = "data/entries_file.rs"]
mod entries_file;

use std::{error::Error, path::Path, time::Instant};

use annals::prelude::*;
use serde_json::json;

type Outcome = Result<(), Box<dyn Error>>;

#[tokio::main]
async fn main() -> Outcome {
    // A real PostgreSQL, and in it a migrated database of our own, which goes when `sandbox` does.
    let started = Instant::now();
    let sandbox = annals_sandbox::database().await?;
    let db = Database::connect(DatabaseConfig::new(sandbox.url())?).await?;
    let version = db.health().await?.server_version;
    println!("PostgreSQL {version} is ready after {:.0?}.\n", started.elapsed());

    // Sign up: account, user, identity and role, in one transaction.
    let google = Identity::provider("google", "1098-anke");
    let anke = db.sign_up(NewAccount::with_identity("Anke", "anke@example.org", google)).await?;
    let context = anke.context().operation("quickstart");
    println!("Signed up   {} as user {}", anke.user.email, anke.user.id);

    // Import three months of a journal: all of it or nothing.
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/data/entries.json");
    let (entries, analyses) = &entries_file::read(&file, anke.user.id)?;
    db.transaction(&context, |tx| {
        Box::pin(async move {
            tx.journal().create_many(entries.clone()).await?;
            tx.journal().record_analyses(analyses.clone()).await
        })
    })
    .await?;
    println!("Imported    {} entries, {} analyses\n", entries.len(), analyses.len());

    let first = entries.first().and_then(|entry| entry.id).ok_or("the file has entries")?;
    read(&db, &context).await?;
    revise(&db, &context, first).await?;
    delete(&db, &context, first).await?;
    prove(&db, &context, first).await
}

/// By what the JSON holds, then page by page, newest first.
async fn read(db: &Database, context: &Context) -> Outcome {
    let journal = db.read(context).journal();
    let mood = json!({ "mood": "nervous" });
    let nervous =
        EntryFilter { raw_data_contains: Some(mood.clone().into()), ..EntryFilter::default() };
    println!("Nervous     {} entries whose JSON contains {mood}", journal.count(nervous).await?);

    let running = EntryFilter { tags: vec!["running".to_owned()], ..EntryFilter::default() };
    let mut page = PageRequest::of(3);
    for number in 1..=2 {
        println!("Running     page {number}, newest first");
        let found = journal.list(running.clone(), page.clone()).await?;
        for entry in found.items {
            println!("            {}  {}", entry.created_at.date_naive(), headline(&entry));
        }
        let Some(next) = found.next else { break };
        page = page.after(next);
    }
    Ok(())
}

/// Twice, the second time without having seen the first.
async fn revise(db: &Database, context: &Context, id: uuid::Uuid) -> Outcome {
    let journal = db.scope(context).journal();
    let entry = journal.find(id).await?.ok_or("it was imported")?;
    let calmer = EntryUpdate { mood_score: Some(Some(8.into())), ..EntryUpdate::default() };
    let revised = journal.update(id, entry.row_version, calmer).await?;
    println!("\nRevised     {:?}, now version {}", headline(&revised), revised.row_version);
    let late = EntryUpdate { title: Some(Some("Day one".to_owned())), ..EntryUpdate::default() };
    if let Err(error @ annals::prelude::Error::StaleVersion { .. }) =
        journal.update(id, entry.row_version, late).await
    {
        println!("Refused     {error}");
    }
    Ok(())
}

/// With all that hangs on it, after a look at what that is.
async fn delete(db: &Database, context: &Context, id: uuid::Uuid) -> Outcome {
    let journal = db.scope(context).journal();
    for (table, rows) in journal.preview_deletion(id).await?.rows {
        println!("Deleting    {rows} of {table}");
    }
    Ok(journal.delete_for_good(id).await?)
}

/// Nothing is forgotten.
async fn prove(db: &Database, context: &Context, id: uuid::Uuid) -> Outcome {
    let audit = db.read(context).audit();
    println!("\nWhat happened to {id}:");
    for change in audit.history("journal_entries", id).await? {
        let mood = change.image.to_value()?["mood_score"].clone();
        let AuditEntry { row_version, operation, recorded_by, .. } = change;
        println!(
            "  version {row_version}  {operation:<6}  mood {mood}  recorded by the {recorded_by}"
        );
    }
    let log = audit.verify().await?;
    let (tables, entries, gaps) = (log.tables, log.entries, log.findings.len());
    println!("\nThe audit log: {tables} tables watched, {entries} entries, {gaps} gaps.");
    println!(
        "\nNext: README.md for your own application, CONTRIBUTING.md for a table of your own,"
    );
    println!("`cargo doc --open` for every operation.");
    Ok(())
}

fn headline(entry: &Entry) -> String {
    let words = entry.title.as_deref().or(entry.content.as_deref()).unwrap_or("(empty)");
    match words.char_indices().nth(52) {
        Some((end, _)) => format!("{}…", &words[..end]),
        None => words.to_owned(),
    }
}
