//! Exports: their lists, and the statements of their queue.

use annals::{entity::values::ExportStatus, prelude::*};
use chrono::Utc;

use super::{seed::Seeded, watched::Watched};
use crate::support::TestResult;

/// A page of 20, and the row that tells whether another follows.
const PAGE: u32 = 21;

pub(super) async fn reads(watched: &Watched, account: &Seeded) -> TestResult {
    let read = watched.db.read(&account.context);
    let exports = read.exports();
    let lists = [
        ("idx_exports_created_at", ExportFilter::default()),
        ("idx_exports_project_id_created_at", ExportFilter::of_project(account.user)),
        ("idx_exports_status_created_at", ExportFilter::with_status(ExportStatus::Pending)),
    ];
    let mut one = None;
    for (index, filter) in lists {
        let list = exports.list(filter.clone(), PageRequest::of(20));
        one = watched.uses_at_most(PAGE, index, account, list).await?.items.pop().or(one);
        watched.uses("*", account, exports.count(filter.clone())).await?;
        let numbered = exports.list_by_offset(filter, OffsetRequest::page(1));
        watched.uses("*", account, numbered).await?;
    }
    let id = one.ok_or("there are exports")?.id;
    watched.uses_at_most(1, "pk_exports", account, exports.find(id)).await?;
    let by_expiry = "idx_exports_expires_at";
    let expired = exports.list_expired(Utc::now(), PageRequest::of(20));
    watched.uses_at_most(PAGE, by_expiry, account, expired).await?;
    Ok(())
}

/// The statements of the queue, in a transaction that is rolled back.
pub(super) async fn queue(watched: &Watched, account: &Seeded) -> TestResult {
    let tx = watched.db.begin(&account.context).await?;
    let exports = tx.exports();
    let request = ClaimRequest::by("w").up_to(5);
    let claims = exports.claim_next(request);
    let by_status = "idx_exports_status_created_at";
    watched.uses_at_most(5, by_status, account, claims).await?;
    let reclaim = exports.reclaim_expired(3);
    watched.uses_at_most(5, "idx_exports_claimed_until", account, reclaim).await?;
    let purge = exports.purge_expired(5);
    watched.uses_at_most(5, "idx_exports_expires_at", account, purge).await?;
    Ok(tx.rollback().await?)
}
