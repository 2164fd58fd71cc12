//! Sums over 100,000 entries of an account that has 100,000 messages too.

use std::error::Error;

use annals::prelude::*;
use annals_sandbox::{Server, ServerOptions};
use chrono::NaiveDate;
use sqlx::{PgPool, Row};
use uuid::Uuid;

use crate::{
    measure::{Measured, interleaved},
    pool_of,
    report::Report,
};

const FILL: &str = include_str!("analytics_fill.sql");

/// What an engineer would write for each: through the scoped view, with its context in the statement, as
/// Annals does; the account is `$1`, then the user, the first and the last day, the zone.
const BY_HAND: [(&str, &str); 6] = [
    (
        "mood by week",
        "SELECT date_trunc('week', day::timestamp)::date, count(mood_score), avg(mood_score) FROM entries
          WHERE day BETWEEN $3 AND $4 GROUP BY 1 ORDER BY 1",
    ),
    (
        "words by week",
        "SELECT date_trunc('week', day::timestamp)::date, count(*), sum(word_count) FROM entries
          WHERE day BETWEEN $3 AND $4 GROUP BY 1 ORDER BY 1",
    ),
    (
        "ten tags",
        "SELECT tag, count(DISTINCT id) FROM entries CROSS JOIN LATERAL jsonb_array_elements_text(tags) tag
          WHERE day BETWEEN $3 AND $4 GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 10",
    ),
    (
        "streaks",
        "SELECT min(day), max(day), count(*) FROM (
           SELECT day, day - row_number() OVER (ORDER BY day)::int AS run
             FROM (SELECT DISTINCT day FROM entries WHERE day BETWEEN $3 AND $4) days) numbered
          GROUP BY run ORDER BY 3 DESC LIMIT 1",
    ),
    (
        "sentiment by week",
        "SELECT date_trunc('week', day::timestamp)::date, count(*), avg(score) FROM (
           SELECT DISTINCT ON (e.id) e.day, (p.processed_data ->> 'score')::numeric AS score
             FROM entries e JOIN annals.scoped_processed_content p ON p.journal_id = e.id
            WHERE p.task_type = 'sentiment' AND p.deleted_at IS NULL AND e.day BETWEEN $3 AND $4
            ORDER BY e.id, p.created_at DESC) latest GROUP BY 1 ORDER BY 1",
    ),
    (
        "tokens by week and model",
        "SELECT date_trunc('week', m.created_at AT TIME ZONE $5)::date, m.ai_model,
                sum((m.token_usage ->> 'prompt_tokens')::bigint), sum((m.token_usage ->> 'completion_tokens')::bigint),
                sum((m.token_usage ->> 'total_tokens')::bigint)
           FROM annals.scoped_messages m JOIN annals.scoped_conversations c ON c.id = m.conversation_id
          WHERE c.user_id = $2 AND m.deleted_at IS NULL AND m.token_usage IS NOT NULL
            AND (m.created_at AT TIME ZONE $5)::date BETWEEN $3 AND $4 GROUP BY 1, 2 ORDER BY 1, 2",
    ),
];

const ENTRIES: &str = "
WITH context AS MATERIALIZED (SELECT set_config('annals.account_id', $1, true) AS account_id), entries AS (
  SELECT id, mood_score, word_count, tags, coalesce(entry_date, (created_at AT TIME ZONE $5)::date) AS day
    FROM annals.scoped_journal_entries WHERE user_id = $2 AND deleted_at IS NULL)
SELECT answer.* FROM ({sql}) answer WHERE (SELECT account_id FROM context) IS NOT NULL";

/// Both ways to the account, and its span.
struct Account {
    db: Database,
    peer: PgPool,
    context: Context,
    user: Uuid,
    span: Span,
}

pub(crate) async fn run(report: &mut Report) -> Result<(), Box<dyn Error>> {
    let server = Server::private(ServerOptions::default()).await?;
    let sandbox = server.database().await?;
    let config = DatabaseConfig::new(sandbox.url())?.with_max_connections(1);
    let db = Database::connect(config).await?;
    let new =
        NewAccount::with_identity("Bench", "b@example.org", Identity::provider("bench", "sums"));
    let owner = db.sign_up(new).await?;
    fill(&pool_of(sandbox.admin_url()).await?, owner.account_id, owner.user.id).await?;
    let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).ok_or("a day");
    let span =
        Span::days(day(2020, 1, 1)?, day(2026, 12, 31)?).of(owner.user.id).in_zone("Europe/Berlin");
    let peer = pool_of(sandbox.url()).await?;
    let account = Account { db, peer, context: owner.context(), user: owner.user.id, span };
    for (name, sql) in BY_HAND {
        let measured = account.measure(name, sql).await?;
        let note = "the same sum, without filled gaps, guarded numbers and the moving mean";
        report.add(format!("100,000 entries: {name}"), "sqlx by hand", &measured, note);
    }
    Ok(())
}

impl Account {
    async fn measure(&self, name: &str, sql: &str) -> Result<Measured, Box<dyn Error>> {
        let sql = ENTRIES.replace("{sql}", sql);
        interleaved(
            3,
            async || {
                let points = self.by_annals(name).await?;
                if points == 0 { Err("nothing was summed up".into()) } else { Ok(()) }
            },
            async || {
                let rows = sqlx::query(sqlx::AssertSqlSafe(sql.clone()))
                    .bind(self.context.account_id.to_string())
                    .bind(self.user)
                    .bind(self.span.from)
                    .bind(self.span.until)
                    .bind(&self.span.time_zone)
                    .fetch_all(&self.peer)
                    .await?;
                let read = rows.iter().map(Row::len).sum::<usize>();
                if read == 0 { Err("nothing was summed up by hand".into()) } else { Ok(()) }
            },
        )
        .await
    }

    /// How many points the answer has.
    async fn by_annals(&self, name: &str) -> Result<usize, Box<dyn Error>> {
        let (analytics, week) = (self.db.read(&self.context).analytics(), Period::Week);
        let span = self.span.clone();
        Ok(match name {
            "mood by week" => analytics.mood_by_period(span, week, 4).await?.len(),
            "words by week" => analytics.writing_by_period(span, week).await?.len(),
            "ten tags" => analytics.top_tags(span, 10).await?.len(),
            "streaks" => usize::try_from(analytics.streaks(span).await?.days)?,
            "sentiment by week" => analytics.sentiment_by_period(span, week).await?.len(),
            "tokens by week and model" => analytics.tokens_by_period(span, week).await?.len(),
            other => return Err(format!("{other:?} is no case").into()),
        })
    }
}

/// Without triggers, which would take longer than all that is measured.
async fn fill(admin: &PgPool, account: Uuid, user: Uuid) -> Result<(), Box<dyn Error>> {
    sqlx::query("SET session_replication_role = replica").execute(admin).await?;
    for statement in FILL.split(';').filter(|statement| !statement.trim().is_empty()) {
        let sql = statement
            .replace("{account}", &format!("'{account}'::uuid"))
            .replace("{user}", &format!("'{user}'::uuid"));
        sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(admin).await?;
    }
    Ok(())
}
