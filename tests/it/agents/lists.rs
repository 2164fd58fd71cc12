//! Which runs each list and condition finds, in which order.

use std::time::Duration;

use annals::prelude::*;
use sea_orm::ConnectionTrait;
use serde_json::json;
use uuid::Uuid;

use super::with_project;
use crate::support::{Fixture, TestResult, fixture};

/// Makes a run older, as its owner.
async fn age(fixture: &Fixture, run: &AgentRun, minutes: u32) -> TestResult {
    let sql = format!(
        "UPDATE annals.agent_executions SET started_at = now() - interval '{minutes} minutes'
          WHERE id = '{}'",
        run.id
    );
    fixture.owner().await?.execute_unprepared(&sql).await?;
    Ok(())
}

fn ids(page: &Page<AgentRun>) -> Vec<Uuid> {
    page.items.iter().map(|run| run.id).collect()
}

#[tokio::test]
async fn every_condition_finds_the_runs_it_names_and_no_deleted_one() -> TestResult {
    let fixture = fixture().await?;
    let (ada, book) = with_project(&fixture).await?;
    let context = ada.context();
    let scope = fixture.db.scope(&context);
    let agents = scope.agents();
    let house = scope.projects().create(NewProject::named("House")).await?.id;
    let correlation_id = Some(Uuid::now_v7());
    let of = |project, kind: &str| NewAgentRun { correlation_id, ..NewAgentRun::of(project, kind) };
    let mut made = Vec::new();
    for new in [of(book, "writer"), of(book, "reviewer"), NewAgentRun::of(house, "writer")] {
        made.push(agents.start(new).await?);
    }
    let gone = agents.queue(NewAgentRun::of(book, "writer")).await?;
    agents.delete(gone.id).await?;
    made.push(gone);
    agents.finish(made[1].id, Some(json!({ "faults": 3 }).into())).await?;
    for (run, minutes) in made.iter().zip([40, 30, 20, 10]) {
        age(&fixture, run, minutes).await?;
    }

    let all = AgentFilter::default;
    let (running, pending) = (ExecutionStatus::Running, ExecutionStatus::Pending);
    let half = Some(chrono::Utc::now() - Duration::from_mins(25));
    let faulty = Filter::field("output_data.faults").gte(3);
    let cases: Vec<(AgentFilter, &[usize])> = vec![
        (all(), &[2, 1, 0]),
        (AgentFilter { deleted: Deleted::Included, ..all() }, &[3, 2, 1, 0]),
        (AgentFilter { project_id: Some(book), ..all() }, &[1, 0]),
        (AgentFilter { agent_type: Some("writer".into()), ..all() }, &[2, 0]),
        (AgentFilter { statuses: vec![running], ..all() }, &[2, 0]),
        (AgentFilter { statuses: vec![pending], ..all() }, &[]),
        (AgentFilter { correlation_id, ..all() }, &[1, 0]),
        (AgentFilter { started_from: half, ..all() }, &[2]),
        (AgentFilter { started_before: half, ..all() }, &[1, 0]),
        (AgentFilter { matching: faulty, ..all() }, &[1]),
    ];
    for (filter, found) in cases {
        let listed = ids(&agents.list(filter.clone(), PageRequest::default()).await?);
        let expected: Vec<Uuid> = found.iter().map(|position| made[*position].id).collect();
        assert_eq!(listed, expected, "{filter:?}");
        assert_eq!(agents.count(filter.clone()).await?, found.len() as u64, "{filter:?}");
    }
    Ok(())
}

#[tokio::test]
async fn the_runs_of_a_correlation_are_listed_in_the_order_in_which_they_started() -> TestResult {
    let fixture = fixture().await?;
    let (ada, project) = with_project(&fixture).await?;
    let context = ada.context();
    let agents = fixture.db.scope(&context).agents();
    let correlation = Uuid::now_v7();
    let new =
        NewAgentRun { correlation_id: Some(correlation), ..NewAgentRun::of(project, "writer") };
    let mut runs = Vec::new();
    for minutes in [10, 30, 20] {
        let run = agents.start(new.clone()).await?;
        age(&fixture, &run, minutes).await?;
        runs.push(run.id);
    }
    agents.start(NewAgentRun::of(project, "writer")).await?;

    let first = agents.list_by_correlation(correlation, PageRequest::of(2)).await?;
    let next = PageRequest::of(2).after(first.next.clone().ok_or("there are three")?);
    let second = agents.list_by_correlation(correlation, next).await?;
    assert_eq!((ids(&first), ids(&second)), (vec![runs[1], runs[2]], vec![runs[0]]));
    assert!(second.next.is_none());
    Ok(())
}

#[tokio::test]
async fn runs_that_are_stuck_are_listed_the_oldest_first() -> TestResult {
    let fixture = fixture().await?;
    let (ada, project) = with_project(&fixture).await?;
    let context = ada.context();
    let agents = fixture.db.scope(&context).agents();
    let mut runs = Vec::new();
    for minutes in [10, 90, 70] {
        let run = agents.start(NewAgentRun::of(project, "writer")).await?;
        age(&fixture, &run, minutes).await?;
        runs.push(run.id);
    }
    let waiting = agents.queue(NewAgentRun::of(project, "writer")).await?;
    let done = agents.start(NewAgentRun::of(project, "writer")).await?;
    agents.finish(done.id, None).await?;
    for run in [waiting, done] {
        age(&fixture, &run, 120).await?;
    }

    let hour = Duration::from_hours(1);
    let stuck = agents.list_stuck(hour, PageRequest::default()).await?;
    assert_eq!(ids(&stuck), [runs[1], runs[2]]);
    let one = agents.list_stuck(hour, PageRequest::of(1)).await?;
    let next = one.next.ok_or("there is another")?;
    let second = agents.list_stuck(hour, PageRequest::of(1).after(next.clone())).await?;
    assert_eq!(ids(&second), [runs[2]]);
    let refused = agents.list_stuck(hour * 2, PageRequest::of(1).after(next)).await;
    assert!(matches!(refused, Err(Error::Invalid { .. })), "{refused:?}");
    let short = Duration::from_millis(1);
    assert_eq!(agents.list_stuck(short, PageRequest::default()).await?.items.len(), 3);
    assert_eq!(agents.list_stuck(Duration::MAX, PageRequest::default()).await?.items.len(), 0);
    Ok(())
}
