//! Writers who meet a deletion: nothing living is left below what is deleted.

use annals::prelude::*;

use super::with_plan;
use crate::support::{TestResult, fixture};

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
    fixture.waits(&creating).await?;
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
    fixture.waits(&deleting).await?;
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
    fixture.waits(&revising).await?;
    deleting.commit().await?;
    let refused = revising.await?;
    assert!(matches!(refused, Err(Error::NotFound { entity: "documents", .. })), "{refused:?}");
    Ok(())
}
