//! What is not there, deletions, restorations.

use annals::prelude::*;
use serde_json::json;
use uuid::Uuid;

use super::{titled, with_entry};
use crate::support::{TestResult, fixture, log_of};

#[tokio::test]
async fn what_is_not_there_or_not_the_accounts_is_not_found() -> TestResult {
    let fixture = fixture().await?;
    let (_, entry) = with_entry(&fixture).await?;
    let bob = fixture.sign_up().await?;
    let context = bob.context();
    let journal = fixture.db.scope(&context).journal();

    assert_eq!(journal.find(entry.id).await?, None);
    for id in [entry.id, Uuid::now_v7()] {
        let refusals = [
            journal.update(id, 1, titled("mine now")).await.map(drop),
            journal.update(id, 1, EntryUpdate::default()).await.map(drop),
            journal.delete(id).await.map(drop),
            journal.restore(id).await.map(drop),
            journal.delete_for_good(id).await,
            journal.preview_deletion(id).await.map(drop),
        ];
        for refused in refusals {
            assert!(matches!(refused, Err(Error::NotFound { .. })), "{refused:?}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_deletion_takes_the_analyses_and_its_restoration_brings_back_just_them() -> TestResult {
    let fixture = fixture().await?;
    let (ada, entry) = with_entry(&fixture).await?;
    let context = ada.context();
    let journal = fixture.db.scope(&context).journal();
    let analysis = NewAnalysis::of(&entry, "sentiment_analysis", json!({ "score": 0.5 }).into());
    journal.record_analyses(vec![analysis.clone(), analysis]).await?;

    let preview = journal.preview_deletion(entry.id).await?;
    let deletion = journal.delete(entry.id).await?;
    assert_eq!((deletion.of("journal_entries"), deletion.of("processed_content")), (1, 2));
    assert_eq!(
        preview.rows,
        [("journal_entries".to_owned(), 1), ("processed_content".to_owned(), 2)]
    );
    assert_eq!(journal.find(entry.id).await?, None);
    assert_eq!(journal.count(EntryFilter::default()).await?, 0);
    let all = EntryFilter { deleted: Deleted::Included, ..EntryFilter::default() };
    assert_eq!(journal.count(all).await?, 1);
    assert!(matches!(journal.delete(entry.id).await, Err(Error::NotFound { .. })));

    let restored = journal.restore(deletion.deletion_id).await?;
    assert_eq!(restored, deletion);
    assert_eq!(journal.find(entry.id).await?.map(|entry| entry.row_version), Some(3));
    assert!(fixture.db.read(&context).audit().verify().await?.is_complete());
    Ok(())
}

#[tokio::test]
async fn an_entry_that_is_deleted_for_good_leaves_its_history() -> TestResult {
    let fixture = fixture().await?;
    let (ada, entry) = with_entry(&fixture).await?;
    let context = ada.context();
    let journal = fixture.db.scope(&context).journal();
    journal.update(entry.id, 1, titled("once")).await?;
    journal.delete_for_good(entry.id).await?;

    let history = fixture.db.read(&context).audit().history("journal_entries", entry.id).await?;
    assert_eq!(log_of(&history), ["1 insert hook", "2 update hook", "3 delete database"]);
    assert_eq!(history[2].image.to_value()?["title"], "once");
    Ok(())
}

#[tokio::test]
async fn the_bin_holds_what_is_deleted_and_how_to_bring_it_back() -> TestResult {
    let fixture = fixture().await?;
    let (ada, entry) = with_entry(&fixture).await?;
    let context = ada.context();
    let journal = fixture.db.scope(&context).journal();
    journal.create(NewEntry::by(ada.user.id)).await?;
    let deletion = journal.delete(entry.id).await?;

    let bin = EntryFilter { deleted: Deleted::Only, ..EntryFilter::default() };
    let page = journal.list(bin.clone(), PageRequest::default()).await?;
    let found: Vec<_> = page.items.iter().map(|entry| (entry.id, entry.deletion_id)).collect();
    assert_eq!(found, [(entry.id, Some(deletion.deletion_id))]);
    journal.restore(deletion.deletion_id).await?;
    assert_eq!(journal.count(bin).await?, 0);
    Ok(())
}

#[tokio::test]
async fn the_history_of_a_table_that_is_not_tracked_is_refused_by_its_name() -> TestResult {
    let fixture = fixture().await?;
    let (ada, entry) = with_entry(&fixture).await?;
    let context = ada.context();
    let audit = fixture.db.read(&context).audit();
    let refused = audit.history("journal_entry", entry.id).await.expect_err("a misspelling");
    assert!(refused.to_string().contains("did you mean \"journal_entries\"?"), "{refused}");
    assert!(audit.history("journal_entries", Uuid::now_v7()).await?.is_empty());
    Ok(())
}
