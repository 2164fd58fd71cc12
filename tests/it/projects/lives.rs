//! What becomes of a project, and what the log tells of it.

use annals::prelude::*;
use serde_json::json;

use super::{renamed, with_project};
use crate::support::{TestResult, fixture, log_of};

#[tokio::test]
async fn a_project_is_found_as_it_was_made_a_draft_at_its_first_step() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let context = ada.context();
    let projects = fixture.db.scope(&context).projects();
    let new = NewProject {
        language: "de".to_owned(),
        metadata: json!({ "client": "Meier" }).as_object().cloned().unwrap_or_default(),
        created_by: Some(ada.user.id),
        ..NewProject::named("Garten")
    };
    let made = projects.create(new).await?;

    assert_eq!((made.status.as_str(), made.current_step, made.row_version), ("draft", 1, 1));
    assert_eq!((made.name.as_str(), made.language.as_str()), ("Garten", "de"));
    assert_eq!(made.metadata, json!({ "client": "Meier" }));
    assert_eq!(made.created_by, Some(ada.user.id));
    assert_eq!(projects.find(made.id).await?, Some(made));
    Ok(())
}

#[tokio::test]
async fn an_update_at_the_version_known_is_made_and_recorded_once() -> TestResult {
    let fixture = fixture().await?;
    let (ada, project) = with_project(&fixture).await?;
    let context = ada.context();
    let projects = fixture.db.scope(&context).projects();

    let change = ProjectUpdate { metadata: Some(serde_json::Map::new()), ..renamed("Roof garden") };
    let updated = projects.update(project.id, 1, change).await?;
    let same = projects.update(project.id, 2, renamed("Roof garden")).await?;
    let same_again = projects.update(project.id, 2, ProjectUpdate::default()).await?;

    assert_eq!((updated.name.as_str(), updated.row_version), ("Roof garden", 2));
    assert_eq!((same.row_version, same_again.row_version), (2, 2));
    assert!(matches!(
        projects.update(project.id, 1, renamed("late")).await,
        Err(Error::StaleVersion { entity: "projects", expected: 1, actual: 2, .. })
    ));
    let history = fixture.db.read(&context).audit().history("projects", project.id).await?;
    assert_eq!(log_of(&history), ["1 insert hook", "2 update hook"]);
    assert_eq!(history[1].actor_id, Some(ada.user.id));
    Ok(())
}

#[tokio::test]
async fn a_deletion_takes_documents_and_runs_along_and_a_restoration_brings_them_back() -> TestResult
{
    let fixture = fixture().await?;
    let (ada, project) = with_project(&fixture).await?;
    let context = ada.context();
    let scope = fixture.db.scope(&context);
    let plan = scope.documents().create(NewDocument::of(project.id, "plan", "Plan")).await?;
    scope.agents().start(NewAgentRun::of(project.id, "writer")).await?;

    let preview = scope.projects().preview_deletion(project.id).await?;
    let deletion = scope.projects().delete(project.id).await?;
    assert_eq!(preview.rows.iter().map(|(_, rows)| rows).sum::<u64>(), 4);
    for table in ["projects", "documents", "document_versions", "agent_executions"] {
        assert_eq!(deletion.of(table), 1, "{table}");
    }
    assert_eq!(scope.projects().find(project.id).await?, None);
    assert_eq!(scope.documents().find_with_content(plan.document.id).await?, None);
    assert!(matches!(scope.projects().delete(project.id).await, Err(Error::NotFound { .. })));

    let restored = scope.projects().restore(deletion.deletion_id).await?;
    assert_eq!(restored.total(), deletion.total());
    let back = scope.documents().find_with_content(plan.document.id).await?.ok_or("it is back")?;
    assert_eq!(back.version.content, plan.version.content);
    assert!(scope.audit().verify().await?.is_complete());
    Ok(())
}

#[tokio::test]
async fn a_project_that_is_deleted_for_good_leaves_its_history() -> TestResult {
    let fixture = fixture().await?;
    let (ada, project) = with_project(&fixture).await?;
    let context = ada.context();
    let scope = fixture.db.scope(&context);
    let text = NewDocument::of(project.id, "plan", "Plan").with_content("Four walls");
    let plan = scope.documents().create(text).await?;
    scope.projects().delete_for_good(project.id).await?;

    let history = scope.audit().history("projects", project.id).await?;
    assert_eq!(log_of(&history), ["1 insert hook", "2 delete database"]);
    let of_version = scope.audit().history("document_versions", plan.version.id).await?;
    assert_eq!(log_of(&of_version), ["1 insert hook", "2 delete database"]);
    assert_eq!(of_version[1].image.to_value()?["content"], "Four walls");
    Ok(())
}
