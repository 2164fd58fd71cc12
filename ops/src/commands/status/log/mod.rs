//! The audit log: its months, what waits in the default partition, its seals, what retention dropped.

mod entries;

use annals_service::Transaction;
use chrono::{DateTime, Datelike, Months, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use self::entries::Entries;
use super::{ask::ask, finding::Finding, schema::Schema};
use crate::{failure::Failure, terminal::span};

/// From the catalogue, which any role may read. The bound of a partition is printed in the time zone of
/// the session.
const CATALOGUE: &str = "SELECT jsonb_build_object(
  'months', (SELECT coalesce(jsonb_agg((substring(pg_get_expr(c.relpartbound, c.oid) FROM 'FROM \\(''([^'']+)''')::timestamptz AT TIME ZONE 'UTC')::date ORDER BY 1), '[]')
     FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = to_regclass('annals.audit_log') AND pg_get_expr(c.relpartbound, c.oid) <> 'DEFAULT'),
  'default_bytes', coalesce(pg_relation_size(to_regclass('annals.audit_log_default')::oid), 0))";

/// Of all accounts, and so for all to read.
const RETENTION: &str = "SELECT jsonb_build_object('months', count(*), 'newest', max(month), 'last_run', max(created_at))
  FROM annals.audit_retentions";

/// So long nobody needs to have sealed.
const SEALED_WITHIN: TimeDelta = TimeDelta::days(2);

const MAKE_MONTHS: &str =
    "as annals_owner, every day: SELECT annals.make_audit_partitions(current_date, 3);";

const SEAL: &str = "as annals_operator, every hour or day:\nSELECT count(*) FROM (SELECT id FROM annals.accounts UNION SELECT\n  '00000000-0000-0000-0000-000000000000') a, annals.seal(a.id);";

#[derive(Debug, Default, Deserialize, Serialize)]
pub(super) struct Log {
    /// The first days of the months that have a partition.
    pub(super) months: Vec<NaiveDate>,
    pub(super) default_bytes: u64,
    /// What the operator's connection sees. `None`: there is none.
    #[serde(default)]
    pub(super) entries: Option<Entries>,
    #[serde(default)]
    pub(super) retention: Option<Retention>,
}

#[derive(Debug, Deserialize, Serialize)]
pub(super) struct Retention {
    pub(super) months: u64,
    pub(super) newest: Option<NaiveDate>,
    last_run: Option<DateTime<Utc>>,
}

impl Log {
    pub(super) async fn read(
        app: &Transaction<'_>,
        operator: Option<&Transaction<'_>>,
        schema: &Schema,
        blind: &mut Vec<String>,
    ) -> Result<Self, Failure> {
        let mut log: Self = ask(app, CATALOGUE, []).await?;
        if !schema.is_there() {
            return Ok(log);
        }
        if schema.has("audit_retentions") {
            log.retention = Some(ask(app, RETENTION, []).await?);
        }
        match operator {
            Some(tx) if schema.has("audit_seals") => {
                log.entries = Some(Entries::read(tx, &log).await?);
            }
            _ => blind.push(
                "seals, and entries without a month: set ANNALS_OPERATOR_URL, or give --operator-url"
                    .to_owned(),
            ),
        }
        Ok(log)
    }

    /// How many whole months after a day have their partition, without a gap.
    pub(super) fn months_ahead(&self, today: NaiveDate) -> usize {
        let this_month = today.with_day(1).unwrap_or(today);
        let ahead = (1..).map_while(|n| this_month.checked_add_months(Months::new(n)));
        ahead.take_while(|month| self.months.contains(month)).count()
    }

    pub(super) fn findings(&self, now: DateTime<Utc>) -> Vec<Finding> {
        let mut found = Vec::new();
        let today = now.date_naive();
        let has_this_month = today.with_day(1).is_some_and(|day| self.months.contains(&day));
        if !has_this_month {
            found.push(Finding::warning(
                "the audit log has no partition for this month: entries wait in the default one",
                MAKE_MONTHS,
            ));
        } else if self.months_ahead(today) == 0 {
            found.push(Finding::warning(
                "the audit log has no partition for the next month",
                MAKE_MONTHS,
            ));
        }
        match &self.entries {
            Some(entries) => found.extend(entries.findings(now)),
            None if self.default_bytes > 0 => found.push(Finding::advice(
                "the audit log's default partition has, or had, entries without a month",
                "give --operator-url, and `annals status` counts them",
            )),
            None => {}
        }
        found
    }
}

/// Of the log itself.
fn behind(entries: &Entries, now: DateTime<Utc>) -> Option<Finding> {
    match entries.sealed_through {
        None if entries.is_old(now) => Some(Finding::warning("nothing of the log is sealed", SEAL)),
        Some(time) if entries.is_behind => Some(Finding::warning(
            format!("the newest seal is {} old, and there are younger entries", span(now - time)),
            SEAL,
        )),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, NaiveDate, Utc};

    use super::{Entries, Log};

    fn now() -> DateTime<Utc> {
        "2026-11-21T10:00:00Z".parse().unwrap()
    }

    fn log(months: &[(i32, u32)]) -> Log {
        let day = |(year, month): &(i32, u32)| NaiveDate::from_ymd_opt(*year, *month, 1).unwrap();
        Log { months: months.iter().map(day).collect(), ..Log::default() }
    }

    fn told(log: &Log) -> Vec<String> {
        log.findings(now()).into_iter().map(|finding| finding.what).collect()
    }

    #[test]
    fn this_month_and_the_next_have_their_partition() {
        assert_eq!(told(&log(&[(2026, 11), (2026, 12)])), <[&str; 0]>::default());
        assert!(told(&log(&[(2026, 11), (2027, 1)]))[0].contains("the next month"));
        assert!(told(&log(&[(2026, 10), (2026, 12)]))[0].contains("this month"));
    }

    #[test]
    fn months_ahead_are_counted_up_to_the_first_gap() {
        let log = log(&[(2026, 11), (2026, 12), (2027, 1), (2027, 3)]);
        assert_eq!(log.months_ahead(now().date_naive()), 2);
    }

    #[test]
    fn a_log_is_sealed_every_two_days_where_anything_is_new() {
        let hours_ago = |hours| Some(now() - chrono::TimeDelta::hours(hours));
        let told = |entries: Entries| {
            told(&Log { entries: Some(entries), ..log(&[(2026, 11), (2026, 12)]) })
        };
        let base = Entries { oldest_account: hours_ago(100), ..Entries::default() };
        let sealed = |hours, is_behind| Entries {
            sealed_through: hours_ago(hours),
            is_behind,
            ..base.clone()
        };
        assert!(told(base.clone())[0].contains("nothing of the log is sealed"));
        assert_eq!(
            told(Entries { oldest_account: hours_ago(1), ..Entries::default() }),
            <[&str; 0]>::default(),
            "a new database has time"
        );
        assert_eq!(told(sealed(60, false)), <[&str; 0]>::default());
        assert!(told(sealed(60, true))[0].contains("is 2 days old"));
        assert!(
            told(Entries { unsealed_accounts: 3, ..sealed(1, false) })[0].contains("3 accounts")
        );
        assert!(
            told(Entries { without_month: 7, ..sealed(1, false) })[0].contains("7 of the log's")
        );
    }
}
