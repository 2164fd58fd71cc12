//! Exports that wait for a file: claimed, completed, failed, tried again.

use std::{collections::BTreeSet, time::Duration};

use annals::prelude::*;
use sea_orm::ConnectionTrait;
use serde_json::json;

use super::{claim_one, markdown, with_project};
use crate::support::{TestResult, fixture, log_of};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_eight_workers_each_of_two_hundred_exports_has_exactly_one() -> TestResult {
    let fixture = fixture().await?;
    let (ada, project) = with_project(&fixture).await?;
    let context = ada.context();
    fixture
        .db
        .transaction(&context, |tx| {
            Box::pin(async move {
                for _ in 0..200 {
                    tx.exports().request(markdown(project)).await?;
                }
                Ok::<_, Error>(())
            })
        })
        .await?;

    let workers = (0..8).map(|number| {
        let (db, context) = (fixture.db.clone(), context.clone());
        tokio::spawn(async move {
            let request = ClaimRequest::by(format!("worker-{number}")).up_to(3);
            let mut claimed = Vec::new();
            loop {
                let next = db.scope(&context).exports().claim_next(request.clone()).await?;
                if next.is_empty() {
                    return Ok::<_, Error>(claimed);
                }
                claimed.extend(next.into_iter().map(|it| it.claim.id));
            }
        })
    });
    let mut claimed = Vec::new();
    for worker in workers.collect::<Vec<_>>() {
        claimed.extend(worker.await??);
    }
    assert_eq!(claimed.len(), 200);
    assert_eq!(claimed.into_iter().collect::<BTreeSet<_>>().len(), 200);
    Ok(())
}

#[tokio::test]
async fn a_completed_export_says_where_its_file_is() -> TestResult {
    let fixture = fixture().await?;
    let (ada, project) = with_project(&fixture).await?;
    let context = ada.context();
    let exports = fixture.db.scope(&context).exports();
    let export = exports.request(markdown(project)).await?;
    let claim = exports.extend_claim(claim_one(&exports).await?, Duration::from_mins(15)).await?;

    let error = exports.complete(claim.clone(), ExportedFile::at(" ")).await.expect_err("no path");
    assert!(error.to_string().contains("file_path"), "{error}");
    let manifest = json!({ "pages": 3 }).as_object().cloned().unwrap_or_default();
    let file = ExportedFile { manifest, ..ExportedFile::at("exports/garden.md") };
    let done = exports.complete(claim.clone(), file.clone()).await?;

    assert_eq!((done.status.as_str(), done.attempts, done.claimed_by), ("completed", 1, None));
    assert_eq!(done.file_path.as_deref(), Some("exports/garden.md"));
    assert_eq!(done.manifest, json!({ "pages": 3 }));
    assert!(done.completed_at >= Some(done.created_at));
    let history = fixture.db.read(&context).audit().history("exports", export.id).await?;
    assert_eq!(log_of(&history), ["1 insert hook", "2 update database", "3 update hook"]);

    let twice = exports.complete(claim, file).await.expect_err("it is completed");
    assert!(twice.to_string().contains("it is completed"), "{twice}");
    Ok(())
}

#[tokio::test]
async fn only_an_export_that_failed_is_tried_again() -> TestResult {
    let fixture = fixture().await?;
    let (ada, project) = with_project(&fixture).await?;
    let context = ada.context();
    let exports = fixture.db.scope(&context).exports();
    let id = exports.request(markdown(project)).await?.id;

    for now in ["pending", "running", "completed"] {
        let claim = match now {
            "pending" => None,
            "running" => Some(claim_one(&exports).await?),
            _ => {
                let export = exports.find(id).await?.ok_or("it is there")?;
                let worker = export.claimed_by.unwrap_or_default();
                Some(Claim { id, worker, attempt: export.attempts, until: chrono::Utc::now() })
            }
        };
        if let ("completed", Some(claim)) = (now, claim) {
            exports.complete(claim, ExportedFile::at("x")).await?;
        }
        let error = exports.retry(id).await.expect_err("it has not failed");
        assert!(error.to_string().contains(&format!("is {now}: only failed goes back")), "{error}");
    }

    let other = exports.request(markdown(project)).await?;
    let failed = FailedAttempt::because("disk full").for_good();
    let export = exports.fail(claim_one(&exports).await?, failed).await?;
    assert_eq!((export.id, export.status.as_str()), (other.id, "failed"));
    assert_eq!(export.error_message.as_deref(), Some("disk full"));
    let again = exports.retry(other.id).await?;
    assert_eq!((again.status.as_str(), again.row_version), ("pending", 4));
    let claim = claim_one(&exports).await?;
    assert_eq!(claim.attempt, 2);
    let done = exports.complete(claim, ExportedFile::at("x")).await?;
    assert_eq!(done.error_message, None);
    let history = fixture.db.read(&context).audit().history("exports", other.id).await?;
    assert_eq!(log_of(&history)[2..4], ["3 update hook", "4 update hook"]);
    Ok(())
}

#[tokio::test]
async fn what_a_crashed_worker_had_is_claimed_again_and_it_completes_nothing() -> TestResult {
    let fixture = fixture().await?;
    let (ada, project) = with_project(&fixture).await?;
    let context = ada.context();
    let exports = fixture.db.scope(&context).exports();
    exports.request(markdown(project)).await?;
    let old = claim_one(&exports).await?;
    let past = "UPDATE annals.exports SET claimed_until = now() - interval '1 second'";
    fixture.owner().await?.execute_unprepared(past).await?;

    assert_eq!(exports.reclaim_expired(2).await?, Reclaimed { waiting: 1, failed: 0 });
    let new = claim_one(&exports).await?;
    let lost = exports.complete(old, ExportedFile::at("old")).await;
    assert!(matches!(lost, Err(Error::ClaimLost { entity: "exports", .. })), "{lost:?}");

    fixture.owner().await?.execute_unprepared(past).await?;
    assert_eq!(exports.reclaim_expired(2).await?, Reclaimed { waiting: 0, failed: 1 });
    let lost = exports.fail(new, FailedAttempt::because("late")).await.expect_err("it has failed");
    assert!(lost.to_string().contains("it is failed"), "{lost}");
    Ok(())
}
