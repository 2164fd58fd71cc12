//! Writers who meet a deletion: nothing living is left below what is deleted.

use annals::prelude::*;
use tokio::task::JoinHandle;

use super::with_plan;
use crate::{
    catalogue::one,
    support::{Fixture, TestResult, fixture},
};

const WAITING: &str = "SELECT count(*) FROM pg_stat_activity
  WHERE datname = current_database() AND wait_event_type = 'Lock'";

/// Returns when a task waits for a lock, which it must.
async fn waits<T>(fixture: &Fixture, task: &JoinHandle<T>) -> TestResult {
    let admin = fixture.admin().await?;
    while one::<i64>(&admin, WAITING).await? == 0 {
        assert!(!task.is_finished(), "it did not wait");
        tokio::task::yield_now().await;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_created_while_its_project_is_deleted_is_refused() -> TestResult {
    let fixture = fixture().await?;
    let (ada, plan) = with_plan(&fixture, "Walls").await?;
    let (context, project) = (ada.context(), plan.document.project_id);
    let deleting = fixture.db.begin(&context).await?;
    deleting.projects().delete(project).await?;
    let (db, writer) = (fixture.db.clone(), context.clone());
    let creating = tokio::spawn(async move {
        let new = NewDocument::of(project, "poem", "To the rain");
        db.scope(&writer).documents().create(new).await
    });
    waits(&fixture, &creating).await?;
    deleting.commit().await?;
    let refused = creating.await?;
    assert!(matches!(refused, Err(Error::NotFound { entity: "projects", .. })), "{refused:?}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_being_created_is_deleted_with_its_project() -> TestResult {
    let fixture = fixture().await?;
    let (ada, plan) = with_plan(&fixture, "Walls").await?;
    let (context, project) = (ada.context(), plan.document.project_id);
    let creating = fixture.db.begin(&context).await?;
    creating.documents().create(NewDocument::of(project, "poem", "To the rain")).await?;
    creating.agents().start(NewAgentRun::of(project, "writer")).await?;
    let (db, deleter) = (fixture.db.clone(), context.clone());
    let deleting = tokio::spawn(async move { db.scope(&deleter).projects().delete(project).await });
    waits(&fixture, &deleting).await?;
    creating.commit().await?;
    let deletion = deleting.await??;
    let taken =
        ["documents", "document_versions", "agent_executions"].map(|table| deletion.of(table));
    assert_eq!(taken, [2, 2, 1]);
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_text_that_is_revised_while_it_is_deleted_stays_as_it_was() -> TestResult {
    let fixture = fixture().await?;
    let (ada, plan) = with_plan(&fixture, "Walls").await?;
    let (context, id) = (ada.context(), plan.document.id);
    let deleting = fixture.db.begin(&context).await?;
    deleting.documents().delete(id).await?;
    let (db, writer) = (fixture.db.clone(), context.clone());
    let revising = tokio::spawn(async move {
        db.scope(&writer).documents().revise(id, 1, Revision::of_text("Roof")).await
    });
    waits(&fixture, &revising).await?;
    deleting.commit().await?;
    let refused = revising.await?;
    assert!(matches!(refused, Err(Error::NotFound { entity: "documents", .. })), "{refused:?}");
    Ok(())
}
