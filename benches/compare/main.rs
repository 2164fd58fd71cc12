//! Annals beside what a user would write instead: `make bench`.
//!
//! The peer is `sqlx`, written by hand, doing the same work with the same guarantees: the context, the
//! policies, the audit entry, the row decoded into a struct. Both run in the same rounds, one after
//! the other, five times; what is printed are medians, and their ratio.

mod accounts;
mod analytics;
mod audit;
mod bulk;
mod cases;
mod conversations;
mod depth;
mod documents;
mod folder;
mod import;
mod json;
mod lists;
mod measure;
mod million;
mod peer;
mod report;
mod targets;
mod texts;
mod trees;

use std::{env, error::Error};

use annals::prelude::*;
use annals_sandbox::{Server, ServerOptions};
use sqlx::{PgPool, postgres::PgPoolOptions};

use crate::{cases::Bench, report::Report};

async fn pool_of(url: &str) -> Result<PgPool, sqlx::Error> {
    PgPoolOptions::new().max_connections(1).test_before_acquire(false).connect(url).await
}

// One thread: with more, waking another one costs as much as a statement, now and then.
#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut report = Report::default();
    let named: Vec<String> = env::args().skip(1).filter(|name| !name.starts_with('-')).collect();
    if let Some(unknown) = named.iter().find(|name| !PARTS.contains(&name.as_str())) {
        return Err(format!("{unknown:?} is no part: there is {}", PARTS.join(", ")).into());
    }
    let is_wanted = |part: &str| named.is_empty() || named.iter().any(|name| name == part);
    if is_wanted("journal") {
        journal(&mut report).await?;
    }
    if is_wanted("queries") {
        let million = million::million().await?;
        depth::run(&million, &mut report).await?;
        json::run(&million, &mut report).await?;
        texts::run(&million, &mut report).await?;
    }
    if is_wanted("trees") {
        trees::run(&mut report).await?;
    }
    if is_wanted("bulk") {
        bulk::run(&mut report).await?;
    }
    if is_wanted("accounts") {
        accounts::run(&mut report).await?;
    }
    if is_wanted("lists") {
        lists::run(&mut report).await?;
    }
    if is_wanted("documents") {
        documents::run(&mut report).await?;
    }
    if is_wanted("conversations") {
        conversations::run(&mut report).await?;
    }
    if is_wanted("analytics") {
        analytics::run(&mut report).await?;
    }
    if is_wanted("targets") {
        targets::run(&mut report).await?;
    }
    if is_wanted("audit") {
        audit::run(&mut report).await?;
    }
    if is_wanted("import") {
        import::run(&mut report).await?;
    }
    report.finish()
}

/// What `make bench` runs, and `cargo bench --bench compare -- <part>` alone.
const PARTS: [&str; 12] = [
    "journal",
    "queries",
    "trees",
    "bulk",
    "accounts",
    "lists",
    "documents",
    "conversations",
    "analytics",
    "targets",
    "audit",
    "import",
];

async fn journal(report: &mut Report) -> Result<(), Box<dyn Error>> {
    for durable in [false, true] {
        let server = Server::private(ServerOptions { durable, ..ServerOptions::default() }).await?;
        let sandbox = server.database().await?;
        // One connection each: a second one would have to plan every statement anew.
        let config = DatabaseConfig::new(sandbox.url())?.with_max_connections(1);
        let bench = Bench {
            db: Database::connect(config).await?,
            peer: pool_of(sandbox.url()).await?,
            owner: pool_of(sandbox.owner_url()).await?,
        };
        let fsync = if durable { "fsync on" } else { "fsync off" };
        cases::run(&bench, fsync, report).await?;
        if !durable {
            cases::sandbox(&server, report).await?;
        }
    }
    Ok(())
}
