//! Asked for, found, kept longer, deleted.

use std::time::Duration;

use annals::{
    entity::{projects, values::ExportStatus},
    prelude::*,
};
use chrono::{TimeDelta, Utc};
use uuid::Uuid;

use super::{claim_one, markdown, with_project};
use crate::support::{TestResult, fixture, log_of};

#[tokio::test]
async fn an_export_waits_and_is_kept_for_a_day_unless_said_otherwise() -> TestResult {
    let fixture = fixture().await?;
    let (ada, project) = with_project(&fixture).await?;
    let context = ada.context();
    let exports = fixture.db.scope(&context).exports();

    let export = exports.request(markdown(project)).await?;
    let week = NewExport { lifetime: Duration::from_hours(7 * 24), ..markdown(project) };
    let longer = exports.request(week).await?;

    assert_eq!((export.status.as_str(), export.attempts), ("pending", 0));
    let kept = |export: &Export| (export.expires_at - export.created_at).num_minutes();
    assert_eq!((kept(&export), kept(&longer)), (1_440, 7 * 1_440));
    assert_eq!(exports.find(export.id).await?, Some(export.clone()));
    let history = fixture.db.read(&context).audit().history("exports", export.id).await?;
    assert_eq!(log_of(&history), ["1 insert hook"]);
    Ok(())
}

#[tokio::test]
async fn every_fault_of_a_request_is_named_and_a_project_must_be_there() -> TestResult {
    let fixture = fixture().await?;
    let (ada, project) = with_project(&fixture).await?;
    let (_, bobs) = with_project(&fixture).await?;
    let context = ada.context();
    let exports = fixture.db.scope(&context).exports();

    let bad = NewExport { lifetime: Duration::MAX, ..NewExport::of(project, "x".repeat(21)) };
    let error = exports.request(bad).await.expect_err("two faults").to_string();
    assert!(error.contains("format") && error.contains("365 days"), "{error}");

    fixture.db.scope(&context).repository::<projects::Entity>().delete(project).await?;
    for missing in [project, bobs, Uuid::now_v7()] {
        let error = exports.request(markdown(missing)).await.expect_err("no such project");
        assert!(
            matches!(error, Error::NotFound { entity: "projects", id } if id == missing),
            "{error}"
        );
    }
    assert_eq!(exports.count(ExportFilter::default()).await?, 0);
    Ok(())
}

#[tokio::test]
async fn every_condition_finds_the_exports_it_names() -> TestResult {
    let fixture = fixture().await?;
    let (ada, project) = with_project(&fixture).await?;
    let context = ada.context();
    let exports = fixture.db.scope(&context).exports();
    let mut ids = Vec::new();
    for format in ["markdown", "pdf", "markdown"] {
        ids.push(exports.request(NewExport::of(project, format)).await?);
    }
    claim_one(&exports).await?;
    let middle = Some(ids[1].created_at.to_utc());
    let all = ExportFilter::default;
    let cases: Vec<(ExportFilter, &[usize])> = vec![
        (all(), &[2, 1, 0]),
        (ExportFilter::of_project(project), &[2, 1, 0]),
        (ExportFilter::of_project(ids[0].id), &[]),
        (ExportFilter::with_status(ExportStatus::Running), &[0]),
        (ExportFilter::with_status(ExportStatus::Pending), &[2, 1]),
        (ExportFilter { format: Some("markdown".into()), ..all() }, &[2, 0]),
        (ExportFilter { created_from: middle, ..all() }, &[2, 1]),
        (ExportFilter { created_before: middle, ..all() }, &[0]),
        (ExportFilter { matching: Filter::field("attempts").eq(0), ..all() }, &[2, 1]),
    ];
    for (filter, found) in cases {
        let expected: Vec<Uuid> = found.iter().map(|position| ids[*position].id).collect();
        let page = exports.list(filter.clone(), PageRequest::default()).await?;
        let listed: Vec<Uuid> = page.items.iter().map(|export| export.id).collect();
        assert_eq!(listed, expected, "{filter:?}");
        assert_eq!(exports.count(filter.clone()).await?, expected.len() as u64);
        let numbered = exports.list_by_offset(filter, OffsetRequest::page(1)).await?;
        assert_eq!((numbered.total, numbered.items), (expected.len() as u64, page.items));
    }
    Ok(())
}

#[tokio::test]
async fn an_export_is_kept_longer_at_the_version_known() -> TestResult {
    let fixture = fixture().await?;
    let (ada, project) = with_project(&fixture).await?;
    let context = ada.context();
    let exports = fixture.db.scope(&context).exports();
    let export = exports.request(markdown(project)).await?;
    let later = ExportUpdate::until(Utc::now() + TimeDelta::days(30));

    let updated = exports.update(export.id, 1, later.clone()).await?;
    let stale = exports.update(export.id, 1, later).await;
    let same = exports.update(export.id, 2, ExportUpdate::default()).await?;

    assert!(updated.expires_at > export.expires_at);
    assert!(matches!(stale, Err(Error::StaleVersion { actual: 2, .. })), "{stale:?}");
    assert_eq!((same.row_version, same.expires_at), (2, updated.expires_at));
    let history = fixture.db.read(&context).audit().history("exports", export.id).await?;
    assert_eq!(log_of(&history), ["1 insert hook", "2 update hook"]);
    Ok(())
}

#[tokio::test]
async fn an_export_is_deleted_and_restored_and_deleted_for_good() -> TestResult {
    let fixture = fixture().await?;
    let (ada, project) = with_project(&fixture).await?;
    let context = ada.context();
    let exports = fixture.db.scope(&context).exports();
    let export = exports.request(markdown(project)).await?;

    let preview = exports.preview_deletion(export.id).await?;
    assert_eq!(preview.rows, [("exports".to_owned(), 1)]);
    let deletion = exports.delete(export.id).await?;
    assert_eq!(exports.find(export.id).await?, None);
    assert!(exports.claim_next(ClaimRequest::by("w")).await?.is_empty());
    exports.restore(deletion.deletion_id).await?;
    assert_eq!(exports.find(export.id).await?.map(|it| it.row_version), Some(3));
    exports.delete_for_good(export.id).await?;

    let history = fixture.db.read(&context).audit().history("exports", export.id).await?;
    let log = log_of(&history);
    assert_eq!(log[1..], ["2 update database", "3 update database", "4 delete database"]);
    assert!(fixture.db.read(&context).audit().verify().await?.is_complete());
    Ok(())
}

#[tokio::test]
async fn an_export_of_another_account_is_absent() -> TestResult {
    let fixture = fixture().await?;
    let (ada, project) = with_project(&fixture).await?;
    let bob = fixture.sign_up().await?.context();
    let id = fixture.db.scope(&ada.context()).exports().request(markdown(project)).await?.id;
    let exports = fixture.db.scope(&bob).exports();

    assert_eq!(exports.find(id).await?, None);
    assert_eq!(exports.count(ExportFilter::default()).await?, 0);
    let claimed = exports.claim_next(ClaimRequest::by("w")).await?;
    assert!(claimed.is_empty());
    let claim = Claim { id, worker: "w".into(), attempt: 0, until: Utc::now() };
    let refusals = [
        exports.update(id, 1, ExportUpdate::until(Utc::now())).await.map(drop),
        exports.retry(id).await.map(drop),
        exports.preview_deletion(id).await.map(drop),
        exports.delete(id).await.map(drop),
        exports.restore(id).await.map(drop),
        exports.delete_for_good(id).await,
        exports.complete(claim.clone(), ExportedFile::at("x")).await.map(drop),
        exports.fail(claim.clone(), FailedAttempt::because("x")).await.map(drop),
        exports.extend_claim(claim, Duration::from_secs(9)).await.map(drop),
    ];
    for refused in refusals {
        assert!(matches!(refused, Err(Error::NotFound { .. })), "{refused:?}");
    }
    Ok(())
}
