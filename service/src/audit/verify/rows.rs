//! Each row against its entries.

use sea_orm::Value;
use uuid::Uuid;

use super::Finding;
use crate::{
    database::{Transaction, query},
    error::Result,
};

/// A table under the audit protocol.
pub(super) struct Tracked {
    /// As SQL names it.
    table: String,
    /// As the log names it.
    pub(super) log_name: String,
    /// The function that makes the image of a row.
    image: String,
}

/// The tracked tables are those that `track` has made a function for, whatever became of their triggers.
/// An account's own row is found by its id; rows without an account are recorded under the nil one.
const TRACKED: &str = "
SELECT c.oid::regclass::text AS table, format('%I.%I', n.nspname, 'image_' || c.relname) AS image,
       CASE n.nspname WHEN 'annals' THEN c.relname ELSE n.nspname || '.' || c.relname END AS log_name
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_proc p ON p.pronamespace = n.oid AND p.proname = 'record_' || c.relname AND p.pronargs = 0
 WHERE c.relkind IN ('r', 'p')
   AND EXISTS (SELECT FROM pg_attribute WHERE attrelid = c.oid AND attname = 'audit_id' AND NOT attisdropped)
   AND $1 = EXISTS (SELECT FROM pg_attribute WHERE attrelid = c.oid AND attname = 'account_id' AND NOT attisdropped)
 ORDER BY log_name";

pub(super) async fn tracked(tx: &Transaction<'_>, account_id: Uuid) -> Result<Vec<Tracked>> {
    let rows = query(tx, TRACKED, [(!account_id.is_nil()).into()]).await?;
    rows.iter()
        .map(|row| {
            Ok(Tracked {
                table: row.try_get("", "table")?,
                log_name: row.try_get("", "log_name")?,
                image: row.try_get("", "image")?,
            })
        })
        .collect()
}

/// The first month after those that retention dropped, as `2026-11`; empty, where it dropped none.
const CUT: &str = "
SELECT coalesce(to_char(max(month) + interval '1 month', 'YYYY-MM'), '') FROM annals.audit_retentions";

pub(super) async fn cut(tx: &Transaction<'_>) -> Result<String> {
    let rows = query(tx, CUT, []).await?;
    rows.first().map_or(Ok(String::new()), |row| Ok(row.try_get_by_index(0)?))
}

/// Over the entries of one table in the order of their time, by
/// `idx_audit_log_table_name_row_id_row_version`; they are sorted without their images, which are read
/// again for the newest ones by `pk_audit_log`. One statement, so one snapshot: others may write on.
///
/// Nearly every image equals that of the row as JSON. Where it does not, it is laid over the row, for it
/// holds no untracked column, and the outcome is compared with the row by typed value: a session's time
/// zone changes the text of a time. Both go through JSON, where a JSON null becomes NULL.
///
/// Of a row that was made before the months that retention dropped, the beginning may be gone, or all.
const FAULTS: &str = "
WITH entries AS (
  SELECT *, lag(row_version) OVER life AS version_before, lag(operation) OVER life AS operation_before,
         lead(row_version) OVER life IS NULL AS is_last
    FROM (SELECT row_id, row_version, operation, occurred_at, id,
                 erasure_id IS NULL AND (image ->> 'id', image ->> 'row_version') IS DISTINCT FROM
                   (row_id::text, (row_version - (operation = 'delete')::int)::text) AS is_of_another,
                 $3 <> '' AND left(coalesce(image ->> 'created_at', ''), 7) COLLATE \"C\" < $3 AS may_begin_late
            FROM annals.audit_log WHERE account_id = $1 AND table_name = $2 {entry} OFFSET 0) e
  WINDOW life AS (PARTITION BY row_id ORDER BY occurred_at, row_version)
), last AS (
  SELECT e.row_id, e.row_version, e.operation, l.image, l.erasure_id
    FROM entries e JOIN annals.audit_log l ON l.account_id = $1 AND l.occurred_at = e.occurred_at AND l.id = e.id
   WHERE e.is_last
)
SELECT row_id, row_version, 'broken sequence' AS fault, NULL AS detail FROM entries
 WHERE CASE
   WHEN operation_before IS NULL THEN NOT ((operation = 'insert' AND row_version = 1) OR may_begin_late)
   WHEN operation_before = 'delete' THEN NOT (operation = 'insert' AND row_version IN (1, version_before + 1))
   ELSE NOT (operation <> 'insert' AND row_version = version_before + 1) END
UNION ALL
SELECT row_id, row_version, 'wrong entry', NULL FROM entries WHERE is_of_another
UNION ALL
SELECT coalesce(l.row_id, t.id), coalesce(l.row_version, t.row_version), CASE
   WHEN l.row_id IS NULL THEN 'unrecorded'
   WHEN t.id IS NULL THEN 'missing deletion'
   WHEN l.operation = 'delete' OR l.row_version <> t.row_version THEN 'wrong version'
   ELSE 'wrong image' END, NULL
  FROM last l FULL JOIN (SELECT * FROM {table} WHERE {of_account} {row}) t ON t.id = l.row_id
 WHERE (l.row_id IS NULL AND NOT ($3 <> '' AND left(coalesce(to_jsonb(t.*) ->> 'created_at', ''), 7) COLLATE \"C\" < $3))
    OR (t.id IS NULL AND l.operation <> 'delete')
    OR (t.id IS NOT NULL AND l.row_id IS NOT NULL AND (
          l.operation = 'delete' OR l.row_version <> t.row_version
          OR (l.erasure_id IS NULL AND {image}(to_jsonb(t.*)) IS DISTINCT FROM l.image
              AND jsonb_populate_record((t.*)::{table}, to_jsonb(t.*) || l.image)
                  IS DISTINCT FROM jsonb_populate_record((t.*)::{table}, to_jsonb(t.*)))))
 ORDER BY 1, 2";

/// What is wrong with the rows of a table, or with one of them.
pub(super) async fn findings(
    tx: &Transaction<'_>,
    tracked: &Tracked,
    row_id: Option<Uuid>,
    cut: &str,
) -> Result<Vec<Finding>> {
    let account_id = tx.context().account_id;
    let of_account = if account_id.is_nil() { "true" } else { "account_id = $1" };
    let (entry, row) = row_id.map_or(("", ""), |_| ("AND row_id = $4", "AND id = $4"));
    let sql = FAULTS
        .replace("{table}", &tracked.table)
        .replace("{image}", &tracked.image)
        .replace("{of_account}", of_account)
        .replace("{entry}", entry)
        .replace("{row}", row);
    let mut values: Vec<Value> =
        vec![account_id.into(), tracked.log_name.clone().into(), cut.into()];
    values.extend(row_id.map(Value::from));
    let found = query(tx, &sql, values).await?;
    found.iter().map(|row| Finding::read(account_id, &tracked.log_name, row)).collect()
}
