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
use sqlx::postgres::PgPoolOptions;

use crate::{cases::Bench, report::Report};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut report = Report::default();
    for durable in [false, true] {
        let server = Server::private(ServerOptions { durable, ..ServerOptions::default() }).await?;
        let sandbox = server.database().await?;
        let bench = Bench {
            db: Database::connect(DatabaseConfig::new(sandbox.url())?).await?,
            peer: PgPoolOptions::new().test_before_acquire(false).connect(sandbox.url()).await?,
        };
        let fsync = if durable { "fsync on" } else { "fsync off" };
        cases::run(&bench, fsync, &mut report).await?;
        if !durable {
            cases::sandbox(&server, &mut report).await?;
        }
    }
    report.finish()
}
