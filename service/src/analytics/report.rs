//! What the statements have in common: the entries of a span, and the two forms of each statement.

use sea_orm::{QueryResult, Value};

use super::{Period, Span, zone};
use crate::{
    database::{Executor, Sql},
    error::Result,
    rules::Rules,
};

/// The living entries of the days from `$1` to `$2` in the zone `$3`, each with its day: its
/// `entry_date`, or else the day that it was made.
///
/// Through the scoped view. The entries with a date by `idx_journal_entries_user_id_entry_date`, those
/// without by `idx_journal_entries_user_id_created_at`; those of all users of an account by
/// `idx_journal_entries_created_at`. The index is asked by UTC, a day more at either end: a midnight that
/// a zone has twice, or not at all, is no bound. `OFFSET 0` has the day of a row computed once.
const ENTRIES: &str = "
  SELECT id, mood_score, word_count, tags, day FROM (
    SELECT id, mood_score, word_count, tags, coalesce(entry_date, (created_at AT TIME ZONE $3::text)::date) AS day
      FROM annals.scoped_journal_entries
     WHERE deleted_at IS NULL{of_user}
       AND (entry_date BETWEEN $1::date AND $2::date
            OR entry_date IS NULL
               AND created_at >= ($1::date - 1)::timestamp AT TIME ZONE 'UTC'
               AND created_at < ($2::date + 2)::timestamp AT TIME ZONE 'UTC')
    OFFSET 0) made
   WHERE day BETWEEN $1::date AND $2::date";

/// A statement: for all users of an account, and for one of them.
pub(super) struct Report {
    of_account: Sql,
    of_user: Sql,
}

impl Report {
    /// A statement over `{entries}`, with so many parameters: the span's days and zone, then its own.
    pub(super) fn over_entries(sql: &str, parameters: usize) -> Self {
        Self::new(&sql.replace("{entries}", ENTRIES), parameters, " AND user_id = {user}")
    }

    /// A statement with `{of_user}` at the end of a condition, where that of one user is to stand.
    pub(super) fn new(sql: &str, parameters: usize, of_user: &str) -> Self {
        let user = parameters + 1;
        let of_user = of_user.replace("{user}", &format!("${user}"));
        Self {
            of_account: Sql::new(sql.replace("{of_user}", ""), parameters),
            of_user: Sql::new(sql.replace("{of_user}", &of_user), user),
        }
    }

    /// The rows of a span that was checked; `values` are those after the days and the zone.
    pub(super) async fn fetch(
        &self,
        executor: &impl Executor,
        span: &Span,
        values: impl IntoIterator<Item = Value>,
    ) -> Result<Vec<QueryResult>> {
        let days: [Value; 3] = [span.from.into(), span.until.into(), span.time_zone.clone().into()];
        let mut values: Vec<Value> = days.into_iter().chain(values).collect();
        let Some(user_id) = span.user_id else {
            return self.of_account.fetch(executor, values).await;
        };
        values.push(user_id.into());
        self.of_user.fetch(executor, values).await
    }
}

/// Refuses a span with everything that is wrong with it, beside what is wrong already.
pub(super) async fn check(
    executor: &impl Executor,
    span: &Span,
    period: Option<Period>,
    mut rules: Rules,
) -> Result<()> {
    match period {
        Some(period) => span.check_by(period, &mut rules),
        None => span.check(&mut rules),
    }
    zone::check(executor, &span.time_zone, &mut rules).await?;
    rules.finish()
}

/// A count, which is never negative.
pub(super) fn count(row: &QueryResult, column: &str) -> Result<u64> {
    Ok(row.try_get::<i64>("", column)?.unsigned_abs())
}
