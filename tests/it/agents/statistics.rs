//! How agents fare, held against figures that were worked out by hand.

use std::time::Duration;

use annals::prelude::*;
use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::with_project;
use crate::support::{Fixture, TestResult, fixture};

fn noon() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::hours(24 * 20_000 + 12)
}

/// Runs that started at noon: one completed after each of these seconds, then others.
async fn sow(fixture: &Fixture, project: Uuid, account: Uuid, at: DateTime<Utc>) -> TestResult {
    let row = |kind: &str, status: &str, seconds: u32| {
        format!(
            "('{account}', '{project}', '{kind}', annals.uuid_v7(), '{status}', '{at}'::timestamptz,
              '{at}'::timestamptz + make_interval(secs => {seconds}))"
        )
    };
    let mut rows: Vec<String> =
        (1..=20).map(|seconds| row("writer", "completed", seconds)).collect();
    rows.extend((0..5).map(|_| row("writer", "failed", 1_000)));
    rows.extend([row("writer", "cancelled", 9_000), row("writer", "running", 9_000)]);
    rows.extend([row("reviewer", "failed", 1), row("idle", "pending", 0)]);
    let sql = format!(
        "INSERT INTO annals.agent_executions
           (account_id, project_id, agent_type, correlation_id, status, started_at, completed_at)
         VALUES {}",
        rows.join(", ")
    );
    fixture.owner().await?.execute_unprepared(&sql).await?;
    Ok(())
}

#[tokio::test]
async fn success_and_durations_are_told_by_type() -> TestResult {
    let fixture = fixture().await?;
    let (ada, project) = with_project(&fixture).await?;
    let (bob, bobs) = with_project(&fixture).await?;
    sow(&fixture, project, ada.account_id, noon()).await?;
    sow(&fixture, project, ada.account_id, noon() + TimeDelta::hours(1)).await?;
    sow(&fixture, bobs, bob.account_id, noon()).await?;
    let context = ada.context();
    let agents = fixture.db.read(&context).agents();

    // The end is excluded, so those of the hour after are not among them.
    let told = agents.statistics(noon()..noon() + TimeDelta::hours(1)).await?;

    let names: Vec<&str> = told.iter().map(|told| told.agent_type.as_str()).collect();
    assert_eq!(names, ["idle", "reviewer", "writer"]);
    let writer = AgentStatistics {
        agent_type: "writer".to_owned(),
        runs: 27,
        completed: 20,
        failed: 5,
        cancelled: 1,
        success_rate: Some(0.8),
        p50: Some(Duration::from_millis(10_500)),
        p95: Some(Duration::from_millis(19_050)),
    };
    assert_eq!(told[2], writer);
    assert_eq!((told[1].success_rate, told[1].p50, told[1].p95), (Some(0.0), None, None));
    assert_eq!((told[0].runs, told[0].success_rate), (1, None));
    assert_eq!(agents.statistics(noon()..noon()).await?, []);
    let both = agents.statistics(noon()..noon() + TimeDelta::hours(2)).await?;
    assert_eq!(both[2].runs, 54);
    Ok(())
}

#[tokio::test]
async fn deleted_runs_do_not_count() -> TestResult {
    let fixture = fixture().await?;
    let (ada, project) = with_project(&fixture).await?;
    let context = ada.context();
    let agents = fixture.db.scope(&context).agents();
    let run = agents.start(NewAgentRun::of(project, "writer")).await?;
    agents.delete(run.id).await?;
    let hour = Duration::from_hours(1);
    assert_eq!(agents.statistics(Utc::now() - hour..Utc::now() + hour).await?, []);
    Ok(())
}
