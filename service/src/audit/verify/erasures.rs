//! The entries without content against the certificates.

use super::Finding;
use crate::{
    database::{Transaction, query},
    error::Result,
};

/// A month that retention dropped since may have taken entries of an erasure along.
const FAULTS: &str = "
WITH erased AS (
  SELECT erasure_id, count(*) AS entry_count,
         annals.chain_digests(annals.audit_digest(l) ORDER BY transaction_id, occurred_at, id) AS digest
    FROM annals.audit_log l WHERE account_id = $1 AND erasure_id IS NOT NULL GROUP BY erasure_id
)
SELECT coalesce(c.id, e.erasure_id) AS row_id, NULL::bigint AS row_version, 'uncertified erasure' AS fault,
       format('%s entries are erased, %s are certified', coalesce(e.entry_count, 0), coalesce(c.entry_count, 0)) AS detail
  FROM erased e FULL JOIN (SELECT * FROM annals.audit_erasures WHERE account_id = $1) c ON c.id = e.erasure_id
 WHERE c.id IS NULL OR coalesce(e.entry_count, 0) > c.entry_count
    OR (coalesce(e.digest, '') <> c.entries_digest
        AND NOT EXISTS (SELECT FROM annals.audit_retentions r WHERE r.created_at >= c.created_at))
 ORDER BY 1";

pub(super) async fn findings(tx: &Transaction<'_>) -> Result<Vec<Finding>> {
    let account_id = tx.context().account_id;
    let found = query(tx, FAULTS, [account_id.into()]).await?;
    found.iter().map(|row| Finding::read(account_id, "audit_erasures", row)).collect()
}
