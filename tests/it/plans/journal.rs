//! The journal and the users.

use annals::{entity::values::ProcessingStatus, prelude::*};
use chrono::{DateTime, NaiveDate, TimeDelta};
use serde_json::json;

use super::{seed::Seeded, watched::Watched};
use crate::support::TestResult;

pub(super) async fn lookups(watched: &Watched, account: &Seeded) -> TestResult {
    let read = watched.db.read(&account.context);
    let journal = read.journal();
    watched.uses_at_most(1, "pk_journal_entries", account, journal.find(account.entry)).await?;
    let preview = journal.preview_deletion(account.entry);
    watched.uses_at_most(1, "idx_processed_content_journal_id", account, preview).await?;
    let history = read.audit();
    let history = history.history("journal_entries", account.entry);
    watched.uses("audit_log_*_table_name_row_id_row_version_idx", account, history).await?;
    watched.uses_at_most(1, "pk_users", account, read.users().find(account.user)).await?;
    let identity = Identity::provider("seed", &account.subject);
    watched
        .uses_at_most(1, "pk_identities", account, watched.db.find_by_identity(&identity))
        .await?;
    Ok(())
}

/// Every field of the filter by itself, and the index of a list that it makes: `*` where it only
/// leaves out some of the account's rows.
fn filters(account: &Seeded) -> Vec<(&'static str, EntryFilter)> {
    let all = EntryFilter::default;
    let by_time = "idx_journal_entries_created_at";
    let by_user_and_time = "idx_journal_entries_user_id_created_at";
    let (tags, raw_data) = ("idx_journal_entries_tags", "idx_journal_entries_raw_data");
    let time = DateTime::from_timestamp(1_767_000_000, 0);
    let day = NaiveDate::from_ymd_opt(2025, 12, 1);
    let rare = Filter::field("raw_data.number").eq(3);
    vec![
        (by_time, all()),
        (by_time, EntryFilter { deleted: Deleted::Included, ..all() }),
        (by_user_and_time, EntryFilter { user_id: Some(account.user), ..all() }),
        ("*", EntryFilter { entry_type: Some("text".into()), ..all() }),
        ("*", EntryFilter { processing_status: Some(ProcessingStatus::Pending), ..all() }),
        ("*", EntryFilter { mood_at_least: Some(5.into()), ..all() }),
        ("*", EntryFilter { mood_at_most: Some(5.into()), ..all() }),
        ("*", EntryFilter { since_date: day, ..all() }),
        ("*", EntryFilter { until_date: day, ..all() }),
        (by_time, EntryFilter { created_from: time, ..all() }),
        (by_time, EntryFilter { created_before: time, ..all() }),
        (tags, EntryFilter { tags: vec!["tag-3".into(), "every".into()], ..all() }),
        (tags, EntryFilter { tags_any: vec!["tag-3".into(), "tag-4".into()], ..all() }),
        (raw_data, EntryFilter { raw_data_contains: Some(json!({ "number": 3 }).into()), ..all() }),
        (raw_data, EntryFilter { matching: rare, ..all() }),
    ]
}

pub(super) async fn lists(watched: &Watched, account: &Seeded) -> TestResult {
    let read = watched.db.read(&account.context);
    let journal = read.journal();
    let first = NaiveDate::from_ymd_opt(2025, 11, 1).unwrap_or_default();
    let days = EntryFilter::default().of_user(account.user);
    let days = days.between_days(first, first + TimeDelta::days(30));
    let days = journal.list(days, PageRequest::of(20).ordered(Order::by("entry_date")));
    watched.uses_at_most(21, "idx_journal_entries_user_id_entry_date", account, days).await?;
    for (index, filter) in filters(account) {
        watched.uses(index, account, journal.list(filter.clone(), PageRequest::of(20))).await?;
        let is_ordered = index.ends_with("created_at");
        let index = if is_ordered { "*" } else { index };
        watched.uses(index, account, journal.count(filter)).await?;
    }
    Ok(())
}

/// What was found of entries: the latest, the history, the end.
pub(super) async fn analyses(watched: &Watched, account: &Seeded) -> TestResult {
    let read = watched.db.read(&account.context);
    let journal = read.journal();
    let by_entry = "idx_processed_content_journal_id";
    let one = journal.latest_analysis(account.entry, "task-1");
    watched.uses_at_most(1, by_entry, account, one).await?;
    let latest = journal.latest_analyses(account.entry);
    watched.uses_at_most(1, by_entry, account, latest).await?;
    let entries = journal.list_with_latest_analyses(EntryFilter::default(), PageRequest::of(20));
    watched.uses_at_most(21, by_entry, account, entries).await?;

    let all = AnalysisFilter::default;
    let task_type = || Some("task-1".to_owned());
    let user_id = Some(account.user);
    let by_user = "idx_processed_content_user_id_task_type_created_at";
    for (most, index, filter) in [
        (21, "idx_processed_content_created_at", all()),
        (1, by_entry, AnalysisFilter { journal_id: Some(account.entry), ..all() }),
        (
            21,
            "idx_processed_content_task_type_*",
            AnalysisFilter { task_type: task_type(), ..all() },
        ),
        (21, by_user, AnalysisFilter { task_type: task_type(), user_id, ..all() }),
    ] {
        let list = journal.list_analyses(filter.clone(), PageRequest::of(20));
        watched.uses_at_most(most, index, account, list).await?;
        watched.uses("*", account, journal.count_analyses(filter)).await?;
    }
    Ok(())
}

/// The statements of the queue, in a transaction that is rolled back.
pub(super) async fn queue(watched: &Watched, account: &Seeded) -> TestResult {
    let tx = watched.db.begin(&account.context).await?;
    let journal = tx.journal();
    let claims = journal.claim_next(ClaimRequest::by("w").up_to(5));
    let by_status = "idx_journal_entries_processing_status_created_at";
    watched.uses_at_most(5, by_status, account, claims).await?;
    let reclaim = journal.reclaim_expired(3);
    watched.uses_at_most(5, "idx_journal_entries_claimed_until", account, reclaim).await?;
    let purge = journal.purge_expired_analyses(5);
    watched.uses_at_most(5, "idx_processed_content_expires_at", account, purge).await?;
    Ok(tx.rollback().await?)
}
