//! Entries that wait for an analysis: claimed by one worker at a time, completed, failed, taken back.

use std::{collections::BTreeSet, time::Duration};

use annals::{entity::values::ProcessingStatus, prelude::*};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::with_entry;
use crate::support::{Fixture, TestResult, fixture, log_of};

async fn expire_leases(fixture: &Fixture) -> TestResult {
    let past = "UPDATE annals.journal_entries SET claimed_until = now() - interval '1 second'
                 WHERE claimed_until IS NOT NULL";
    fixture.owner().await?.execute_unprepared(past).await?;
    Ok(())
}

fn by(worker: &str) -> ClaimRequest {
    ClaimRequest::by(worker)
}

async fn claim_one(journal: &impl JournalQueue, worker: &str) -> TestResult<Claim> {
    let claimed = journal.claim_next(by(worker)).await?.pop();
    Ok(claimed.ok_or("an entry waits")?.claim)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_eight_workers_each_of_two_hundred_entries_has_exactly_one() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let context = ada.context();
    let journal = fixture.db.scope(&context).journal();
    let ids = journal.create_many(vec![NewEntry::by(ada.user.id); 200]).await?;

    let workers = (0..8).map(|number| {
        let (db, context) = (fixture.db.clone(), context.clone());
        tokio::spawn(async move {
            let journal = db.scope(&context).journal();
            let request = by(&format!("worker-{number}")).up_to(1 + number % 7);
            let mut done = Vec::new();
            loop {
                let claimed = journal.claim_next(request.clone()).await?;
                if claimed.is_empty() {
                    return Ok::<_, Error>(done);
                }
                for Claimed { claim, row } in claimed {
                    assert_eq!((row.id, row.attempts), (claim.id, 1));
                    done.push(journal.complete(claim).await?.id);
                }
            }
        })
    });
    let mut done = Vec::new();
    for worker in workers.collect::<Vec<_>>() {
        done.extend(worker.await??);
    }

    assert_eq!(done.len(), 200);
    assert_eq!(done.into_iter().collect::<BTreeSet<_>>(), ids.into_iter().collect());
    let completed = EntryFilter {
        processing_status: Some(ProcessingStatus::Completed),
        ..EntryFilter::default()
    };
    assert_eq!(journal.count(completed).await?, 200);
    assert!(fixture.db.read(&context).audit().verify().await?.is_complete());
    Ok(())
}

#[tokio::test]
async fn the_oldest_come_first_and_as_they_were_written() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let context = ada.context();
    let journal = fixture.db.scope(&context).journal();
    let exact: annals::entity::values::ExactJson =
        r#"{"atoms": 1208925819614629174706176}"#.parse()?;
    let new = |days: i64| NewEntry {
        raw_data: exact.clone(),
        created_at: Some(chrono::Utc::now() - chrono::TimeDelta::days(days)),
        ..NewEntry::by(ada.user.id)
    };
    let ids = journal.create_many([1, 3, 2, 0].map(new).to_vec()).await?;
    journal.delete(ids[1]).await?;

    let lease = Duration::from_mins(1);
    let claimed = journal.claim_next(by("w").lasting(lease).up_to(2)).await?;

    let order: Vec<Uuid> = claimed.iter().map(|it| it.claim.id).collect();
    assert_eq!(order, [ids[2], ids[0]], "the oldest of all is deleted");
    let Claimed { claim, row } = &claimed[0];
    assert_eq!(row.raw_data, exact);
    assert_eq!(row.processing_status, "processing");
    assert_eq!((row.claimed_by.as_deref(), row.row_version), (Some("w"), 2));
    let left = claim.until - chrono::Utc::now();
    assert!(left.num_seconds() > 30 && left.num_seconds() <= 60, "{left}");
    Ok(())
}

#[tokio::test]
async fn what_a_crashed_worker_had_is_claimed_again_and_it_completes_nothing() -> TestResult {
    let fixture = fixture().await?;
    let (ada, entry) = with_entry(&fixture).await?;
    let context = ada.context();
    let journal = fixture.db.scope(&context).journal();

    // One that breaks off before its transaction is committed had nothing.
    let tx = fixture.db.begin(&context).await?;
    assert_eq!(tx.journal().claim_next(by("first")).await?.len(), 1);
    assert!(journal.claim_next(by("meanwhile")).await?.is_empty(), "it is locked");
    tx.rollback().await?;

    let old = claim_one(&journal, "second").await?;
    assert_eq!(old.attempt, 1);
    assert_eq!(journal.reclaim_expired(3).await?, Reclaimed::default(), "its lease holds");
    expire_leases(&fixture).await?;
    assert_eq!(journal.reclaim_expired(3).await?, Reclaimed { waiting: 1, failed: 0 });
    let error = journal.complete(old.clone()).await.expect_err("it waits again");
    assert!(error.to_string().contains("is no longer claimed by second"), "{error}");
    assert!(error.to_string().contains("it is pending"), "{error}");

    // Another worker has it, and though it bears the same name it is another claim.
    for worker in ["third", "second"] {
        let new = claim_one(&journal, worker).await?;
        let failed = FailedAttempt::because("late");
        let refusals = [
            journal.complete(old.clone()).await.map(drop),
            journal.fail(old.clone(), failed).await.map(drop),
            journal.extend_claim(old.clone(), Duration::from_secs(9)).await.map(drop),
        ];
        for refused in refusals {
            let error = refused.expect_err("it is another's");
            let Error::ClaimLost { id, now, .. } = &error else { panic!("{error}") };
            assert_eq!(*id, entry.id);
            assert_eq!(*now, format!("claimed by {worker}, attempt {}", new.attempt));
        }
        assert_eq!(journal.find(entry.id).await?.and_then(|it| it.claimed_by), Some(worker.into()));
        journal.fail(new, FailedAttempt::because("again").of(9)).await?;
    }
    Ok(())
}

#[tokio::test]
async fn an_attempt_that_failed_is_made_again_until_there_were_enough() -> TestResult {
    let fixture = fixture().await?;
    let (ada, entry) = with_entry(&fixture).await?;
    let context = ada.context();
    let journal = fixture.db.scope(&context).journal();

    let mut outcomes = Vec::new();
    for attempt in ["first", "second"] {
        let claim = claim_one(&journal, "w").await?;
        let failed = journal.fail(claim, FailedAttempt::because(attempt).of(2)).await?;
        assert_eq!((failed.claimed_by, failed.claimed_until), (None, None));
        outcomes.push((failed.processing_status, failed.error_message.unwrap_or_default()));
    }
    let told = |(status, reason): (&str, &str)| (status.to_owned(), reason.to_owned());
    assert_eq!(outcomes, [("pending", "first"), ("failed", "second")].map(told));
    assert!(journal.claim_next(by("w")).await?.is_empty(), "nothing waits");

    // Asked for once more, it succeeds, and the reason goes.
    let again = EntryUpdate {
        processing_status: Some(ProcessingStatus::Pending),
        ..EntryUpdate::default()
    };
    journal.update(entry.id, 5, again).await?;
    let done = journal.complete(claim_one(&journal, "w").await?).await?;
    assert_eq!((done.processing_status.as_str(), done.attempts), ("completed", 3));
    assert_eq!((done.error_message, done.row_version), (None, 8));

    let history = fixture.db.read(&context).audit().history("journal_entries", entry.id).await?;
    let by_claim = "update database";
    let log = log_of(&history);
    assert_eq!(
        log[0..4],
        ["1 insert hook", "2 update database", "3 update hook", "4 update database"]
    );
    assert!(log[6].ends_with(by_claim) && log[7].ends_with("update hook"), "{log:?}");
    assert_eq!(history[2].image.to_value()?["error_message"], "first");
    assert!(!history[6].image.as_str().contains("claimed_by"), "a lease is no news");
    Ok(())
}

#[tokio::test]
async fn leases_that_ran_out_too_often_have_failed_and_no_deleted_entry_is_touched() -> TestResult {
    let fixture = fixture().await?;
    let (ada, bob) = (fixture.sign_up().await?, fixture.sign_up().await?);
    let context = ada.context();
    let journal = fixture.db.scope(&context).journal();
    let ids = journal.create_many(vec![NewEntry::by(ada.user.id); 3]).await?;
    let claims = journal.claim_next(by("w").up_to(3)).await?;
    journal.delete(ids[2]).await?;
    let bobs = bob.context();
    let bobs = fixture.db.scope(&bobs).journal();
    bobs.create(NewEntry::by(bob.user.id)).await?;
    claim_one(&bobs, "w").await?;
    expire_leases(&fixture).await?;

    assert_eq!(journal.reclaim_expired(1).await?, Reclaimed { waiting: 0, failed: 2 });

    let entry = journal.find(ids[0]).await?.ok_or("it is there")?;
    assert_eq!(entry.processing_status, "failed");
    assert_eq!(entry.error_message.as_deref(), Some("the lease of w ran out"));
    let error = journal.complete(claims[2].claim.clone()).await.expect_err("deleted");
    assert!(error.to_string().contains("it is deleted"), "{error}");
    assert_eq!(bobs.reclaim_expired(3).await?, Reclaimed { waiting: 1, failed: 0 });
    Ok(())
}

#[tokio::test]
async fn a_claim_is_extended_without_a_version_or_an_entry() -> TestResult {
    let fixture = fixture().await?;
    let (ada, entry) = with_entry(&fixture).await?;
    let context = ada.context();
    let journal = fixture.db.scope(&context).journal();
    let claim = claim_one(&journal, "w").await?;
    expire_leases(&fixture).await?;

    let extended = journal.extend_claim(claim.clone(), Duration::from_hours(1)).await?;

    assert!(extended.until > claim.until);
    assert_eq!(journal.reclaim_expired(3).await?, Reclaimed::default());
    assert_eq!(journal.find(entry.id).await?.map(|entry| entry.row_version), Some(2));
    let history = fixture.db.read(&context).audit().history("journal_entries", entry.id).await?;
    assert_eq!(history.len(), 2);
    // The claim of before is the same one.
    journal.complete(claim).await?;
    Ok(())
}

#[tokio::test]
async fn another_account_claims_and_completes_nothing() -> TestResult {
    let fixture = fixture().await?;
    let (ada, _) = with_entry(&fixture).await?;
    let bob = fixture.sign_up().await?;
    let (adas, bobs) = (ada.context(), bob.context());
    let (adas, bobs) = (fixture.db.scope(&adas).journal(), fixture.db.scope(&bobs).journal());

    assert!(bobs.claim_next(by("w").up_to(9)).await?.is_empty());
    let claim = claim_one(&adas, "w").await?;
    let refusals = [
        bobs.complete(claim.clone()).await.map(drop),
        bobs.fail(claim.clone(), FailedAttempt::because("x")).await.map(drop),
        bobs.extend_claim(claim.clone(), Duration::from_secs(9)).await.map(drop),
    ];
    for refused in refusals {
        assert!(matches!(refused, Err(Error::NotFound { .. })), "{refused:?}");
    }
    assert_eq!(bobs.reclaim_expired(3).await?, Reclaimed::default());
    adas.complete(claim).await?;
    Ok(())
}

#[tokio::test]
async fn every_fault_of_a_request_is_named() -> TestResult {
    let fixture = fixture().await?;
    let (ada, _) = with_entry(&fixture).await?;
    let context = ada.context();
    let journal = fixture.db.scope(&context).journal();
    let claim = claim_one(&journal, "w").await?;
    let bad = [by(" ").lasting(Duration::ZERO).up_to(0), by("é\0").up_to(1_001)];
    let named = |error: Error| match error {
        Error::Invalid { fields } => fields.into_iter().map(|fault| fault.field).collect(),
        other => vec![other.to_string()],
    };

    let mut faults = Vec::new();
    for request in bad {
        faults.push(named(journal.claim_next(request).await.expect_err("bad")));
    }
    let day = Duration::from_secs(86_401);
    faults.push(named(journal.extend_claim(claim.clone(), day).await.expect_err("too long")));
    let silent = FailedAttempt::because("");
    faults.push(named(journal.fail(claim, silent).await.expect_err("no reason")));

    assert_eq!(
        faults,
        [vec!["worker", "lease", "most"], vec!["worker", "most"], vec!["lease"], vec!["reason"]]
    );
    Ok(())
}
