//! How much was written, by period.

use std::sync::LazyLock;

use chrono::NaiveDate;
use sea_orm::QueryResult;

use super::{
    Period, Span,
    report::{self, Report, count},
};
use crate::{database::Executor, error::Result, rules::Rules};

/// What was written in a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WritingPoint {
    /// The first day of the period, be it before the span's.
    pub starts: NaiveDate,
    /// How many entries it has.
    pub entries: u64,
    /// How many words their contents have.
    pub words: u64,
}

const WRITING: &str = "
WITH by_day AS (
  SELECT day, count(*) AS entries, sum(word_count) AS words FROM ({entries}) entries GROUP BY day
), by_period AS (
  SELECT date_trunc($4::text, day::timestamp)::date AS starts, sum(entries) AS entries, sum(words) AS words
    FROM by_day GROUP BY 1
)
SELECT period::date AS starts, coalesce(entries, 0)::bigint AS entries, coalesce(words, 0)::bigint AS words
  FROM generate_series(date_trunc($4::text, $1::date::timestamp), $2::date::timestamp,
                       ('1 ' || $4::text)::interval) period
  LEFT JOIN by_period ON by_period.starts = period::date
 ORDER BY period";

static REPORT: LazyLock<Report> = LazyLock::new(|| Report::over_entries(WRITING, 4));

pub(super) async fn by_period(
    executor: &impl Executor,
    span: &Span,
    period: Period,
) -> Result<Vec<WritingPoint>> {
    report::check(executor, span, Some(period), Rules::default()).await?;
    let rows = REPORT.fetch(executor, span, [period.as_str().into()]).await?;
    rows.iter().map(WritingPoint::read).collect()
}

impl WritingPoint {
    fn read(row: &QueryResult) -> Result<Self> {
        Ok(Self {
            starts: row.try_get("", "starts")?,
            entries: count(row, "entries")?,
            words: count(row, "words")?,
        })
    }
}
