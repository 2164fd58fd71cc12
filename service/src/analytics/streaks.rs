//! Runs of days with an entry.

use std::sync::LazyLock;

use chrono::NaiveDate;
use sea_orm::QueryResult;

use super::{
    Span,
    report::{self, Report, count},
};
use crate::{database::Executor, error::Result, rules::Rules};

/// How regularly somebody wrote.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Streaks {
    /// On how many days there is an entry.
    pub days: u64,
    /// The run that goes until the last day of the span or the day before: a day that is not over yet
    /// ends no run. `None`: there is no entry on either.
    pub current: Option<Streak>,
    /// The longest run, of several the latest. `None`: there is no entry at all.
    pub longest: Option<Streak>,
}

/// Days in a row, each with an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Streak {
    /// The first of them, no earlier than the span's.
    pub from: NaiveDate,
    /// The last of them.
    pub until: NaiveDate,
}

impl Streak {
    /// How many days.
    #[must_use]
    pub fn days(&self) -> u64 {
        (self.until - self.from).num_days().unsigned_abs() + 1
    }
}

/// Of days in a row, a day less its number among the days is the same.
const STREAKS: &str = "
WITH days AS MATERIALIZED (
  SELECT DISTINCT day FROM ({entries}) entries
), runs AS MATERIALIZED (
  SELECT min(day) AS since, max(day) AS until
    FROM (SELECT day, day - row_number() OVER (ORDER BY day)::int AS run FROM days) numbered GROUP BY run
)
SELECT (SELECT count(*) FROM days) AS days, going.since AS current_from, going.until AS current_until,
       longest.since AS longest_from, longest.until AS longest_until
  FROM (SELECT max(since) AS since, max(until) AS until FROM runs WHERE until >= $2::date - 1) going
  LEFT JOIN (SELECT since, until FROM runs ORDER BY until - since DESC, until DESC LIMIT 1) longest ON true";

static REPORT: LazyLock<Report> = LazyLock::new(|| Report::over_entries(STREAKS, 3));

pub(super) async fn of(executor: &impl Executor, span: &Span) -> Result<Streaks> {
    report::check(executor, span, None, Rules::default()).await?;
    let rows = REPORT.fetch(executor, span, []).await?;
    rows.first().map_or_else(|| Ok(Streaks::default()), Streaks::read)
}

impl Streaks {
    fn read(row: &QueryResult) -> Result<Self> {
        Ok(Self {
            days: count(row, "days")?,
            current: streak(row, "current_from", "current_until")?,
            longest: streak(row, "longest_from", "longest_until")?,
        })
    }
}

fn streak(row: &QueryResult, from: &str, until: &str) -> Result<Option<Streak>> {
    let (from, until): (Option<NaiveDate>, Option<NaiveDate>) =
        (row.try_get("", from)?, row.try_get("", until)?);
    Ok(from.zip(until).map(|(from, until)| Streak { from, until }))
}
