//! Revisions: text, metadata, nothing, and earlier texts anew.

use annals::{entity::documents, prelude::*};
use sea_orm::ActiveValue::Set;
use serde_json::json;

use super::{object, with_plan};
use crate::support::{TestResult, fixture, log_of, rows};

#[tokio::test]
async fn a_revision_is_the_next_version_and_is_recorded_with_its_document() -> TestResult {
    let fixture = fixture().await?;
    let (ada, plan) = with_plan(&fixture, "Walls\n").await?;
    let context = ada.context();
    let scope = fixture.db.scope(&context);
    let documents = scope.documents();
    let id = plan.document.id;

    let by_ada = Revision { created_by: Some(ada.user.id), ..Revision::of_text("Walls\nRoof\n") };
    let revised = documents.revise(id, 1, by_ada).await?;

    assert_eq!((revised.document.current_version, revised.version.version), (2, 2));
    assert_eq!((revised.document.row_version, revised.version.row_version), (2, 1));
    assert_eq!(revised.version.content, "Walls\nRoof\n");
    assert_eq!(documents.find_with_content(id).await?, Some(revised.clone()));
    assert_eq!(documents.find_version(id, 1).await?, Some(plan.version));
    let history = scope.audit().history("documents", id).await?;
    assert_eq!(log_of(&history), ["1 insert hook", "2 update hook"]);
    let history = scope.audit().history("document_versions", revised.version.id).await?;
    assert_eq!(log_of(&history), ["1 insert hook"]);

    let sums: Vec<(bool,)> = rows(
        &fixture.owner().await?,
        "SELECT content_sha256 = sha256(convert_to(content, 'UTF8')) FROM annals.document_versions",
        [],
    )
    .await?;
    assert_eq!(sums, [(true,), (true,)]);
    Ok(())
}

#[tokio::test]
async fn what_a_revision_does_not_say_is_taken_over_from_the_version_before() -> TestResult {
    let fixture = fixture().await?;
    let (ada, plan) = with_plan(&fixture, "Walls").await?;
    let context = ada.context();
    let documents = fixture.db.scope(&context).documents();
    let id = plan.document.id;

    let approval = Revision {
        metadata: Some(object(&json!({ "approved": true, "n": 1.5 }))),
        ..Revision::default()
    };
    let approved = documents.revise(id, 1, approval).await?;
    let rewritten = documents.revise(id, 2, Revision::of_text("Roof")).await?;

    assert_eq!(approved.version.content, "Walls");
    assert_eq!(rewritten.version.metadata, json!({ "approved": true, "n": 1.5 }));
    assert_eq!(rewritten.version.content, "Roof");
    Ok(())
}

#[tokio::test]
async fn a_revision_that_says_nothing_new_makes_no_version() -> TestResult {
    let fixture = fixture().await?;
    let (ada, plan) = with_plan(&fixture, "Walls").await?;
    let context = ada.context();
    let documents = fixture.db.scope(&context).documents();
    let id = plan.document.id;

    let same = Revision { metadata: Some(object(&json!({}))), ..Revision::of_text("Walls") };
    for revision in [Revision::default(), same, Revision::of_text("Walls")] {
        assert_eq!(documents.revise(id, 1, revision).await?, plan);
    }
    assert_eq!(documents.restore_version(id, 1, 1, Some(ada.user.id)).await?, plan);
    let late = documents.revise(id, 0, Revision::default()).await;
    assert!(matches!(late, Err(Error::StaleVersion { expected: 0, actual: 1, .. })), "{late:?}");
    let history = fixture.db.read(&context).audit().history("documents", id).await?;
    assert_eq!(log_of(&history), ["1 insert hook"]);
    Ok(())
}

#[tokio::test]
async fn an_earlier_text_comes_back_as_a_new_version() -> TestResult {
    let fixture = fixture().await?;
    let (ada, plan) = with_plan(&fixture, "Walls").await?;
    let context = ada.context();
    let documents = fixture.db.scope(&context).documents();
    let id = plan.document.id;
    let noted =
        Revision { metadata: Some(object(&json!({ "by": "rain" }))), ..Revision::of_text("Mud") };
    documents.revise(id, 1, noted).await?;

    let back = documents.restore_version(id, 2, 1, Some(ada.user.id)).await?;

    assert_eq!((back.version.version, back.version.content.as_str()), (3, "Walls"));
    assert_eq!((back.version.metadata, back.version.created_by), (json!({}), Some(ada.user.id)));
    let between = documents.find_version(id, 2).await?.ok_or("it stays")?;
    assert_eq!(between.content, "Mud");
    for version in [0, 4, -1, i32::MAX] {
        let refused = documents.restore_version(id, 3, version, None).await;
        let Err(error @ Error::Invalid { .. }) = refused else { panic!("{refused:?}") };
        assert!(error.to_string().contains("there are 1 to 3"), "{error}");
    }
    Ok(())
}

#[tokio::test]
async fn a_change_of_title_makes_no_revision_stale() -> TestResult {
    let fixture = fixture().await?;
    let (ada, plan) = with_plan(&fixture, "Walls").await?;
    let context = ada.context();
    let documents = fixture.db.scope(&context).documents();
    let retitled = DocumentUpdate { title: Some("A plan".to_owned()), ..Default::default() };
    documents.update(plan.document.id, 1, retitled).await?;
    let revised = documents.revise(plan.document.id, 1, Revision::of_text("Roof")).await?;
    assert_eq!((revised.document.title.as_str(), revised.document.row_version), ("A plan", 3));
    Ok(())
}

#[tokio::test]
async fn a_document_that_came_without_a_text_gets_its_first_by_a_revision() -> TestResult {
    let fixture = fixture().await?;
    let (ada, plan) = with_plan(&fixture, "Walls").await?;
    let context = ada.context();
    let scope = fixture.db.scope(&context);
    let row = documents::ActiveModel {
        project_id: Set(plan.document.project_id),
        document_type: Set("poem".to_owned()),
        title: Set("To the rain".to_owned()),
        ..Default::default()
    };
    let bare = scope.repository::<documents::Entity>().insert(row).await?;
    assert_eq!(scope.documents().find_with_content(bare.id).await?, None);
    let revised = scope.documents().revise(bare.id, 0, Revision::of_text("O rain")).await?;
    assert_eq!((revised.version.version, revised.version.content.as_str()), (1, "O rain"));
    Ok(())
}

#[tokio::test]
async fn a_revision_within_a_transaction_is_gone_with_it() -> TestResult {
    let fixture = fixture().await?;
    let (ada, plan) = with_plan(&fixture, "Walls").await?;
    let context = ada.context();
    let tx = fixture.db.begin(&context).await?;
    let revised = tx.documents().revise(plan.document.id, 1, Revision::of_text("Roof")).await?;
    let seen = tx.documents().find_with_content(plan.document.id).await?;
    assert_eq!(seen, Some(revised));
    assert!(tx.documents().diff(plan.document.id, 1, 2).await?.is_some());
    tx.rollback().await?;
    let documents = fixture.db.read(&context).documents();
    assert_eq!(documents.find_with_content(plan.document.id).await?, Some(plan));
    Ok(())
}
