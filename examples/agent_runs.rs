//! What agents did, and how they fare: `cargo run --example agent_runs`.
//!
//! ```text
//! Refused    the input breaks rules: status can't become cancelled: it is completed, which nothing follows
//!
//! What the request made agents do:
//!   writer       completed  {"words": 1800}
//!   illustrator  failed     the model gave no answer in 60 s
//!   reviewer     completed  ["two faults", {"line": 12}]
//!
//! Stuck      1 run
//!
//! The last hour:
//!   illustrator  1 runs, 0 % succeeded, p50 and p95: none completed
//!   reviewer     1 runs, 100 % succeeded, p50 and p95: told
//!   writer       2 runs, 50 % succeeded, p50 and p95: told
//! ```

#![expect(clippy::print_stdout, reason = "it shows what happens")]

use std::{error::Error, time::Duration};

use annals::prelude::*;
use chrono::{TimeDelta, Utc};
use serde_json::json;
use uuid::Uuid;

type Outcome = Result<(), Box<dyn Error>>;

#[tokio::main]
async fn main() -> Outcome {
    let sandbox = annals_sandbox::database().await?;
    let db = Database::connect(DatabaseConfig::new(sandbox.url())?).await?;
    let identity = Identity::provider("example", "ada");
    let ada = db.sign_up(NewAccount::with_identity("Ada", "ada@example.org", identity)).await?;
    let context = ada.context().operation("book.write");
    let scope = db.scope(&context);
    let book = scope.projects().create(NewProject::named("A book")).await?.id;
    let agents = scope.agents();

    // One request makes three agents run, one of them later.
    let request = Some(Uuid::now_v7());
    let of = |agent: &str| NewAgentRun {
        correlation_id: request,
        input: Some(json!({ "chapter": 3 }).into()),
        ..NewAgentRun::of(book, agent)
    };
    let writer = agents.start(of("writer")).await?;
    let illustrator = agents.start(of("illustrator")).await?;
    let reviewer = agents.queue(of("reviewer")).await?;

    agents.finish(writer.id, Some(json!({ "words": 1800 }).into())).await?;
    agents.fail(illustrator.id, "the model gave no answer in 60 s").await?;
    agents.begin(reviewer.id).await?;
    agents.finish(reviewer.id, Some(json!(["two faults", { "line": 12 }]).into())).await?;

    // A run ends once.
    if let Err(error) = agents.cancel(writer.id).await {
        println!("Refused    {error}\n");
    }

    println!("What the request made agents do:");
    let runs = agents.list_by_correlation(writer.correlation_id, PageRequest::default()).await?;
    for run in runs.items {
        let came_of_it = run.output_data.map(|json| json.to_string()).or(run.error_message);
        println!("  {:<12} {:<10} {}", run.agent_type, run.status, came_of_it.unwrap_or_default());
    }

    agents.start(of("writer")).await?; // and nothing is heard of it
    let stuck = agents.list_stuck(Duration::from_millis(1), PageRequest::default()).await?.items;
    println!("\nStuck      {} run", stuck.len());
    for run in stuck {
        agents.fail(run.id, "nothing was heard of it").await?;
    }

    let now = Utc::now();
    println!("\nThe last hour:");
    for agent in agents.statistics(now - TimeDelta::hours(1)..now + TimeDelta::seconds(1)).await? {
        let AgentStatistics { agent_type, runs, success_rate, p95, .. } = agent;
        let success =
            success_rate.map_or("–".to_owned(), |rate| format!("{:.0} %", rate * 100.0));
        let is_told = if p95.is_some() { "told" } else { "none completed" };
        println!("  {agent_type:<12} {runs} runs, {success} succeeded, p50 and p95: {is_told}");
    }
    Ok(())
}
