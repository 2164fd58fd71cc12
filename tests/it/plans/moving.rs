//! The reads of a store that came from memory.

use annals::prelude::*;

use super::{seed::Seeded, watched::Watched};
use crate::support::TestResult;

pub(super) async fn reads(watched: &Watched, account: &Seeded) -> TestResult {
    let (by_id, by_user) = ("pk_journal_entries", "idx_journal_entries_user_id_created_at");
    let of_user = "idx_journal_entries_user_id_*";
    let by_entry = "idx_processed_content_journal_id";
    let entries = AnnalsStore::new(watched.db.clone(), account.context.clone(), account.user);
    for index in [by_id, by_entry] {
        watched.uses_at_most(1, index, account, entries.get(account.entry)).await?;
        let some = entries.get_many(vec![account.entry]);
        watched.uses_at_most(1, index, account, some).await?;
        let first = entries.list_after(None, 5);
        let first = watched.uses_at_most(5, index, account, first).await?;
        let next = entries.list_after(first.last().map(|entry| entry.id), 5);
        watched.uses_at_most(5, index, account, next).await?;
    }
    let all = watched.uses(by_user, account, entries.get_all()).await?;
    let count = watched.uses(of_user, account, entries.count()).await?;
    let sums = watched.uses(of_user, account, entries.statistics()).await?;
    assert_eq!((count, sums.total), (all.len() as u64, all.len() as u64));
    Ok(())
}
