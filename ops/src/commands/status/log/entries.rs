//! What only one who sees all accounts can tell of the log.

use annals_service::Transaction;
use chrono::{DateTime, Months, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::{Finding, Log, MAKE_MONTHS, SEAL, SEALED_WITHIN, behind};
use crate::{commands::status::ask::ask, failure::Failure};

/// By `idx_audit_seals_number` and the accounts' key; no entry is read.
const SEALS: &str = "SELECT jsonb_build_object(
  'seals', (SELECT count(*) FROM annals.audit_seals),
  'sealed_through', (SELECT max(sealed_through) FROM annals.audit_seals),
  'oldest_account', (SELECT min(created_at) FROM annals.accounts),
  'unsealed_accounts', (SELECT count(*) FROM annals.accounts a WHERE a.created_at < $1
     AND NOT EXISTS (SELECT FROM annals.audit_seals s WHERE s.account_id = a.id)))";

/// The partitions of the months since then alone.
const IS_BEHIND: &str = "SELECT to_jsonb(EXISTS (SELECT FROM annals.audit_log
  WHERE occurred_at > $1 AND occurred_at < $2))";

/// Whoever counts further than so many, knows enough.
const COUNTED: u64 = 100_000;

#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(in crate::commands::status) struct Entries {
    pub(in crate::commands::status) seals: u64,
    pub(in crate::commands::status) sealed_through: Option<DateTime<Utc>>,
    pub(super) oldest_account: Option<DateTime<Utc>>,
    /// Of those that are older than two days.
    pub(in crate::commands::status) unsealed_accounts: u64,
    /// Whether there are entries of two days ago or older that no seal can cover.
    #[serde(default)]
    pub(super) is_behind: bool,
    /// In the default partition; counted to a hundred thousand.
    #[serde(default)]
    pub(in crate::commands::status) without_month: u64,
}

impl Entries {
    pub(super) async fn read(tx: &Transaction<'_>, log: &Log) -> Result<Self, Failure> {
        let due = Utc::now() - SEALED_WITHIN;
        let mut entries: Self = ask(tx, SEALS, [due.into()]).await?;
        if let Some(sealed) = entries.sealed_through.filter(|sealed| *sealed < due) {
            entries.is_behind = ask(tx, IS_BEHIND, [sealed.into(), due.into()]).await?;
        }
        if log.default_bytes > 0 {
            entries.without_month = without_month(tx, &log.months).await?;
        }
        Ok(entries)
    }

    pub(super) fn is_old(&self, now: DateTime<Utc>) -> bool {
        self.oldest_account.is_some_and(|oldest| oldest < now - SEALED_WITHIN)
    }

    pub(super) fn findings(&self, now: DateTime<Utc>) -> Vec<Finding> {
        let mut found = Vec::new();
        if self.without_month > 0 {
            found.push(Finding::warning(
                format!("{} of the log's entries wait in the default partition, for they have no month", self.without_month),
                format!("{MAKE_MONTHS}\nor, of other months: SELECT annals.make_audit_partitions('<the first day>', 1);"),
            ));
        }
        let behind = behind(self, now);
        if behind.is_none() && self.sealed_through.is_some() && self.unsealed_accounts > 0 {
            found.push(Finding::warning(
                format!("{} accounts were never sealed", self.unsealed_accounts),
                SEAL,
            ));
        }
        found.extend(behind);
        found
    }
}

/// The entries outside of all months: conditions on the time alone, by which the planner leaves out every
/// partition but the default one.
async fn without_month(tx: &Transaction<'_>, months: &[NaiveDate]) -> Result<u64, Failure> {
    let mut outside = Vec::new();
    for month in months {
        let end = *month + Months::new(1);
        if !months.contains(&end) {
            let next = months.iter().filter(|it| **it > end).min();
            let until =
                next.map_or(String::new(), |next| format!(" AND occurred_at < '{next} UTC'"));
            outside.push(format!("(occurred_at >= '{end} UTC'{until})"));
        }
    }
    match months.iter().min() {
        Some(first) => outside.push(format!("(occurred_at < '{first} UTC')")),
        None => outside.push("TRUE".to_owned()),
    }
    let sql = format!(
        "SELECT to_jsonb(count(*)) FROM (SELECT FROM annals.audit_log WHERE {} LIMIT {COUNTED}) waiting",
        outside.join(" OR ")
    );
    ask(tx, &sql, []).await
}
