//! Changes at the version known.

use annals::prelude::*;

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
