//! The statements of a queue, for each table that is one.

use sea_orm::EntityName;

use crate::query::TenantEntity;

/// A table whose rows are claimed: beside `claimed_by`, `claimed_until`, `attempts` and `error_message`
/// it has a status that goes from `pending` to one that says that a worker has the row, and from there to
/// `completed`, `failed` or back.
pub(crate) trait Queue: TenantEntity {
    /// The column of the status.
    const STATUS: &'static str;
    /// The status of a row that a worker has.
    const WORKING: &'static str;
}

/// Claims rows: the beginning of a statement that reads them from `taken`. $1 account, $2 rows at most,
/// $3 worker, $4 seconds. What another transaction has locked is somebody else's.
pub(super) const CLAIM: &str = "
WITH next AS MATERIALIZED (
  SELECT account_id, id FROM annals.{table}
   WHERE account_id = $1 AND {status} = 'pending' AND deleted_at IS NULL
   ORDER BY created_at, id LIMIT $2 FOR UPDATE SKIP LOCKED
), taken AS (
  UPDATE annals.{table} t
     SET {status} = '{working}', claimed_by = $3, claimed_until = now() + make_interval(secs => $4),
         attempts = t.attempts + 1
    FROM next WHERE t.account_id = next.account_id AND t.id = next.id
  RETURNING t.*
) ";

/// Moves the end of a lease. $1 account, $2 row, $3 worker, $4 attempt, $5 seconds.
pub(super) const EXTEND: &str = "
UPDATE annals.{table} SET claimed_until = now() + make_interval(secs => $5)
 WHERE account_id = $1 AND id = $2 AND claimed_by = $3 AND attempts = $4
   AND {status} = '{working}' AND deleted_at IS NULL
RETURNING claimed_until";

/// Takes rows from workers whose leases have run out. $1 account, $2 attempts at most.
pub(super) const RECLAIM: &str = "
WITH lost AS MATERIALIZED (
  SELECT account_id, id FROM annals.{table}
   WHERE account_id = $1 AND {status} = '{working}' AND claimed_until < now() AND deleted_at IS NULL
   ORDER BY claimed_until, id FOR UPDATE SKIP LOCKED
), returned AS (
  UPDATE annals.{table} t
     SET {status} = CASE WHEN t.attempts < $2 THEN 'pending' ELSE 'failed' END,
         error_message = 'the lease of ' || t.claimed_by || ' ran out', claimed_by = NULL, claimed_until = NULL
    FROM lost WHERE t.account_id = lost.account_id AND t.id = lost.id
  RETURNING t.{status} AS status
)
SELECT count(*) FILTER (WHERE status = 'pending') AS waiting,
       count(*) FILTER (WHERE status = 'failed') AS failed FROM returned";

/// A statement for the table of a queue. The values of the status stand in its text, for an index that
/// holds the rows of one status is not used where the status is a parameter.
pub(super) fn written<E: Queue>(statement: &str) -> String {
    statement
        .replace("{table}", EntityName::table_name(&E::default()))
        .replace("{status}", E::STATUS)
        .replace("{working}", E::WORKING)
}
