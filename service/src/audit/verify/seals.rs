//! The seals against each other and against the entries that they cover.

use super::Finding;
use crate::{
    database::{Transaction, query},
    error::Result,
};

/// A run is one call of the function that seals, or one part of it: a seal for each month. An entry
/// belongs to the first run that reaches both its transaction and its time. Transactions rise from run to
/// run, so that is found by halving (`width_bucket`), and looked for one by one only where a clock was set
/// back or a dump restored.
const FAULTS: &str = "
WITH runs AS (
  SELECT transactions_before, sealed_through, row_number() OVER (ORDER BY min(number)) AS run
    FROM annals.audit_seals WHERE account_id = $1 GROUP BY 1, 2
), reach AS (
  SELECT array_agg(top ORDER BY run) AS tops, array_agg(transactions_before ORDER BY run) AS befores,
         array_agg(sealed_through ORDER BY run) AS throughs
    FROM (SELECT *, max(transactions_before) OVER (ORDER BY run) AS top FROM runs) r
), entries AS MATERIALIZED (
  SELECT date_trunc('month', l.occurred_at AT TIME ZONE 'UTC')::date AS month, l.transaction_id, l.occurred_at, l.id,
         annals.audit_digest(l) AS digest
    FROM annals.audit_log l WHERE l.account_id = $1 AND EXISTS (SELECT FROM runs)
), placed AS (
  SELECT e.*, CASE
           WHEN e.transaction_id >= tops[cardinality(tops)] THEN NULL
           WHEN e.occurred_at <= throughs[width_bucket(e.transaction_id, tops) + 1] THEN width_bucket(e.transaction_id, tops) + 1
           ELSE (SELECT min(n) FROM generate_subscripts(throughs, 1) n
                  WHERE befores[n] > e.transaction_id AND throughs[n] >= e.occurred_at) END AS run
    FROM entries e CROSS JOIN reach
), parts AS (
  SELECT run, month, count(*) AS row_count,
         annals.chain_digests(digest ORDER BY transaction_id, occurred_at, id) AS digest
    FROM placed WHERE run IS NOT NULL GROUP BY run, month
), seals AS (
  SELECT s.*, r.run, lag(s.digest) OVER chain AS digest_before, coalesce(lag(s.number) OVER chain, 0) AS number_before,
         sha256(convert_to(annals.seal_text(s), 'UTF8')) AS digest_of_text
    FROM annals.audit_seals s JOIN runs r USING (transactions_before, sealed_through)
   WHERE s.account_id = $1 WINDOW chain AS (ORDER BY s.number)
)
SELECT id AS row_id, number AS row_version, 'broken chain' AS fault, NULL AS detail FROM seals
 WHERE number <> number_before + 1 OR previous_digest IS DISTINCT FROM digest_before OR digest <> digest_of_text
UNION ALL
SELECT s.id, s.number,
       CASE WHEN s.id IS NULL THEN 'intruded' WHEN p.row_count IS DISTINCT FROM s.row_count THEN 'miscounted' ELSE 'broken seal' END,
       format('%s entries of %s, %s were sealed', coalesce(p.row_count, 0), to_char(month, 'YYYY-MM'), coalesce(s.row_count, 0))
  FROM seals s FULL JOIN parts p USING (run, month)
 WHERE p.digest IS DISTINCT FROM s.entries_digest
   AND NOT (p.run IS NULL AND EXISTS (SELECT FROM annals.audit_retentions r WHERE r.month = s.month))
 ORDER BY 2, 3";

pub(super) async fn findings(tx: &Transaction<'_>) -> Result<Vec<Finding>> {
    let account_id = tx.context().account_id;
    let found = query(tx, FAULTS, [account_id.into()]).await?;
    found.iter().map(|row| Finding::read(account_id, "audit_seals", row)).collect()
}
