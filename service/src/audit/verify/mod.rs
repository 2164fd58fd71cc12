//! The proof that the log of an account is whole: nothing missing, nothing twice, nothing changed.

mod erasures;
mod fault;
mod rows;
mod seals;
mod triggers;

use sea_orm::QueryResult;
use uuid::Uuid;

pub use fault::Fault;

use crate::{
    database::{Transaction, query},
    error::{Error, Result},
};

/// What [`verify`](super::AuditTrail::verify) found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    /// How many tables were looked at: every tracked one, unless a row was named.
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

    /// What was looked at and found here and there.
    pub(super) fn add(&mut self, other: Self) {
        self.tables = self.tables.max(other.tables);
        self.entries += other.entries;
        self.findings.extend(other.findings);
    }
}

/// Something wrong with a row and its entries, with a seal, or with the protocol of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The account; the nil one for what has none.
    pub account_id: Uuid,
    /// The table, as the log names it: that of the row, or `audit_seals`, or `audit_erasures`.
    pub table: String,
    /// The row, the seal, or the certificate. `None`: it is about the table, or nothing is left of it.
    pub row_id: Option<Uuid>,
    /// The version at which it shows; of a seal, its number. `None`: it has none.
    pub row_version: Option<i64>,
    /// What is wrong.
    pub fault: Fault,
    /// What more is known, such as the trigger's name. `None`: nothing.
    pub detail: Option<String>,
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.table)?;
        if let Some(id) = self.row_id {
            write!(f, " {id}")?;
        }
        if let Some(version) = self.row_version {
            write!(f, ", {version}")?;
        }
        write!(f, ": {}", self.fault)?;
        self.detail.as_ref().map_or(Ok(()), |detail| write!(f, " ({detail})"))
    }
}

impl Finding {
    /// From columns `row_id`, `row_version`, `fault` and `detail`.
    fn read(account_id: Uuid, table: &str, row: &QueryResult) -> Result<Self> {
        Ok(Self {
            account_id,
            table: table.to_owned(),
            row_id: row.try_get("", "row_id")?,
            row_version: row.try_get("", "row_version")?,
            fault: row.try_get::<String>("", "fault")?.parse()?,
            detail: row.try_get("", "detail")?,
        })
    }
}

/// The account whole: its rows, its seals, its erasures, and the triggers of all tables.
pub(super) async fn all(tx: &Transaction<'_>) -> Result<Verified> {
    let mut verified = account(tx).await?;
    verified.findings.extend(triggers::findings(tx).await?);
    Ok(verified)
}

/// What is wrong with the triggers of any table.
pub(super) async fn triggers(tx: &Transaction<'_>) -> Result<Vec<Finding>> {
    triggers::findings(tx).await
}

/// The account, without what concerns all accounts alike.
pub(super) async fn account(tx: &Transaction<'_>) -> Result<Verified> {
    let account_id = tx.context().account_id;
    let cut = rows::cut(tx).await?;
    let mut verified = Verified::default();
    for table in rows::tracked(tx, account_id).await? {
        verified.findings.extend(rows::findings(tx, &table, None, &cut).await?);
        verified.tables += 1;
    }
    verified.findings.extend(seals::findings(tx).await?);
    verified.findings.extend(erasures::findings(tx).await?);
    verified.entries = count(tx, "", [account_id.into()]).await?;
    Ok(verified)
}

/// One row of a tracked table.
pub(super) async fn row(tx: &Transaction<'_>, table: &str, id: Uuid) -> Result<Verified> {
    let account_id = tx.context().account_id;
    let tracked = rows::tracked(tx, account_id).await?;
    let Some(found) = tracked.iter().find(|tracked| tracked.log_name == table) else {
        let names: Vec<_> = tracked.iter().map(|tracked| tracked.log_name.as_str()).collect();
        let rule = format!("is {table:?}: the tracked tables are {}", names.join(", "));
        return Err(Error::invalid("table", rule));
    };
    let cut = rows::cut(tx).await?;
    let findings = rows::findings(tx, found, Some(id), &cut).await?;
    let of_row = " AND table_name = $2 AND row_id = $3";
    let entries = count(tx, of_row, [account_id.into(), table.into(), id.into()]).await?;
    Ok(Verified { tables: 1, entries, findings })
}

async fn count<const N: usize>(
    tx: &Transaction<'_>,
    condition: &str,
    values: [sea_orm::Value; N],
) -> Result<u64> {
    let sql = format!("SELECT count(*) FROM annals.audit_log WHERE account_id = $1{condition}");
    let counted = query(tx, &sql, values).await?;
    counted.first().map_or(Ok(0), |row| Ok(row.try_get_by_index::<i64>(0)?.unsigned_abs()))
}
