//! Which documents each condition finds.

use annals::prelude::*;
use serde_json::json;
use uuid::Uuid;

use super::object;
use crate::support::{Fixture, TestResult, fixture};

/// Three documents of a project and one of another; the third is deleted.
async fn four(fixture: &Fixture, ada: &SignedUp) -> TestResult<(Uuid, Vec<Uuid>)> {
    let context = ada.context();
    let scope = fixture.db.scope(&context);
    let house = scope.projects().create(NewProject::named("House")).await?.id;
    let garden = scope.projects().create(NewProject::named("Garden")).await?.id;
    let mut ids = Vec::new();
    for (project, kind, user) in [
        (house, "plan", None),
        (house, "poem", Some(ada.user.id)),
        (house, "bill", None),
        (garden, "plan", None),
    ] {
        let metadata = object(&json!({ "approved": kind == "plan" }));
        let new =
            NewDocument { metadata, created_by: user, ..NewDocument::of(project, kind, kind) };
        ids.push(scope.documents().create(new).await?.document.id);
    }
    scope.documents().delete(ids[2]).await?;
    Ok((house, ids))
}

#[tokio::test]
async fn every_condition_finds_the_documents_it_names_and_no_deleted_one() -> TestResult {
    let fixture = fixture().await?;
    let (ada, bob) = (fixture.sign_up().await?, fixture.sign_up().await?);
    let (house, ids) = four(&fixture, &ada).await?;
    four(&fixture, &bob).await?;
    let all = DocumentFilter::default;
    let approved = Filter::field("metadata.approved").eq(true);
    let cases: Vec<(DocumentFilter, &[usize])> = vec![
        (all(), &[3, 1, 0]),
        (DocumentFilter { deleted: Deleted::Included, ..all() }, &[3, 2, 1, 0]),
        (DocumentFilter { project_id: Some(house), ..all() }, &[1, 0]),
        (DocumentFilter { document_type: Some("plan".into()), ..all() }, &[3, 0]),
        (DocumentFilter { created_by: Some(ada.user.id), ..all() }, &[1]),
        (DocumentFilter { project_id: Some(house), matching: approved, ..all() }, &[0]),
    ];
    let context = ada.context();
    let documents = fixture.db.read(&context).documents();
    for (filter, found) in cases {
        let page = documents.list(filter.clone(), PageRequest::default()).await?;
        let listed: Vec<Uuid> = page.items.iter().map(|document| document.id).collect();
        let expected: Vec<Uuid> = found.iter().map(|position| ids[*position]).collect();
        assert_eq!(listed, expected, "{filter:?}");
        assert_eq!(documents.count(filter.clone()).await?, found.len() as u64, "{filter:?}");
    }
    let misspelt = DocumentFilter { matching: Filter::field("titel").eq("x"), ..all() };
    let refused = documents.list(misspelt, PageRequest::default()).await;
    assert!(matches!(refused, Err(Error::Invalid { .. })), "{refused:?}");
    Ok(())
}
