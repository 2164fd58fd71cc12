//! Changes at the version known.

use annals::{entity::values::ProcessingStatus, prelude::*};

use super::{titled, with_entry};
use crate::support::{TestResult, fixture, log_of};

#[tokio::test]
async fn a_stale_update_is_refused_with_the_current_version() -> TestResult {
    let fixture = fixture().await?;
    let (ada, entry) = with_entry(&fixture).await?;
    let context = ada.context();
    let journal = fixture.db.scope(&context).journal();

    let updated = journal.update(entry.id, 1, titled("one")).await?;
    let refused = journal.update(entry.id, 1, titled("two")).await;

    assert_eq!(updated.row_version, 2);
    assert!(updated.updated_at > entry.updated_at);
    let error = refused.expect_err("version 1 is past");
    assert!(matches!(error, Error::StaleVersion { expected: 1, actual: 2, .. }), "{error}");
    assert_eq!(journal.find(entry.id).await?, Some(updated));
    Ok(())
}

#[tokio::test]
async fn an_update_that_changes_nothing_makes_no_version_and_no_entry() -> TestResult {
    let fixture = fixture().await?;
    let (ada, entry) = with_entry(&fixture).await?;
    let context = ada.context();
    let journal = fixture.db.scope(&context).journal();

    for change in
        [EntryUpdate::default(), EntryUpdate { title: Some(None), ..EntryUpdate::default() }]
    {
        let unchanged = journal.update(entry.id, 1, change).await?;
        assert_eq!((unchanged.row_version, unchanged.updated_at), (1, entry.updated_at));
    }
    let history = fixture.db.read(&context).audit().history("journal_entries", entry.id).await?;
    assert_eq!(log_of(&history), ["1 insert hook"]);
    Ok(())
}

#[tokio::test]
async fn the_status_of_an_analysis_goes_along_its_edges_alone() -> TestResult {
    use ProcessingStatus::{Completed, Failed, Pending, Processing};
    let fixture = fixture().await?;
    let (ada, entry) = with_entry(&fixture).await?;
    let context = ada.context();
    let journal = fixture.db.scope(&context).journal();
    let to = |status| EntryUpdate { processing_status: Some(status), ..EntryUpdate::default() };
    let mut version = 1;
    // From pending, to what an update leads to, and back.
    for (status, is_allowed) in [
        (Processing, false),
        (Completed, true),
        (Failed, false),
        (Pending, true),
        (Failed, true),
        (Completed, false),
        (Pending, true),
    ] {
        match journal.update(entry.id, version, to(status)).await {
            Ok(updated) => version = updated.row_version,
            Err(Error::Invalid { fields }) if !is_allowed => {
                assert_eq!(fields[0].field, "processing_status", "{fields:?}");
            }
            refused => panic!("to {status}: {refused:?}"),
        }
    }
    assert_eq!(version, 5, "four edges");

    // What a worker has is taken from it, and not completed over its head.
    let claim = journal.claim_next(ClaimRequest::by("w")).await?.remove(0).claim;
    let error = journal.update(entry.id, 6, to(Completed)).await.expect_err("it is claimed");
    assert!(error.to_string().contains("can't go from processing to completed"), "{error}");
    journal.update(entry.id, 6, to(Pending)).await?;
    let lost = journal.complete(claim).await;
    assert!(matches!(lost, Err(Error::ClaimLost { .. })), "{lost:?}");
    let stale = journal.update(entry.id, 6, to(Completed)).await;
    assert!(matches!(stale, Err(Error::StaleVersion { actual: 7, .. })), "{stale:?}");
    Ok(())
}
