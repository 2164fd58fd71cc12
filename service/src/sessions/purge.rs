//! Removing what has expired.

use crate::{
    database::{Executor, Transaction, execute},
    error::Result,
};

/// Sessions in one statement.
const BATCH: u64 = 5_000;

/// By `idx_sessions_expires_at`, then each by `pk_sessions`: by a list of their ids, all sessions of the
/// account were read for each batch. What another purge is about to remove is left to it.
const PURGE: &str = "
WITH expired AS MATERIALIZED (
  SELECT id FROM annals.sessions WHERE account_id = $1 AND expires_at <= now()
   ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED)
DELETE FROM annals.sessions s USING expired WHERE s.account_id = $1 AND s.id = expired.id";

pub(super) async fn expired(executor: &impl Executor) -> Result<u64> {
    let mut removed = 0;
    loop {
        let batch = executor.run(|tx| Box::pin(one_batch(tx))).await?;
        removed += batch;
        if batch < BATCH {
            return Ok(removed);
        }
    }
}

async fn one_batch(tx: &Transaction<'_>) -> Result<u64> {
    let most = i64::try_from(BATCH).unwrap_or(i64::MAX);
    execute(tx, PURGE, [tx.context().account_id.into(), most.into()]).await
}
