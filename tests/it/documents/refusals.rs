//! What is refused, and what is not there.

use annals::prelude::*;
use serde_json::json;
use uuid::Uuid;

use super::{object, with_plan};
use crate::support::{TestResult, fixture};

#[tokio::test]
async fn every_field_at_fault_is_named_and_nothing_is_written() -> TestResult {
    let fixture = fixture().await?;
    let (ada, plan) = with_plan(&fixture, "Walls").await?;
    let context = ada.context();
    let documents = fixture.db.scope(&context).documents();
    let (id, odd) = (plan.document.id, object(&json!({ "note": "\0" })));
    let bad = NewDocument {
        metadata: odd.clone(),
        version_metadata: odd.clone(),
        ..NewDocument::of(plan.document.project_id, "", "é".repeat(501)).with_content("a\0b")
    };
    let change = DocumentUpdate { title: Some(String::new()), metadata: Some(odd.clone()) };
    let revision = Revision { metadata: Some(odd), ..Revision::of_text("\0") };
    let all = ["document_type", "title", "content", "metadata", "version_metadata"];
    let refusals = [
        (documents.create(bad).await.map(drop), &all[..]),
        (documents.update(id, 1, change).await.map(drop), &["title", "metadata"]),
        (documents.revise(id, 1, revision).await.map(drop), &["content", "metadata"]),
    ];
    for (refused, expected) in refusals {
        let Err(Error::Invalid { fields }) = refused else { panic!("{refused:?}") };
        let named: Vec<&str> = fields.iter().map(|fault| fault.field.as_str()).collect();
        assert_eq!(named, expected);
    }
    assert_eq!(documents.count(DocumentFilter::default()).await?, 1);
    assert_eq!(documents.find_with_content(id).await?, Some(plan));
    Ok(())
}

#[tokio::test]
async fn a_project_has_one_document_of_a_type() -> TestResult {
    let fixture = fixture().await?;
    let (ada, plan) = with_plan(&fixture, "Walls").await?;
    let context = ada.context();
    let documents = fixture.db.scope(&context).documents();
    let again = NewDocument::of(plan.document.project_id, "plan", "Another");
    let refused = documents.create(again).await;
    let Err(Error::AlreadyExists { fields, .. }) = refused else { panic!("{refused:?}") };
    assert_eq!(fields, ["project_id", "document_type"]);
    Ok(())
}

#[tokio::test]
async fn a_document_needs_a_living_project_of_the_account() -> TestResult {
    let fixture = fixture().await?;
    let (ada, plan) = with_plan(&fixture, "Walls").await?;
    let (bob, bobs) = with_plan(&fixture, "Bob's").await?;
    let context = ada.context();
    let scope = fixture.db.scope(&context);
    scope.projects().delete(plan.document.project_id).await?;
    for project in [plan.document.project_id, bobs.document.project_id, Uuid::now_v7()] {
        let refused = scope.documents().create(NewDocument::of(project, "poem", "Rain")).await;
        assert!(
            matches!(&refused, Err(Error::NotFound { entity: "projects", id }) if *id == project),
            "{refused:?}"
        );
    }
    let other = scope.projects().create(NewProject::named("House")).await?;
    let by_bob =
        NewDocument { created_by: Some(bob.user.id), ..NewDocument::of(other.id, "plan", "Plan") };
    let refused = scope.documents().create(by_bob).await;
    assert!(
        matches!(&refused, Err(Error::Conflict { constraint, .. }) if constraint == "fk_documents_created_by"),
        "{refused:?}"
    );
    Ok(())
}

#[tokio::test]
async fn a_revision_by_somebody_of_another_account_leaves_nothing() -> TestResult {
    let fixture = fixture().await?;
    let (ada, plan) = with_plan(&fixture, "Walls").await?;
    let bob = fixture.sign_up().await?;
    let context = ada.context();
    let documents = fixture.db.scope(&context).documents();
    let by_bob = Revision { created_by: Some(bob.user.id), ..Revision::of_text("Bob's") };
    let refused = documents.revise(plan.document.id, 1, by_bob).await;
    assert!(
        matches!(&refused, Err(Error::Conflict { constraint, .. }) if constraint == "fk_document_versions_created_by"),
        "{refused:?}"
    );
    assert_eq!(documents.find_with_content(plan.document.id).await?, Some(plan));
    Ok(())
}

#[tokio::test]
async fn what_is_not_there_deleted_or_not_the_accounts_is_not_found() -> TestResult {
    let fixture = fixture().await?;
    let (_, adas) = with_plan(&fixture, "Ada's").await?;
    let (bob, bobs) = with_plan(&fixture, "Bob's").await?;
    let context = bob.context();
    let documents = fixture.db.scope(&context).documents();
    documents.delete(bobs.document.id).await?;

    assert_eq!(documents.count(DocumentFilter::default()).await?, 0);
    assert_eq!(documents.find_by_type(adas.document.project_id, "plan").await?, None);
    for id in [adas.document.id, bobs.document.id, Uuid::now_v7()] {
        assert_eq!(documents.find(id).await?, None);
        assert_eq!(documents.find_with_content(id).await?, None);
        assert_eq!(documents.find_version(id, 1).await?, None);
        assert_eq!(documents.diff(id, 1, 1).await?, None);
        assert_eq!(documents.list_versions(id, PageRequest::default()).await?.items, []);
        let refusals = [
            documents.update(id, 1, DocumentUpdate::default()).await.map(drop),
            documents.revise(id, 1, Revision::of_text("mine now")).await.map(drop),
            documents.restore_version(id, 1, 1, None).await.map(drop),
            documents.delete(id).await.map(drop),
            documents.restore(id).await.map(drop),
        ];
        for refused in refusals {
            assert!(matches!(refused, Err(Error::NotFound { .. })), "{refused:?}");
        }
    }
    for id in [adas.document.id, Uuid::now_v7()] {
        let preview = documents.preview_deletion(id).await;
        assert!(matches!(preview, Err(Error::NotFound { .. })), "{preview:?}");
        let deleted = documents.delete_for_good(id).await;
        assert!(matches!(deleted, Err(Error::NotFound { .. })), "{deleted:?}");
    }
    Ok(())
}
