//! What is refused, and what is not there.

use annals::prelude::*;
use uuid::Uuid;

use super::{renamed, with_project};
use crate::support::{TestResult, fixture};

#[tokio::test]
async fn every_field_at_fault_is_named_and_nothing_is_written() -> TestResult {
    let fixture = fixture().await?;
    let (ada, project) = with_project(&fixture).await?;
    let context = ada.context();
    let projects = fixture.db.scope(&context).projects();
    let odd = serde_json::json!({ "note": "\0" }).as_object().cloned().unwrap_or_default();
    let bad = NewProject {
        language: "x".repeat(11),
        metadata: odd.clone(),
        ..NewProject::named("é".repeat(256))
    };
    let change = ProjectUpdate {
        name: Some(" ".to_owned()),
        language: Some(String::new()),
        metadata: Some(odd),
    };
    for refused in
        [projects.create(bad).await, projects.update(project.id, project.row_version, change).await]
    {
        let Err(Error::Invalid { fields }) = refused else { panic!("{refused:?}") };
        let named: Vec<&str> = fields.iter().map(|fault| fault.field.as_str()).collect();
        assert_eq!(named, ["name", "language", "metadata"]);
    }
    assert_eq!(projects.count(ProjectFilter::default()).await?, 1);
    Ok(())
}

#[tokio::test]
async fn an_id_is_taken_once_and_its_maker_is_of_the_account() -> TestResult {
    let fixture = fixture().await?;
    let ((ada, project), bob) = (with_project(&fixture).await?, fixture.sign_up().await?);
    let context = ada.context();
    let projects = fixture.db.scope(&context).projects();
    let twice = NewProject { id: Some(project.id), ..NewProject::named("Again") };
    let by_bob = NewProject { created_by: Some(bob.user.id), ..NewProject::named("Bob's") };
    assert!(matches!(projects.create(twice).await, Err(Error::AlreadyExists { .. })));
    assert!(matches!(
        projects.create(by_bob).await,
        Err(Error::Conflict { constraint, .. }) if constraint == "fk_projects_created_by"
    ));
    Ok(())
}

#[tokio::test]
async fn what_is_not_there_or_not_the_accounts_is_not_found() -> TestResult {
    let fixture = fixture().await?;
    let (_, project) = with_project(&fixture).await?;
    let bob = fixture.sign_up().await?;
    let context = bob.context();
    let projects = fixture.db.scope(&context).projects();

    assert_eq!(projects.find(project.id).await?, None);
    assert_eq!(projects.count(ProjectFilter::default()).await?, 0);
    for id in [project.id, Uuid::now_v7()] {
        let refusals = [
            projects.update(id, 1, renamed("mine now")).await.map(drop),
            projects.move_to_step(id, 1, 2).await.map(drop),
            projects.change_status(id, 1, ProjectStatus::Active).await.map(drop),
            projects.preview_deletion(id).await.map(drop),
            projects.delete(id).await.map(drop),
            projects.restore(id).await.map(drop),
            projects.delete_for_good(id).await,
        ];
        for refused in refusals {
            assert!(matches!(refused, Err(Error::NotFound { .. })), "{refused:?}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_deleted_project_is_neither_changed_nor_moved() -> TestResult {
    let fixture = fixture().await?;
    let (ada, project) = with_project(&fixture).await?;
    let context = ada.context();
    let projects = fixture.db.scope(&context).projects();
    projects.delete(project.id).await?;
    for version in [1, 2] {
        for refused in [
            projects.update(project.id, version, renamed("late")).await,
            projects.move_to_step(project.id, version, 2).await,
            projects.change_status(project.id, version, ProjectStatus::Active).await,
        ] {
            assert!(matches!(refused, Err(Error::NotFound { .. })), "{refused:?}");
        }
    }
    Ok(())
}
