//! The versions of a document: listed, found, compared.

use annals::{prelude::*, service::documents::LineChange};

use super::with_plan;
use crate::support::{TestResult, fixture};

#[tokio::test]
async fn versions_are_listed_newest_first_by_pages_without_their_texts() -> TestResult {
    let fixture = fixture().await?;
    let (ada, plan) = with_plan(&fixture, "1").await?;
    let context = ada.context();
    let documents = fixture.db.scope(&context).documents();
    let id = plan.document.id;
    for base in 1..=6 {
        documents.revise(id, base, Revision::of_text((base + 1).to_string())).await?;
    }

    let mut seen = Vec::new();
    let mut page = documents.list_versions(id, PageRequest::of(3)).await?;
    loop {
        seen.extend(page.items.iter().map(|version| version.version));
        let Some(next) = page.next else { break };
        page = documents.list_versions(id, PageRequest::of(3).after(next)).await?;
    }
    assert_eq!(seen, [7, 6, 5, 4, 3, 2, 1]);
    let oldest = PageRequest::of(1).ordered(Order::by("version"));
    let oldest = documents.list_versions(id, oldest).await?.items;
    assert_eq!(oldest[0].id, plan.version.id);
    assert_eq!(oldest[0].content_sha256, plan.version.content_sha256);
    assert_eq!(documents.find_version(id, 7).await?.map(|found| found.content), Some("7".into()));
    for absent in [0, 8, -1] {
        assert_eq!(documents.find_version(id, absent).await?, None);
    }
    Ok(())
}

#[tokio::test]
async fn a_cursor_of_another_documents_versions_is_refused() -> TestResult {
    let fixture = fixture().await?;
    let (ada, plan) = with_plan(&fixture, "1").await?;
    let context = ada.context();
    let documents = fixture.db.scope(&context).documents();
    let id = plan.document.id;
    documents.revise(id, 1, Revision::of_text("2")).await?;
    let other = NewDocument::of(plan.document.project_id, "poem", "To the rain");
    let other = documents.create(other).await?.document.id;
    let next =
        documents.list_versions(id, PageRequest::of(1)).await?.next.ok_or("there are two")?;
    let refused = documents.list_versions(other, PageRequest::of(1).after(next)).await;
    assert!(matches!(refused, Err(Error::Invalid { .. })), "{refused:?}");
    Ok(())
}

#[tokio::test]
async fn any_two_versions_are_compared_in_either_direction() -> TestResult {
    let fixture = fixture().await?;
    let (ada, plan) = with_plan(&fixture, "walls\nmud\nroof\n").await?;
    let context = ada.context();
    let documents = fixture.db.scope(&context).documents();
    let id = plan.document.id;
    documents.revise(id, 1, Revision::of_text("nothing")).await?;
    documents.revise(id, 2, Revision::of_text("walls\nroof\ndoor\n")).await?;

    let diff = documents.diff(id, 1, 3).await?.ok_or("both are there")?;
    let expected = "--- version 1\n+++ version 3\n@@ -1,3 +1,3 @@\n walls\n-mud\n roof\n+door\n";
    assert_eq!(diff.unified, expected);
    let removed = |change: &LineChange| matches!(change, LineChange::Removed { removed, .. } if removed == &["mud\n"]);
    assert_eq!(diff.changes.iter().filter(|change| removed(change)).count(), 1);

    let back = documents.diff(id, 3, 1).await?.ok_or("both are there")?;
    assert!(back.unified.contains("+mud") && back.unified.contains("-door"), "{}", back.unified);
    let same = documents.diff(id, 2, 2).await?.ok_or("it is there")?;
    assert_eq!((same.unified.as_str(), same.changes.len()), ("", 1));
    for (from, to) in [(1, 4), (0, 1), (9, 9)] {
        assert_eq!(documents.diff(id, from, to).await?, None);
    }
    Ok(())
}
