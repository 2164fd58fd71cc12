//! Mood by period.

use std::sync::LazyLock;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use sea_orm::QueryResult;

use super::{
    Period, Span,
    report::{self, Report, count},
};
use crate::{database::Executor, error::Result, rules::Rules};

/// The mood of a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MoodPoint {
    /// The first day of the period, be it before the span's.
    pub starts: NaiveDate,
    /// How many entries with a mood it has.
    pub entries: u64,
    /// Their mean, to four decimals. `None`: there is none.
    pub mean: Option<Decimal>,
    /// The mean of the entries of this period and of those before it in the window, to four decimals; a
    /// period counts by its entries, one without counts for nothing. `None`: none of them has any.
    pub moving_mean: Option<Decimal>,
}

/// The periods of a window. Each makes the statement read that much further back.
const MOST_WINDOW: u32 = 366;

/// The days from `$1` are those that the first window looks back to; the span's own are from `$5`. Days
/// are fewer than entries, so they are summed up first.
const MOOD: &str = "
WITH by_day AS (
  SELECT day, count(*) AS entries, sum(mood_score) AS moods
    FROM ({entries} AND mood_score IS NOT NULL) entries GROUP BY day
), by_period AS (
  SELECT date_trunc($4::text, day::timestamp)::date AS starts,
         sum(entries) AS window_entries, sum(moods) AS window_moods,
         sum(entries) FILTER (WHERE day >= $5::date) AS entries,
         sum(moods) FILTER (WHERE day >= $5::date) AS moods
    FROM by_day GROUP BY 1
), moving AS (
  SELECT period::date AS starts, coalesce(entries, 0)::bigint AS entries, round(moods / nullif(entries, 0), 4) AS mean,
         round(sum(window_moods) OVER recent / nullif(sum(window_entries) OVER recent, 0), 4) AS moving_mean
    FROM generate_series($1::date::timestamp, $2::date::timestamp, ('1 ' || $4::text)::interval) period
    LEFT JOIN by_period ON by_period.starts = period::date
  WINDOW recent AS (ORDER BY period ROWS BETWEEN $6::bigint - 1 PRECEDING AND CURRENT ROW)
)
SELECT starts, entries, mean, moving_mean FROM moving
 WHERE starts >= date_trunc($4::text, $5::date::timestamp)::date ORDER BY starts";

static REPORT: LazyLock<Report> = LazyLock::new(|| Report::over_entries(MOOD, 6));

pub(super) async fn by_period(
    executor: &impl Executor,
    span: Span,
    period: Period,
    window: u32,
) -> Result<Vec<MoodPoint>> {
    let mut rules = Rules::default();
    if !(1..=MOST_WINDOW).contains(&window) {
        rules.fault("window", format!("is {window}: it has 1 to {MOST_WINDOW} periods"));
    }
    report::check(executor, &span, Some(period), rules).await?;
    let own = [period.as_str().into(), span.from.into(), i64::from(window).into()];
    let read = Span { from: period.back(span.from, window - 1), ..span };
    REPORT.fetch(executor, &read, own).await?.iter().map(MoodPoint::read).collect()
}

impl MoodPoint {
    fn read(row: &QueryResult) -> Result<Self> {
        Ok(Self {
            starts: row.try_get("", "starts")?,
            entries: count(row, "entries")?,
            mean: row.try_get("", "mean")?,
            moving_mean: row.try_get("", "moving_mean")?,
        })
    }
}
