//! What becomes of a document, and what the log tells of it.

use annals::prelude::*;
use serde_json::json;
use uuid::Uuid;

use super::{object, with_plan};
use crate::support::{TestResult, fixture, log_of};

#[tokio::test]
async fn a_document_comes_with_its_first_version() -> TestResult {
    let fixture = fixture().await?;
    let (ada, _) = with_plan(&fixture, "").await?;
    let context = ada.context();
    let scope = fixture.db.scope(&context);
    let project = scope.projects().create(NewProject::named("House")).await?;
    let new = NewDocument {
        metadata: object(&json!({ "audience": "owners" })),
        version_metadata: object(&json!({ "language": "de" })),
        created_by: Some(ada.user.id),
        ..NewDocument::of(project.id, "plan", "Der Plan").with_content("Vier Wände\n")
    };
    let made = scope.documents().create(new).await?;

    let DocumentWithContent { document, version } = &made;
    assert_eq!((document.current_version, version.version), (1, 1));
    assert_eq!((document.title.as_str(), document.row_version), ("Der Plan", 1));
    assert_eq!(document.metadata, json!({ "audience": "owners" }));
    assert_eq!(version.metadata, json!({ "language": "de" }));
    assert_eq!(version.content, "Vier Wände\n");
    assert_eq!(version.created_by, Some(ada.user.id));
    let documents = scope.documents();
    assert_eq!(documents.find(document.id).await?.as_ref(), Some(document));
    assert_eq!(documents.find_with_content(document.id).await?.as_ref(), Some(&made));
    let by_type = documents.find_by_type(project.id, "plan").await?;
    assert_eq!(by_type.as_ref(), Some(document));
    assert_eq!(documents.find_by_type(project.id, "poem").await?, None);

    let audit = scope.audit();
    for (table, id) in [("documents", document.id), ("document_versions", version.id)] {
        assert_eq!(log_of(&audit.history(table, id).await?), ["1 insert hook"]);
    }
    // German words are found in their German stems.
    let search = Search::web("wand");
    let found = scope
        .search::<annals::entity::document_versions::Entity>(search, SearchRequest::default())
        .await?;
    assert_eq!(found.items.len(), 1);
    Ok(())
}

#[tokio::test]
async fn what_is_said_of_a_document_changes_at_its_row_version() -> TestResult {
    let fixture = fixture().await?;
    let (ada, plan) = with_plan(&fixture, "Walls").await?;
    let context = ada.context();
    let documents = fixture.db.scope(&context).documents();
    let id = plan.document.id;
    let retitled = DocumentUpdate { title: Some("A plan".to_owned()), ..Default::default() };

    let updated = documents.update(id, 1, retitled.clone()).await?;
    let same = documents.update(id, 2, retitled.clone()).await?;
    let late = documents.update(id, 1, retitled).await;

    assert_eq!((updated.title.as_str(), updated.row_version), ("A plan", 2));
    assert_eq!((updated.current_version, same.row_version), (1, 2));
    assert!(matches!(late, Err(Error::StaleVersion { expected: 1, actual: 2, .. })), "{late:?}");
    let history = fixture.db.read(&context).audit().history("documents", id).await?;
    assert_eq!(log_of(&history), ["1 insert hook", "2 update hook"]);
    Ok(())
}

#[tokio::test]
async fn a_deleted_document_leaves_its_place_to_another_and_comes_back_when_that_is_free()
-> TestResult {
    let fixture = fixture().await?;
    let (ada, plan) = with_plan(&fixture, "Walls").await?;
    let context = ada.context();
    let documents = fixture.db.scope(&context).documents();
    let id = plan.document.id;

    assert_eq!(documents.preview_deletion(id).await?.rows.len(), 2);
    let deletion = documents.delete(id).await?;
    assert_eq!((deletion.of("documents"), deletion.of("document_versions")), (1, 1));
    assert_eq!(documents.find(id).await?, None);
    assert_eq!(documents.find_version(id, 1).await?, None);
    assert_eq!(documents.list_versions(id, PageRequest::default()).await?.items, []);
    assert_eq!(documents.diff(id, 1, 1).await?, None);
    let again = NewDocument::of(plan.document.project_id, "plan", "Another plan");
    let other = documents.create(again).await?;

    let refused = documents.restore(deletion.deletion_id).await;
    assert!(matches!(refused, Err(Error::RestoreConflicts { total: 1, .. })), "{refused:?}");
    documents.delete_for_good(other.document.id).await?;
    assert_eq!(documents.restore(deletion.deletion_id).await?.total(), 2);
    let back = documents.find_with_content(id).await?.ok_or("it is back")?;
    assert_eq!(back.version.content, "Walls");
    assert!(fixture.db.read(&context).audit().verify().await?.is_complete());
    Ok(())
}

#[tokio::test]
async fn a_document_that_is_deleted_for_good_leaves_its_texts_to_the_log() -> TestResult {
    let fixture = fixture().await?;
    let (ada, plan) = with_plan(&fixture, "Walls").await?;
    let context = ada.context();
    let scope = fixture.db.scope(&context);
    let revised = scope.documents().revise(plan.document.id, 1, Revision::of_text("Roof")).await?;
    scope.documents().delete_for_good(plan.document.id).await?;

    let last_text = async |version: Uuid| -> TestResult<serde_json::Value> {
        let history = scope.audit().history("document_versions", version).await?;
        assert_eq!(log_of(&history), ["1 insert hook", "2 delete database"]);
        assert_eq!(history[0].image.to_value()?.get("content"), None);
        Ok(history[1].image.to_value()?["content"].clone())
    };
    assert_eq!(last_text(plan.version.id).await?, "Walls");
    assert_eq!(last_text(revised.version.id).await?, "Roof");
    Ok(())
}
