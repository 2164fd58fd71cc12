//! Annals beside what a user would write instead: `make bench`.
//!
//! The peer is `sqlx`, written by hand, doing the same work with the same guarantees: the context, the
//! policies, the audit entry, the row decoded into a struct. Both run in the same rounds, one after
//! the other, five times; what is printed are medians, and their ratio.

mod cases;
mod measure;
mod peer;
mod report;

use std::error::Error;

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
        cases::run(&bench, fsync, &mut report).await?;
        if !durable {
            cases::sandbox(&server, &mut report).await?;
        }
    }
    report.finish()
}
