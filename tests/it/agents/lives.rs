//! What becomes of a run, and what the log tells of it.

use annals::prelude::*;
use serde_json::json;

use super::with_project;
use crate::support::{TestResult, fixture, log_of};

#[tokio::test]
async fn a_run_is_asked_begins_and_ends_with_its_output() -> TestResult {
    let fixture = fixture().await?;
    let (ada, project) = with_project(&fixture).await?;
    let context = ada.context();
    let scope = fixture.db.scope(&context);
    let agents = scope.agents();
    let input = json!({ "chapter": 3 });
    let new = NewAgentRun { input: Some(input.into()), ..NewAgentRun::of(project, "writer") };

    let waiting = agents.queue(new).await?;
    assert_eq!((waiting.status.as_str(), waiting.completed_at), ("pending", None));
    let running = agents.begin(waiting.id).await?;
    assert_eq!(running.status, "running");
    assert!(running.started_at > waiting.started_at);
    let done = agents.finish(running.id, Some(json!({ "words": 1800 }).into())).await?;
    assert_eq!(done.status, "completed");
    assert!(done.completed_at.is_some_and(|time| time > running.started_at));
    assert_eq!(done.correlation_id, waiting.correlation_id);
    assert_eq!(done.input_data.as_ref().map(ExactJson::as_str), Some(r#"{"chapter": 3}"#));
    assert_eq!(agents.find(done.id).await?, Some(done.clone()));

    let history = scope.audit().history("agent_executions", done.id).await?;
    assert_eq!(log_of(&history), ["1 insert hook", "2 update hook", "3 update hook"]);
    assert_eq!(history[2].image.to_value()?["status"], "completed");
    assert_eq!(history[2].image.to_value()?.get("output_data"), None, "it is bulky");
    Ok(())
}

#[tokio::test]
async fn input_and_output_are_any_json_value_for_value() -> TestResult {
    let fixture = fixture().await?;
    let (ada, project) = with_project(&fixture).await?;
    let context = ada.context();
    let agents = fixture.db.scope(&context).agents();
    for text in ["null", "0.10", r#""text""#, "1208925819614629174706176", "[]", r#"{"a": [true]}"#]
    {
        let json: ExactJson = text.parse()?;
        let new = NewAgentRun { input: Some(json.clone()), ..NewAgentRun::of(project, "writer") };
        let run = agents.start(new).await?;
        agents.finish(run.id, Some(json)).await?;
        let found = agents.find(run.id).await?.ok_or("it was started")?;
        for kept in [found.input_data, found.output_data] {
            assert_eq!(kept.as_ref().map(ExactJson::as_str), Some(text));
        }
    }
    let run = agents.start(NewAgentRun::of(project, "writer")).await?;
    let silent = agents.finish(run.id, None).await?;
    assert_eq!((silent.input_data, silent.output_data), (None, None));
    Ok(())
}

#[tokio::test]
async fn a_run_that_fails_says_why_and_one_that_is_cancelled_when() -> TestResult {
    let fixture = fixture().await?;
    let (ada, project) = with_project(&fixture).await?;
    let context = ada.context();
    let agents = fixture.db.scope(&context).agents();
    let run = agents.start(NewAgentRun::of(project, "writer")).await?;
    let failed = agents.fail(run.id, "no answer in 60 s").await?;
    assert_eq!(failed.status, "failed");
    assert_eq!(failed.error_message.as_deref(), Some("no answer in 60 s"));
    assert!(failed.completed_at.is_some());

    let waiting = agents.queue(NewAgentRun::of(project, "writer")).await?;
    let running = agents.start(NewAgentRun::of(project, "writer")).await?;
    for id in [waiting.id, running.id] {
        let cancelled = agents.cancel(id).await?;
        assert_eq!(cancelled.status, "cancelled");
        assert!(cancelled.completed_at.is_some());
    }
    Ok(())
}

#[tokio::test]
async fn a_run_is_deleted_restored_and_deleted_for_good() -> TestResult {
    let fixture = fixture().await?;
    let (ada, project) = with_project(&fixture).await?;
    let context = ada.context();
    let scope = fixture.db.scope(&context);
    let agents = scope.agents();
    let new =
        NewAgentRun { input: Some(json!("ask").into()), ..NewAgentRun::of(project, "writer") };
    let run = agents.start(new).await?;

    assert_eq!(agents.preview_deletion(run.id).await?.rows, [("agent_executions".to_owned(), 1)]);
    let deletion = agents.delete(run.id).await?;
    assert_eq!(agents.find(run.id).await?, None);
    assert!(matches!(agents.finish(run.id, None).await, Err(Error::NotFound { .. })));
    assert_eq!(agents.restore(deletion.deletion_id).await?, deletion);
    assert!(agents.find(run.id).await?.is_some());
    agents.delete_for_good(run.id).await?;

    let history = scope.audit().history("agent_executions", run.id).await?;
    let told = ["1 insert hook", "2 update database", "3 update database", "4 delete database"];
    assert_eq!(log_of(&history), told);
    assert_eq!(history[3].image.to_value()?["input_data"], "ask");
    assert!(scope.audit().verify().await?.is_complete());
    Ok(())
}
