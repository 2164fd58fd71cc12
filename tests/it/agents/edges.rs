//! Each edge there is, and each there is not; and those who take one at once.

use annals::prelude::*;
use futures_util::future::join_all;
use uuid::Uuid;

use super::with_project;
use crate::support::{TestResult, fixture, log_of};

/// A run with a status.
async fn one(agents: &impl Agents, project: Uuid, status: &str) -> TestResult<Uuid> {
    let new = NewAgentRun::of(project, "writer");
    if status == "pending" {
        return Ok(agents.queue(new).await?.id);
    }
    let id = agents.start(new).await?.id;
    match status {
        "completed" => agents.finish(id, None).await.map(drop)?,
        "failed" => agents.fail(id, "why").await.map(drop)?,
        "cancelled" => agents.cancel(id).await.map(drop)?,
        _ => {}
    }
    Ok(id)
}

async fn go(agents: &impl Agents, id: Uuid, to: &str) -> Result<AgentRun, Error> {
    match to {
        "running" => agents.begin(id).await,
        "completed" => agents.finish(id, None).await,
        "failed" => agents.fail(id, "why").await,
        _ => agents.cancel(id).await,
    }
}

#[tokio::test]
async fn a_run_goes_along_the_edges_and_along_no_other() -> TestResult {
    let fixture = fixture().await?;
    let (ada, project) = with_project(&fixture).await?;
    let context = ada.context();
    let agents = fixture.db.scope(&context).agents();
    let allowed = [
        ("pending", "running"),
        ("pending", "cancelled"),
        ("running", "completed"),
        ("running", "failed"),
        ("running", "cancelled"),
    ];
    for from in ExecutionStatus::ALL {
        for to in &ExecutionStatus::ALL[1..] {
            let id = one(&agents, project, from).await?;
            let before = agents.find(id).await?;
            let gone = go(&agents, id, to).await;
            if allowed.contains(&(from, to)) {
                assert_eq!(gone?.status, *to);
                continue;
            }
            let Err(error @ Error::Invalid { .. }) = gone else { panic!("{from} to {to}") };
            assert!(error.to_string().contains(&format!("it is {from}, ")), "{error}");
            assert_eq!(agents.find(id).await?, before);
        }
    }
    Ok(())
}

#[tokio::test]
async fn of_many_who_begin_or_end_a_run_one_does() -> TestResult {
    let fixture = fixture().await?;
    let (ada, project) = with_project(&fixture).await?;
    let context = ada.context();
    let scope = fixture.db.scope(&context);
    let agents = scope.agents();
    let id = agents.queue(NewAgentRun::of(project, "writer")).await?.id;
    let begun = join_all((0..8).map(|_| agents.begin(id))).await;
    let ends = ["completed", "failed", "cancelled", "completed", "failed"];
    let ended = join_all(ends.map(|to| go(&agents, id, to))).await;
    for outcomes in [begun, ended] {
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
        let is_told = |outcome: &Result<AgentRun, Error>| {
            matches!(outcome, Ok(_) | Err(Error::Invalid { .. }))
        };
        assert!(outcomes.iter().all(is_told), "{outcomes:?}");
    }
    let history = scope.audit().history("agent_executions", id).await?;
    assert_eq!(log_of(&history), ["1 insert hook", "2 update hook", "3 update hook"]);
    Ok(())
}
