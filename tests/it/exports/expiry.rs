//! Exports whose time is over.

use annals::prelude::*;
use chrono::{TimeDelta, Utc};
use uuid::Uuid;

use super::{claim_one, markdown, with_project};
use crate::support::{Fixture, TestResult, fixture, log_of};

/// Completed exports that expired so many minutes ago, each with a file of that name.
async fn expired(fixture: &Fixture, minutes: &[i64]) -> TestResult<(SignedUp, Vec<Uuid>)> {
    let (ada, project) = with_project(fixture).await?;
    let context = ada.context();
    let exports = fixture.db.scope(&context).exports();
    let mut ids = Vec::new();
    for ago in minutes {
        exports.request(markdown(project)).await?;
        let claim = claim_one(&exports).await?;
        let export = exports.complete(claim, ExportedFile::at(format!("file-{ago}"))).await?;
        let until = ExportUpdate::until(Utc::now() - TimeDelta::minutes(*ago));
        exports.update(export.id, export.row_version, until).await?;
        ids.push(export.id);
    }
    Ok((ada, ids))
}

fn files(page: &Page<Export>) -> Vec<&str> {
    page.items.iter().filter_map(|export| export.file_path.as_deref()).collect()
}

#[tokio::test]
async fn expired_exports_are_listed_by_page_the_longest_expired_first() -> TestResult {
    let fixture = fixture().await?;
    let (ada, ids) = expired(&fixture, &[5, 20, 10, -60]).await?;
    expired(&fixture, &[7]).await?;
    let context = ada.context();
    let exports = fixture.db.scope(&context).exports();
    exports.delete(ids[1]).await?;
    let now = Utc::now();

    let first = exports.list_expired(now, PageRequest::of(2)).await?;
    assert_eq!(files(&first), ["file-20", "file-10"], "a deleted one has a file too");
    let next = PageRequest::of(2).after(first.next.ok_or("another page")?);
    assert_eq!(files(&exports.list_expired(now, next.clone()).await?), ["file-5"]);
    let other = exports.list_expired(now + TimeDelta::hours(2), next).await;
    assert!(matches!(other, Err(Error::Invalid { .. })), "the cursor is of another time");
    let soon = exports.list_expired(now + TimeDelta::hours(2), PageRequest::of(9)).await?;
    assert_eq!(files(&soon).len(), 4);
    Ok(())
}

#[tokio::test]
async fn purged_exports_leave_their_paths() -> TestResult {
    let fixture = fixture().await?;
    let (ada, ids) = expired(&fixture, &[5, 20, 10, -60]).await?;
    let (bob, _) = expired(&fixture, &[7]).await?;
    let (context, bobs) = (ada.context(), bob.context());
    let exports = fixture.db.scope(&context).exports();
    exports.delete(ids[1]).await?;

    let mut purged = exports.purge_expired(2).await?;
    purged.sort_by(|a, b| a.file_path.cmp(&b.file_path));
    let of = |id, file: &str| PurgedExport { id, file_path: Some(file.to_owned()) };
    assert_eq!(purged, [of(ids[2], "file-10"), of(ids[1], "file-20")]);
    assert_eq!(exports.purge_expired(2).await?, [of(ids[0], "file-5")]);
    assert_eq!(exports.purge_expired(2).await?, []);
    assert_eq!(exports.count(ExportFilter::default()).await?, 1);
    assert_eq!(fixture.db.read(&bobs).exports().count(ExportFilter::default()).await?, 1);

    let history = fixture.db.read(&context).audit().history("exports", ids[0]).await?;
    assert_eq!(log_of(&history).last().map(String::as_str), Some("5 delete database"));
    assert_eq!(history[4].image.to_value()?["file_path"], "file-5");
    for most in [0, 10_001] {
        let error = exports.purge_expired(most).await.expect_err("out of bounds");
        assert!(matches!(error, Error::Invalid { .. }), "{error}");
    }
    Ok(())
}

#[tokio::test]
async fn what_waits_or_failed_is_not_purged() -> TestResult {
    let fixture = fixture().await?;
    let (ada, project) = with_project(&fixture).await?;
    let context = ada.context();
    let exports = fixture.db.scope(&context).exports();
    for _ in 0..2 {
        let export = exports.request(markdown(project)).await?;
        exports.update(export.id, 1, ExportUpdate::until(Utc::now() - TimeDelta::days(1))).await?;
    }
    let failed = FailedAttempt::because("x").for_good();
    exports.fail(claim_one(&exports).await?, failed).await?;

    assert_eq!(exports.purge_expired(9).await?, []);
    assert!(exports.list_expired(Utc::now(), PageRequest::of(9)).await?.items.is_empty());
    Ok(())
}
