//! What models took and gave, by period.

use std::sync::LazyLock;

use chrono::NaiveDate;
use sea_orm::QueryResult;

use super::{
    Period, Span,
    report::{self, Report, count},
};
use crate::{database::Executor, error::Result, rules::Rules};

/// The tokens of a model in a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenUse {
    /// The first day of the period, be it before the span's.
    pub starts: NaiveDate,
    /// The model. `None`: the messages name none.
    pub model: Option<String>,
    /// How many messages say what they took.
    pub messages: u64,
    /// `prompt_tokens`, or `input_tokens`.
    pub prompt_tokens: u64,
    /// `completion_tokens`, or `output_tokens`.
    pub completion_tokens: u64,
    /// `total_tokens`; of a message without them, the sum of the other two.
    pub total_tokens: u64,
}

/// By `idx_messages_created_at`, which holds the messages with a `token_usage` alone; the conversations
/// of one user by `idx_conversations_user_id_session_type_last_message_at`. The index is asked by UTC, a
/// day more at either end. A number that is no JSON number from 0 to a thousand million counts as 0.
const TOKENS: &str = "
WITH said AS (
  SELECT (created_at AT TIME ZONE $3::text)::date AS day, ai_model AS model,
         coalesce(token_usage -> 'prompt_tokens', token_usage -> 'input_tokens') AS prompt,
         coalesce(token_usage -> 'completion_tokens', token_usage -> 'output_tokens') AS completion,
         token_usage -> 'total_tokens' AS total
    FROM annals.scoped_messages
   WHERE token_usage IS NOT NULL AND deleted_at IS NULL{of_user}
     AND created_at >= ($1::date - 1)::timestamp AT TIME ZONE 'UTC'
     AND created_at < ($2::date + 2)::timestamp AT TIME ZONE 'UTC'
  OFFSET 0
), used AS (
  SELECT day, model, {prompt} AS prompt, {completion} AS completion, {total} AS total
    FROM said WHERE day BETWEEN $1::date AND $2::date
  OFFSET 0
), by_day AS (
  SELECT day, model, count(*) AS messages, sum(coalesce(prompt, 0)) AS prompt,
         sum(coalesce(completion, 0)) AS completion,
         sum(coalesce(total, coalesce(prompt, 0) + coalesce(completion, 0))) AS total
    FROM used GROUP BY day, model
), by_period AS MATERIALIZED (
  SELECT date_trunc($4::text, day::timestamp)::date AS starts, model, sum(messages) AS messages,
         sum(prompt) AS prompt, sum(completion) AS completion, sum(total) AS total
    FROM by_day GROUP BY 1, 2
)
SELECT period::date AS starts, models.model, coalesce(messages, 0)::bigint AS messages,
       coalesce(prompt, 0)::bigint AS prompt, coalesce(completion, 0)::bigint AS completion,
       coalesce(total, 0)::bigint AS total
  FROM generate_series(date_trunc($4::text, $1::date::timestamp), $2::date::timestamp,
                       ('1 ' || $4::text)::interval) period
 CROSS JOIN (SELECT DISTINCT model FROM by_period) models
  LEFT JOIN by_period ON by_period.starts = period::date AND by_period.model IS NOT DISTINCT FROM models.model
 ORDER BY period, models.model COLLATE \"C\"";

/// `IS TRUE` keeps the planner from making a join of it, which it may run once for each message: the
/// user's conversations are read once, and looked up in a hash.
const OF_USER: &str = " AND (conversation_id IN (SELECT id FROM annals.scoped_conversations WHERE user_id = {user})) IS TRUE";

/// The cast is reached by numbers alone, which the order of an AND would not promise.
const NUMBER: &str = "CASE WHEN jsonb_typeof(said.{key}) = 'number' THEN \
     CASE WHEN said.{key}::numeric BETWEEN 0 AND 1000000000 THEN trunc(said.{key}::numeric)::bigint END END";

static REPORT: LazyLock<Report> = LazyLock::new(|| {
    let with =
        |sql: String, key: &str| sql.replace(&format!("{{{key}}}"), &NUMBER.replace("{key}", key));
    let sql = ["prompt", "completion", "total"].into_iter().fold(TOKENS.to_owned(), with);
    Report::new(&sql, 4, OF_USER)
});

pub(super) async fn by_period(
    executor: &impl Executor,
    span: &Span,
    period: Period,
) -> Result<Vec<TokenUse>> {
    report::check(executor, span, Some(period), Rules::default()).await?;
    let rows = REPORT.fetch(executor, span, [period.as_str().into()]).await?;
    rows.iter().map(TokenUse::read).collect()
}

impl TokenUse {
    fn read(row: &QueryResult) -> Result<Self> {
        Ok(Self {
            starts: row.try_get("", "starts")?,
            model: row.try_get("", "model")?,
            messages: count(row, "messages")?,
            prompt_tokens: count(row, "prompt")?,
            completion_tokens: count(row, "completion")?,
            total_tokens: count(row, "total")?,
        })
    }
}
