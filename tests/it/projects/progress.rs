//! Steps and statuses: each edge there is, and each there is not.

use annals::prelude::*;
use futures_util::future::join_all;

use super::with_project;
use crate::support::{TestResult, fixture, log_of};

const ALL: [ProjectStatus; 4] = [
    ProjectStatus::Draft,
    ProjectStatus::Active,
    ProjectStatus::Completed,
    ProjectStatus::Archived,
];

/// The statuses, from a draft on, by which each is reached.
fn way_to(status: ProjectStatus) -> &'static [ProjectStatus] {
    match status {
        ProjectStatus::Draft => &[],
        ProjectStatus::Active => &[ProjectStatus::Active],
        ProjectStatus::Completed => &[ProjectStatus::Active, ProjectStatus::Completed],
        ProjectStatus::Archived => &[ProjectStatus::Archived],
    }
}

#[tokio::test]
async fn a_status_goes_along_the_edges_and_along_no_other() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let context = ada.context();
    let projects = fixture.db.scope(&context).projects();
    let allowed = [("draft", "active"), ("draft", "archived"), ("active", "draft")]
        .into_iter()
        .chain([("active", "completed"), ("active", "archived"), ("completed", "active")])
        .chain([("completed", "archived"), ("archived", "draft"), ("archived", "active")]);
    let allowed: Vec<(&str, &str)> = allowed.collect();
    for from in ALL {
        for to in ALL.into_iter().filter(|to| *to != from) {
            let mut project = projects.create(NewProject::named("Garden")).await?;
            for status in way_to(from) {
                project = projects.change_status(project.id, project.row_version, *status).await?;
            }
            let moved = projects.change_status(project.id, project.row_version, to).await;
            if allowed.contains(&(from.as_str(), to.as_str())) {
                assert_eq!(moved?.status, to.as_str());
            } else {
                let Err(Error::Invalid { fields }) = moved else { panic!("{from} to {to}") };
                assert_eq!(fields[0].field, "status");
                let said = format!("can't become {to}: it is {from}");
                assert!(fields[0].rule.starts_with(&said), "{fields:?}");
                let stays = projects.find(project.id).await?;
                assert_eq!(stays, Some(project));
            }
        }
    }
    Ok(())
}

#[tokio::test]
async fn the_status_that_it_has_changes_nothing() -> TestResult {
    let fixture = fixture().await?;
    let (ada, project) = with_project(&fixture).await?;
    let context = ada.context();
    let projects = fixture.db.scope(&context).projects();
    let same = projects.change_status(project.id, 1, ProjectStatus::Draft).await?;
    let here = projects.move_to_step(project.id, 1, 1).await?;
    assert_eq!((same.row_version, here.row_version), (1, 1));
    let history = fixture.db.read(&context).audit().history("projects", project.id).await?;
    assert_eq!(log_of(&history), ["1 insert hook"]);
    Ok(())
}

#[tokio::test]
async fn steps_go_by_one_forwards_and_back() -> TestResult {
    let fixture = fixture().await?;
    let (ada, project) = with_project(&fixture).await?;
    let context = ada.context();
    let projects = fixture.db.scope(&context).projects();
    let mut version = project.row_version;
    for step in [2, 3, 4, 3, 2, 1, 2] {
        let moved = projects.move_to_step(project.id, version, step).await?;
        assert_eq!((moved.current_step, moved.row_version), (step, version + 1));
        version = moved.row_version;
    }
    for (step, said) in [
        (4, "is 4: the project is at step 2, and moves by one, to 1 or 3"),
        (0, "is 0: steps go from 1 to 4"),
        (5, "is 5: steps go from 1 to 4"),
        (i32::MAX, "steps go from 1 to 4"),
        (i32::MIN, "steps go from 1 to 4"),
    ] {
        let refused = projects.move_to_step(project.id, version, step).await;
        let Err(error @ Error::Invalid { .. }) = refused else { panic!("{refused:?}") };
        assert!(error.to_string().contains(said), "{error}");
    }
    let history = fixture.db.read(&context).audit().history("projects", project.id).await?;
    assert_eq!(history.len(), 8);
    assert!(history.iter().all(|entry| entry.recorded_by == "hook"));
    Ok(())
}

#[tokio::test]
async fn of_many_who_move_a_project_at_one_version_one_does() -> TestResult {
    let fixture = fixture().await?;
    let (ada, project) = with_project(&fixture).await?;
    let context = ada.context();
    let projects = fixture.db.scope(&context).projects();
    let steps = join_all((0..6).map(|_| projects.move_to_step(project.id, 1, 2))).await;
    let statuses = join_all(
        [ProjectStatus::Active, ProjectStatus::Archived, ProjectStatus::Active]
            .map(|to| projects.change_status(project.id, 2, to)),
    )
    .await;
    for outcomes in [steps, statuses] {
        let (won, lost): (Vec<_>, Vec<_>) = outcomes.into_iter().partition(Result::is_ok);
        assert_eq!(won.len(), 1);
        let is_stale = |lost: &Result<Project, Error>| {
            matches!(lost, Err(Error::StaleVersion { entity: "projects", .. }))
        };
        assert!(lost.iter().all(is_stale), "{lost:?}");
    }
    assert_eq!(projects.find(project.id).await?.map(|project| project.row_version), Some(3));
    Ok(())
}
