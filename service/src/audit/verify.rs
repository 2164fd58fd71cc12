//! The proof that the log of an account has neither gap nor duplicate.

use std::str::FromStr;

use sea_orm::QueryResult;
use uuid::Uuid;

use crate::{
    database::{Transaction, query},
    error::{Error, Result},
};

/// What [`verify`](super::AuditTrail::verify) found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    /// How many tables were looked at: every tracked one.
    pub tables: usize,
    /// How many entries.
    pub entries: u64,
    /// What is wrong. Empty: the log is complete.
    pub findings: Vec<Finding>,
}

impl Verified {
    /// Is the log complete?
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.findings.is_empty()
    }
}

/// Something wrong with a row and its entries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The table, as the log names it.
    pub table: String,
    /// The row.
    pub row_id: Uuid,
    /// The version at which it shows.
    pub row_version: i64,
    /// What is wrong.
    pub fault: Fault,
}

/// What can be wrong with a row and its entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// The row has no entry at all.
    Unrecorded,
    /// An entry does not follow the one before it: a version is missing, or there twice.
    BrokenSequence,
    /// The row is there, and its last entry is a deletion or of another version.
    WrongVersion,
    /// The newest image differs from the row.
    WrongImage,
    /// The row is gone, and its last entry is no deletion.
    MissingDeletion,
}

impl FromStr for Fault {
    type Err = Error;

    fn from_str(fault: &str) -> Result<Self> {
        Ok(match fault {
            "unrecorded" => Self::Unrecorded,
            "broken sequence" => Self::BrokenSequence,
            "wrong version" => Self::WrongVersion,
            "wrong image" => Self::WrongImage,
            "missing deletion" => Self::MissingDeletion,
            unknown => return Err(Error::invalid("fault", format!("is {unknown:?}"))),
        })
    }
}

/// The tracked tables are those with the trigger; the log names one of another schema with it. An
/// account's own row is found by its id, a row without an account not at all.
const TRACKED: &str = "
SELECT t.tgrelid::regclass::text AS table,
       CASE n.nspname WHEN 'annals' THEN c.relname ELSE n.nspname || '.' || c.relname END AS log_name
  FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'account_id' AND NOT a.attisdropped
 WHERE t.tgname = 'bump' AND NOT t.tgisinternal
 ORDER BY 2";

/// Over the entries of one table in the order of their time, by
/// `idx_audit_log_table_name_row_id_row_version`. An image holds no untracked column, so it is laid
/// over the row, and the outcome compared with the row: by typed value, since a session's time zone
/// changes the text of a time. Both go through JSON, where a JSON null becomes NULL.
const FAULTS: &str = "
WITH entries AS (
  SELECT row_id, row_version, operation, image, occurred_at,
         lag(row_version) OVER life AS version_before, lag(operation) OVER life AS operation_before,
         lead(row_version) OVER life IS NULL AS is_last
    FROM annals.audit_log WHERE account_id = $1 AND table_name = $2
  WINDOW life AS (PARTITION BY row_id ORDER BY occurred_at, row_version)
), last AS (
  SELECT * FROM entries WHERE is_last
)
SELECT row_id, row_version, 'broken sequence' AS fault FROM entries
 WHERE CASE
   WHEN operation_before IS NULL THEN NOT (operation = 'insert' AND row_version = 1)
   WHEN operation_before = 'delete' THEN NOT (operation = 'insert' AND row_version IN (1, version_before + 1))
   ELSE NOT (operation <> 'insert' AND row_version = version_before + 1) END
UNION ALL
SELECT coalesce(l.row_id, t.id), coalesce(l.row_version, t.row_version), CASE
   WHEN l.row_id IS NULL THEN 'unrecorded'
   WHEN t.id IS NULL THEN 'missing deletion'
   WHEN l.operation = 'delete' OR l.row_version <> t.row_version THEN 'wrong version'
   ELSE 'wrong image' END
  FROM last l FULL JOIN (SELECT * FROM {table} WHERE account_id = $1) t ON t.id = l.row_id
 WHERE l.row_id IS NULL
    OR (t.id IS NULL AND l.operation <> 'delete')
    OR (t.id IS NOT NULL AND (l.operation = 'delete' OR l.row_version <> t.row_version
                              OR jsonb_populate_record(t::{table}, to_jsonb(t) || l.image)
                                 IS DISTINCT FROM jsonb_populate_record(t::{table}, to_jsonb(t))))
 ORDER BY 1, 2";

pub(super) async fn account(tx: &Transaction<'_>) -> Result<Verified> {
    let account_id = tx.context().account_id;
    let mut verified = Verified::default();
    for tracked in query(tx, TRACKED, []).await? {
        let table: String = tracked.try_get("", "table")?;
        let log_name: String = tracked.try_get("", "log_name")?;
        let sql = FAULTS.replace("{table}", &table);
        for row in query(tx, &sql, [account_id.into(), log_name.clone().into()]).await? {
            verified.findings.push(Finding::read(&log_name, &row)?);
        }
        verified.tables += 1;
    }
    let counted = "SELECT count(*) FROM annals.audit_log WHERE account_id = $1";
    if let Some(row) = query(tx, counted, [account_id.into()]).await?.first() {
        verified.entries = row.try_get_by_index::<i64>(0)?.unsigned_abs();
    }
    Ok(verified)
}

impl Finding {
    fn read(table: &str, row: &QueryResult) -> Result<Self> {
        Ok(Self {
            table: table.to_owned(),
            row_id: row.try_get("", "row_id")?,
            row_version: row.try_get("", "row_version")?,
            fault: row.try_get::<String>("", "fault")?.parse()?,
        })
    }
}
