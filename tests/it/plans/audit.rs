//! The audit log: history by each filter, rows as they were, previews of undos.

use annals::{
    entity::{businesses, journal_entries, messages},
    prelude::*,
};
use sea_orm::ActiveValue::Set;

use super::{seed::Seeded, watched::Watched};
use crate::support::TestResult;

const BY_ROW: &str = "audit_log_*_table_name_row_id_row_version_idx";
const BY_TRANSACTION: &str = "audit_log_*_transaction_id_idx";
const BY_TIME: &str = "audit_log_*_pkey";

pub(super) async fn reads(watched: &Watched, account: &Seeded) -> TestResult {
    let read = watched.db.read(&account.context);
    let audit = read.audit();
    let own = audit.trail(HistoryFilter::request("plans"), PageRequest::of(1)).await?;
    let own = own.items.first().ok_or("it was written")?.transaction_id;
    for (index, filter) in filters(account, own) {
        watched.uses(index, account, audit.trail(filter.clone(), PageRequest::of(20))).await?;
        watched.uses(index, account, audit.changes(filter.clone(), PageRequest::of(20))).await?;
        watched.uses("audit_log_*", account, audit.count_entries(filter)).await?;
    }
    let oldest = PageRequest::of(20).ordered(Order::by("occurred_at"));
    watched
        .uses_at_most(200, BY_TIME, account, audit.trail(HistoryFilter::default(), oldest))
        .await?;

    let past = audit.as_of(Moment::After(own));
    let found = past.find::<journal_entries::Entity>(account.entry);
    watched.uses_at_most(50, BY_ROW, account, found).await?;
    watched.uses(BY_TRANSACTION, account, past.find::<messages::Entity>(account.entry)).await?;
    let undoing = Undoing::Transaction(own);
    watched.uses_at_most(50, BY_TRANSACTION, account, audit.preview_undo(undoing)).await?;
    let undoing = Undoing::Request("plans".into());
    watched.uses_at_most(50, "audit_log_*_expr_idx", account, audit.preview_undo(undoing)).await?;
    Ok(())
}

/// A transaction of the account's own, for all that was sown is one. It is written before anything is
/// counted.
pub(super) async fn write(watched: &Watched, account: &Seeded) -> TestResult {
    let context = account.context.clone().actor(account.user).request_id("plans");
    let business = businesses::ActiveModel {
        user_id: Set(account.user),
        name: Set("Of a transaction of its own".to_owned()),
        ..Default::default()
    };
    watched.db.scope(&context).repository::<businesses::Entity>().insert(business).await?;
    Ok(())
}

fn filters(account: &Seeded, own: i64) -> Vec<(&'static str, HistoryFilter)> {
    let all = HistoryFilter::default;
    let time = Some(chrono::Utc::now());
    vec![
        (BY_TIME, all()),
        (BY_ROW, HistoryFilter::row("journal_entries", account.entry)),
        ("audit_log_*", HistoryFilter { table: Some("users".into()), ..all() }),
        (
            "audit_log_*_actor_id_occurred_at_idx",
            HistoryFilter { actor_id: Some(account.user), ..all() },
        ),
        (BY_TRANSACTION, HistoryFilter { transaction_id: Some(own), ..all() }),
        ("audit_log_*_expr_idx", HistoryFilter::request("plans")),
        ("audit_log_*", HistoryFilter { context_operation: Some("none".into()), ..all() }),
        (BY_TIME, HistoryFilter { from: time, ..all() }),
        (BY_TIME, HistoryFilter { before: time, ..all() }),
    ]
}
