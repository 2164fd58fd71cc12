//! Removing analyses that no longer count.

use crate::{
    database::{Transaction, execute},
    error::{Error, Result},
};

/// By `idx_processed_content_expires_at`, and the rows themselves by the key. What another purge has
/// locked is left to it.
const PURGE: &str = "
WITH due AS MATERIALIZED (
  SELECT account_id, id FROM annals.processed_content
   WHERE account_id = $1 AND expires_at IS NOT NULL AND expires_at <= now()
   ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED)
DELETE FROM annals.processed_content t USING due
 WHERE t.account_id = due.account_id AND t.id = due.id";

pub(super) async fn expired(tx: &Transaction<'_>, most: u64) -> Result<u64> {
    if !(1..=10_000).contains(&most) {
        return Err(Error::invalid("most", format!("is {most}: 1 to 10000 are purged at once")));
    }
    execute(tx, PURGE, [tx.context().account_id.into(), most.cast_signed().into()]).await
}
