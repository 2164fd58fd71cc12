//! What is refused, and what is not there.

use std::time::Duration;

use annals::prelude::*;
use chrono::Utc;
use uuid::Uuid;

use super::with_project;
use crate::support::{TestResult, fixture};

#[tokio::test]
async fn every_field_at_fault_is_named_and_nothing_is_written() -> TestResult {
    let fixture = fixture().await?;
    let (ada, project) = with_project(&fixture).await?;
    let context = ada.context();
    let agents = fixture.db.scope(&context).agents();
    let odd: ExactJson = r#""\u0000""#.parse()?;
    let bad = NewAgentRun { input: Some(odd.clone()), ..NewAgentRun::of(project, "x".repeat(51)) };
    let run = agents.start(NewAgentRun::of(project, "writer")).await?;
    let now = Utc::now();
    let refusals = [
        (agents.start(bad.clone()).await.map(drop), &["agent_type", "input"][..]),
        (agents.queue(bad).await.map(drop), &["agent_type", "input"]),
        (agents.finish(run.id, Some(odd)).await.map(drop), &["output"]),
        (agents.fail(run.id, " ").await.map(drop), &["error"]),
        (agents.fail(run.id, "a\0b").await.map(drop), &["error"]),
        (agents.statistics(now..now - Duration::from_secs(1)).await.map(drop), &["during"]),
    ];
    for (refused, expected) in refusals {
        let Err(Error::Invalid { fields }) = refused else { panic!("{refused:?}") };
        let named: Vec<&str> = fields.iter().map(|fault| fault.field.as_str()).collect();
        assert_eq!(named, expected);
    }
    assert_eq!(agents.count(AgentFilter::default()).await?, 1);
    assert_eq!(agents.find(run.id).await?, Some(run));
    Ok(())
}

#[tokio::test]
async fn a_run_needs_a_living_project_of_the_account_and_an_id_of_its_own() -> TestResult {
    let fixture = fixture().await?;
    let (ada, project) = with_project(&fixture).await?;
    let (_, bobs) = with_project(&fixture).await?;
    let context = ada.context();
    let scope = fixture.db.scope(&context);
    let run = scope.agents().start(NewAgentRun::of(project, "writer")).await?;
    let twice = NewAgentRun { id: Some(run.id), ..NewAgentRun::of(project, "writer") };
    assert!(matches!(scope.agents().start(twice).await, Err(Error::AlreadyExists { .. })));
    scope.projects().delete(project).await?;
    for id in [project, bobs, Uuid::now_v7()] {
        for refused in [
            scope.agents().start(NewAgentRun::of(id, "writer")).await,
            scope.agents().queue(NewAgentRun::of(id, "writer")).await,
        ] {
            assert!(
                matches!(refused, Err(Error::NotFound { entity: "projects", .. })),
                "{refused:?}"
            );
        }
    }
    Ok(())
}

#[tokio::test]
async fn what_is_not_there_or_not_the_accounts_is_not_found() -> TestResult {
    let fixture = fixture().await?;
    let (ada, project) = with_project(&fixture).await?;
    let context = ada.context();
    let run = fixture.db.scope(&context).agents().start(NewAgentRun::of(project, "writer")).await?;
    let bob = fixture.sign_up().await?;
    let context = bob.context();
    let agents = fixture.db.scope(&context).agents();

    assert_eq!(agents.count(AgentFilter::default()).await?, 0);
    let all = PageRequest::default;
    assert!(agents.list_by_correlation(run.correlation_id, all()).await?.items.is_empty());
    assert!(agents.list_stuck(Duration::ZERO, all()).await?.items.is_empty());
    let hour = Duration::from_hours(1);
    assert_eq!(agents.statistics(Utc::now() - hour..Utc::now() + hour).await?, []);
    for id in [run.id, Uuid::now_v7()] {
        assert_eq!(agents.find(id).await?, None);
        let refusals = [
            agents.begin(id).await.map(drop),
            agents.finish(id, None).await.map(drop),
            agents.fail(id, "why").await.map(drop),
            agents.cancel(id).await.map(drop),
            agents.preview_deletion(id).await.map(drop),
            agents.delete(id).await.map(drop),
            agents.restore(id).await.map(drop),
            agents.delete_for_good(id).await,
        ];
        for refused in refusals {
            assert!(matches!(refused, Err(Error::NotFound { .. })), "{refused:?}");
        }
    }
    Ok(())
}
