//! Which projects each condition finds.

use annals::prelude::*;
use serde_json::json;
use uuid::Uuid;

use crate::support::{Fixture, TestResult, fixture};

/// Four projects, the last of which is deleted.
async fn four(fixture: &Fixture, ada: &SignedUp) -> TestResult<Vec<Uuid>> {
    let context = ada.context();
    let projects = fixture.db.scope(&context).projects();
    let mut ids = Vec::new();
    for (name, language, user) in [
        ("One", "en", None),
        ("Two", "de", Some(ada.user.id)),
        ("Three", "de", None),
        ("Four", "en", None),
    ] {
        let metadata = json!({ "letters": name.len() }).as_object().cloned().unwrap_or_default();
        let language = language.to_owned();
        let new = NewProject { language, metadata, created_by: user, ..NewProject::named(name) };
        ids.push(projects.create(new).await?.id);
    }
    projects.change_status(ids[1], 1, ProjectStatus::Active).await?;
    projects.move_to_step(ids[2], 1, 2).await?;
    projects.delete(ids[3]).await?;
    Ok(ids)
}

#[tokio::test]
async fn every_condition_finds_the_projects_it_names_and_no_deleted_one() -> TestResult {
    let fixture = fixture().await?;
    let (ada, bob) = (fixture.sign_up().await?, fixture.sign_up().await?);
    let ids = four(&fixture, &ada).await?;
    four(&fixture, &bob).await?;
    let all = ProjectFilter::default;
    let (draft, active) = (ProjectStatus::Draft, ProjectStatus::Active);
    let cases: Vec<(ProjectFilter, &[usize])> = vec![
        (all(), &[2, 1, 0]),
        (ProjectFilter { deleted: Deleted::Included, ..all() }, &[3, 2, 1, 0]),
        (ProjectFilter { created_by: Some(ada.user.id), ..all() }, &[1]),
        (ProjectFilter { created_by: Some(bob.user.id), ..all() }, &[]),
        (ProjectFilter { statuses: vec![active], ..all() }, &[1]),
        (ProjectFilter { statuses: vec![draft, active], ..all() }, &[2, 1, 0]),
        (ProjectFilter { language: Some("de".into()), ..all() }, &[2, 1]),
        (ProjectFilter { step: Some(2), ..all() }, &[2]),
        (ProjectFilter { matching: Filter::field("metadata.letters").gt(3), ..all() }, &[2]),
    ];
    let context = ada.context();
    let projects = fixture.db.read(&context).projects();
    for (filter, found) in cases {
        let page = projects.list(filter.clone(), PageRequest::default()).await?;
        let listed: Vec<Uuid> = page.items.iter().map(|project| project.id).collect();
        let expected: Vec<Uuid> = found.iter().map(|position| ids[*position]).collect();
        assert_eq!(listed, expected, "{filter:?}");
        assert_eq!(projects.count(filter.clone()).await?, found.len() as u64, "{filter:?}");
        let numbered = projects.list_by_offset(filter, OffsetRequest::page(1)).await?;
        assert_eq!((numbered.total, numbered.items), (found.len() as u64, page.items));
    }
    Ok(())
}

#[tokio::test]
async fn a_page_goes_on_where_the_one_before_ended_in_an_order_of_ones_own() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let ids = four(&fixture, &ada).await?;
    let context = ada.context();
    let projects = fixture.db.read(&context).projects();
    let page = || PageRequest::of(2).ordered(Order::by("name"));
    let first = projects.list(ProjectFilter::default(), page()).await?;
    let next = first.next.ok_or("there are three")?;
    let second = projects.list(ProjectFilter::default(), page().after(next.clone())).await?;
    let seen: Vec<Uuid> = first.items.iter().chain(&second.items).map(|found| found.id).collect();
    assert_eq!(seen, [ids[0], ids[2], ids[1]]);

    let other = ProjectFilter { step: Some(1), ..ProjectFilter::default() };
    let refused = projects.list(other, page().after(next)).await;
    assert!(matches!(refused, Err(Error::Invalid { .. })), "{refused:?}");
    let misspelt = ProjectFilter { matching: Filter::field("nam").eq("x"), ..Default::default() };
    let refused = projects.count(misspelt).await.expect_err("there is no such field");
    assert!(refused.to_string().contains(r#"did you mean "name"?"#), "{refused}");
    Ok(())
}
