//! What analyses made of entries, by period.

use std::sync::LazyLock;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use sea_orm::QueryResult;

use super::{
    Period, Span,
    report::{self, Report, count},
};
use crate::{database::Executor, error::Result, rules::Rules};

/// The sentiment of a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentimentPoint {
    /// The first day of the period, be it before the span's.
    pub starts: NaiveDate,
    /// How many entries it has whose latest analysis gives a score.
    pub entries: u64,
    /// The mean of these scores, to four decimals. `None`: there is none.
    pub mean: Option<Decimal>,
    /// The lowest of them, to four decimals. `None`: there is none.
    pub lowest: Option<Decimal>,
    /// The highest of them, to four decimals. `None`: there is none.
    pub highest: Option<Decimal>,
}

/// Analyses by `idx_processed_content_journal_id`, or `idx_processed_content_task_type_created_at` where
/// the entries are many. A score that is no JSON number, or beyond a million, counts as none: it comes
/// from outside, and one alone would spoil a mean.
const SENTIMENT: &str = "
WITH latest AS (
  SELECT DISTINCT ON (e.id) e.day, p.processed_data -> 'score' AS score
    FROM ({entries}) e
    JOIN annals.scoped_processed_content p ON p.journal_id = e.id
   WHERE p.task_type IN ('sentiment', 'sentiment_analysis') AND p.deleted_at IS NULL
   ORDER BY e.id, p.created_at DESC, p.id DESC
), scored AS (
  SELECT day, CASE WHEN jsonb_typeof(score) = 'number' THEN score::numeric END AS score FROM latest OFFSET 0
), by_day AS (
  SELECT day, count(*) AS entries, sum(score) AS scores, min(score) AS lowest, max(score) AS highest
    FROM scored WHERE score BETWEEN -1000000 AND 1000000 GROUP BY day
), by_period AS (
  SELECT date_trunc($4::text, day::timestamp)::date AS starts, sum(entries) AS entries,
         round(sum(scores) / sum(entries), 4) AS mean, round(min(lowest), 4) AS lowest, round(max(highest), 4) AS highest
    FROM by_day GROUP BY 1
)
SELECT period::date AS starts, coalesce(entries, 0)::bigint AS entries, mean, lowest, highest
  FROM generate_series(date_trunc($4::text, $1::date::timestamp), $2::date::timestamp,
                       ('1 ' || $4::text)::interval) period
  LEFT JOIN by_period ON by_period.starts = period::date
 ORDER BY period";

static REPORT: LazyLock<Report> = LazyLock::new(|| Report::over_entries(SENTIMENT, 4));

pub(super) async fn by_period(
    executor: &impl Executor,
    span: &Span,
    period: Period,
) -> Result<Vec<SentimentPoint>> {
    report::check(executor, span, Some(period), Rules::default()).await?;
    let rows = REPORT.fetch(executor, span, [period.as_str().into()]).await?;
    rows.iter().map(SentimentPoint::read).collect()
}

impl SentimentPoint {
    fn read(row: &QueryResult) -> Result<Self> {
        Ok(Self {
            starts: row.try_get("", "starts")?,
            entries: count(row, "entries")?,
            mean: row.try_get("", "mean")?,
            lowest: row.try_get("", "lowest")?,
            highest: row.try_get("", "highest")?,
        })
    }
}
