//! A thousand accounts, of which one has more than the next hundred together.

use annals::prelude::*;
use sea_orm::{ConnectionTrait, DatabaseConnection};
use uuid::Uuid;

use crate::support::{TestResult, rows};

/// Each statement is one table's rows. Account number 1 has 40,000 entries, number n of the others
/// 60,000 in proportion to 1/n.
const SOW: &[&str] = &[
    "CREATE TEMPORARY TABLE seeds AS
     SELECT n AS number, annals.uuid_v7() AS account_id, annals.uuid_v7() AS user_id,
            CASE WHEN n = 1 THEN 40000 ELSE ceil(9300.0 / n)::int END AS entries
       FROM generate_series(1, 1000) n",
    "INSERT INTO annals.accounts (id, name, status) SELECT account_id, 'Account ' || number, 'active' FROM seeds",
    "INSERT INTO annals.users (account_id, id, email, name)
     SELECT account_id, user_id, 'user-' || number || '@example.org', 'User ' || number FROM seeds",
    "INSERT INTO annals.users (account_id, email, name)
     SELECT account_id, 'user-' || number || '-' || u || '@example.org', 'Guest ' || u
       FROM seeds, generate_series(1, entries / 20) u",
    "INSERT INTO annals.identities (account_id, user_id, provider, subject)
     SELECT account_id, user_id, 'seed', 'subject-' || number FROM seeds",
    "INSERT INTO annals.identities (account_id, user_id, provider, subject)
     SELECT account_id, id, 'guest', id::text FROM annals.users WHERE name LIKE 'Guest %'",
    "INSERT INTO annals.journal_entries
       (account_id, id, user_id, title, content, raw_data, tags, mood_score, entry_date, created_at, language, processing_status)
     SELECT account_id, annals.uuid_v7(), user_id, 'Day ' || e,
            'It rained, and walker' || e % 50 || ' went by the canal. Word' || e || ' was said.',
            jsonb_build_object('number', e, 'place', jsonb_build_object('name', 'room-' || e % 20), 'shared', true),
            jsonb_build_array('tag-' || e % 1000, 'every'), (e % 101) / 10.0,
            date '2026-01-01' - e % 365, timestamptz '2026-01-01 00:00+00' - make_interval(mins => e),
            CASE WHEN e % 5 = 0 THEN 'de' ELSE 'en' END, CASE WHEN e % 10 = 0 THEN 'pending' ELSE 'completed' END
       FROM seeds, generate_series(1, entries) e",
    "INSERT INTO annals.processed_content (account_id, journal_id, user_id, task_type, processed_data, created_at)
     SELECT account_id, id, user_id, replace('task-' || extract(minute FROM created_at)::int % 4, 'task-0', 'sentiment'), jsonb_build_object('score', word_count), created_at
       FROM annals.journal_entries",
    "INSERT INTO annals.businesses (account_id, id, user_id, name, stage, created_at)
     SELECT account_id, CASE WHEN b = 1 THEN user_id ELSE annals.uuid_v7() END, user_id, 'Business ' || b,
            (ARRAY['idea', 'start', 'growth', 'sale'])[1 + b % 4], timestamptz '2026-01-01 00:00+00' - make_interval(mins => b)
       FROM seeds, generate_series(1, greatest(1, entries / 100)) b",
    "INSERT INTO annals.conversations (account_id, id, user_id, business_id, title, session_type, created_at, last_message_at)
     SELECT account_id, annals.uuid_v7(), user_id, CASE WHEN c % 4 = 1 THEN user_id END, 'Talk ' || c, 'chat', now(),
            CASE WHEN c % 4 > 0 THEN now() - make_interval(mins => c) END
       FROM seeds, generate_series(1, greatest(1, entries / 20)) c",
    "INSERT INTO annals.messages (account_id, conversation_id, position, role, content, created_at, ai_model, token_usage)
     SELECT account_id, id, p, 'user', 'Message ' || p || ' of the talk with walker' || p % 7, now() + make_interval(mins => p),
            'model-' || p % 3, CASE WHEN p % 2 = 0 THEN '{\"prompt_tokens\": 20, \"completion_tokens\": 5}'::jsonb END
       FROM annals.conversations, generate_series(1, 10) p",
    "INSERT INTO annals.projects (account_id, id, name) SELECT account_id, user_id, 'Project ' || number FROM seeds",
    "INSERT INTO annals.documents (account_id, project_id, document_type, title, current_version)
     SELECT account_id, user_id, 'type-' || d, 'Document ' || d, 3
       FROM seeds, generate_series(1, greatest(1, entries / 20)) d",
    "INSERT INTO annals.projects (account_id, name, status, created_by, created_at)
     SELECT account_id, 'Project ' || number || '-' || p, (ARRAY['draft', 'active', 'completed', 'archived'])[1 + p % 4],
            user_id, timestamptz '2026-01-01 00:00+00' - make_interval(mins => p)
       FROM seeds, generate_series(1, entries / 20) p",
    "INSERT INTO annals.document_versions (account_id, document_id, version, content, content_sha256)
     SELECT account_id, id, v, 'Version ' || v || ' of ' || title, sha256(convert_to(title || v, 'UTF8'))
       FROM annals.documents, generate_series(1, 3) v",
    "INSERT INTO annals.agent_executions (account_id, project_id, agent_type, correlation_id, status, started_at, completed_at)
     SELECT account_id, user_id, 'agent-' || a % 4, annals.uuid_v7(), CASE WHEN a % 10 < 8 THEN 'completed' WHEN a % 10 = 8 THEN 'failed' ELSE 'running' END,
            now() - make_interval(mins => a), CASE WHEN a % 10 < 9 THEN now() - make_interval(mins => a) + make_interval(secs => a % 50) END
       FROM seeds, generate_series(1, greatest(2, entries / 10)) a",
    "INSERT INTO annals.exports (account_id, project_id, format, status, file_path, completed_at, expires_at, created_at)
     SELECT account_id, user_id, 'markdown', CASE WHEN x % 3 = 0 THEN 'pending' ELSE 'completed' END, 'export-' || x,
            CASE WHEN x % 3 > 0 THEN now() END, now() - make_interval(hours => x) + interval '24 hours', now() - make_interval(hours => x)
       FROM seeds, generate_series(1, greatest(2, entries / 20)) x",
    "INSERT INTO annals.sessions (account_id, user_id, token_hash, expires_at)
     SELECT account_id, user_id, sha256(uuid_send(account_id) || int4send(s)), now() + make_interval(mins => s - 20)
       FROM seeds, generate_series(1, greatest(2, entries / 20)) s",
    "INSERT INTO annals.user_roles (account_id, user_id, role_id)
     SELECT u.account_id, u.id, r.id FROM annals.users u CROSS JOIN annals.roles r WHERE r.name = 'user'",
    "INSERT INTO annals.knowledge_articles (category, content_type, title, content, evidence_level, tags)
     SELECT 'category-' || k % 40, 'article', 'Article ' || k, 'What walker' || k % 90 || ' knows of sleep',
            (ARRAY['theoretical', 'low', 'moderate', 'high'])[1 + k % 4], jsonb_build_array('tag-' || k % 100)
       FROM generate_series(1, 4000) k",
];

/// What was sown.
pub(super) struct Seeds(Vec<Seeded>);

/// An account, its one user, and one of its entries.
pub(super) struct Seeded {
    pub(super) context: Context,
    /// Also the id of a project of the account, and of a business.
    pub(super) user: Uuid,
    pub(super) subject: String,
    pub(super) entry: Uuid,
}

impl Seeds {
    pub(super) fn largest(&self) -> TestResult<&Seeded> {
        Ok(self.0.first().ok_or("there are accounts")?)
    }

    pub(super) fn middle(&self) -> TestResult<&Seeded> {
        Ok(self.0.get(self.0.len() / 20).ok_or("there are accounts")?)
    }

    pub(super) fn smallest(&self) -> TestResult<&Seeded> {
        Ok(self.0.last().ok_or("there are accounts")?)
    }
}

impl Seeded {
    /// How many rows of a table are the account's.
    pub(super) async fn rows_of(&self, owner: &DatabaseConnection, table: &str) -> TestResult<f64> {
        let own = match table {
            "accounts" => "id = $1",
            "knowledge_articles" => "$1::uuid IS NOT NULL", // everybody's
            _ => "account_id = $1",
        };
        let sql = format!("SELECT count(*) FROM annals.{table} WHERE {own}");
        let counted: Vec<(i64,)> = rows(owner, &sql, [self.context.account_id.into()]).await?;
        let (count,) = counted.first().ok_or("a count")?;
        Ok(f64::from(i32::try_from(*count)?))
    }
}

/// Fills a database, as the owner of its tables.
pub(super) async fn sow(owner: &DatabaseConnection) -> TestResult<Seeds> {
    let transaction = sea_orm::TransactionTrait::begin(owner).await?;
    for statement in SOW {
        transaction.execute_unprepared(statement).await?;
    }
    let sown: Vec<(Uuid, Uuid, String, Uuid)> = rows(
        &transaction,
        "SELECT s.account_id, s.user_id, 'subject-' || number, e.id FROM seeds s
           CROSS JOIN LATERAL (SELECT id FROM annals.journal_entries j
             WHERE j.account_id = s.account_id ORDER BY created_at DESC, id DESC LIMIT 1) e
          ORDER BY number",
        [],
    )
    .await?;
    transaction.commit().await?;
    owner.execute_unprepared("VACUUM (ANALYZE)").await?;
    let seeded = |(account, user, subject, entry)| Seeded {
        context: Context::new(account),
        user,
        subject,
        entry,
    };
    Ok(Seeds(sown.into_iter().map(seeded).collect()))
}
