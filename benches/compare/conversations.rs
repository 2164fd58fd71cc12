//! Appending messages beside others, and listing conversations.
//!
//! The peer appends by one statement with one row's values, in a transaction with the same settings: the
//! counter gives the position, the triggers record the message. Its overview is one statement too.

use std::error::Error;

use annals::prelude::*;
use annals_sandbox::{Server, ServerOptions};
use chrono::{DateTime, Utc};
use futures_util::future::try_join_all;
use rust_decimal::Decimal;
use serde_json::Value;
use sqlx::{PgPool, Row, postgres::PgPoolOptions, postgres::PgRow};
use uuid::Uuid;

use crate::{
    measure::interleaved,
    peer::{GATE, Who, begin},
    report::Report,
};

const SQLX: &str = "sqlx by hand";
const WRITERS: u32 = 8;
/// Conversations of the overview, and messages of each.
const TALKS: usize = 500;
const SAID: usize = 100;

const APPEND: &str = "
WITH counted AS (
  UPDATE annals.conversations
     SET message_count = message_count + 1, last_message_at = greatest(last_message_at, clock_timestamp())
   WHERE account_id = $1 AND id = $2 AND deleted_at IS NULL AND archived_at IS NULL
  RETURNING message_count, last_message_at)
INSERT INTO annals.messages (account_id, conversation_id, id, position, role, content, metadata, created_at)
SELECT $1, $2, $3, message_count, $4, $5, '{}', last_message_at FROM counted
RETURNING account_id, id, created_at, updated_at, deleted_at, deletion_id, conversation_id, position, role,
          content, metadata, ai_model, processing_time_ms, token_usage, sources_used, citations,
          confidence_score, user_feedback, row_version, audit_id";

const OVERVIEW: &str = "
SELECT c.account_id, c.id, c.created_at, c.updated_at, c.deleted_at, c.deletion_id, c.user_id, c.business_id,
       c.title, c.session_type, c.context, c.ai_model, c.system_prompt, c.temperature, c.is_active, c.archived_at,
       c.message_count, c.last_message_at, c.row_version, c.audit_id,
       m.account_id, m.id, m.created_at, m.updated_at, m.deleted_at, m.deletion_id, m.conversation_id,
       m.position, m.role, m.content, m.metadata, m.ai_model, m.processing_time_ms, m.token_usage,
       m.sources_used, m.citations, m.confidence_score, m.user_feedback, m.row_version, m.audit_id
  FROM (SELECT * FROM annals.conversations WHERE deleted_at IS NULL
         ORDER BY last_message_at DESC, id DESC LIMIT $2) c
  LEFT JOIN LATERAL (SELECT * FROM annals.messages WHERE conversation_id = c.id AND deleted_at IS NULL
                      ORDER BY position DESC LIMIT 1) m ON true
 WHERE (SELECT account_id FROM context) IS NOT NULL
 ORDER BY c.last_message_at DESC, c.id DESC";

struct Talks {
    db: Database,
    context: Context,
    peer: PgPool,
    who: Who,
}

pub(crate) async fn run(report: &mut Report) -> Result<(), Box<dyn Error>> {
    let server = Server::private(ServerOptions::default()).await?;
    let sandbox = server.database().await?;
    let config = DatabaseConfig::new(sandbox.url())?.with_max_connections(WRITERS);
    let db = Database::connect(config).await?;
    let identity = Identity::provider("bench", "talks");
    let user = db.sign_up(NewAccount::with_identity("Bench", "b@example.org", identity)).await?;
    let options = PgPoolOptions::new().max_connections(WRITERS).test_before_acquire(false);
    let peer = options.connect(sandbox.url()).await?;
    let who = Who { account: user.account_id, user: user.user.id };
    let talks = Talks { db, context: user.context().operation("bench"), peer, who };

    talks.appending(report, 1).await?;
    talks.appending(report, WRITERS as usize).await?;

    for _ in 0..TALKS {
        let id = talks.open().await?;
        let said = vec![NewMessage::user(CONTENT); SAID];
        talks.db.scope(&talks.context).messages().append_many(id, said).await?;
    }
    let owner = crate::pool_of(sandbox.owner_url()).await?;
    sqlx::query("VACUUM ANALYZE annals.messages, annals.conversations").execute(&owner).await?;
    talks.overview(report).await
}

impl Talks {
    async fn open(&self) -> Result<Uuid, Box<dyn Error>> {
        let new = NewConversation::of(self.who.user, "Weather");
        Ok(self.db.scope(&self.context).conversations().open(new).await?.id)
    }

    /// Eight writers, one message each, to some number of conversations.
    async fn appending(&self, report: &mut Report, number: usize) -> Result<(), Box<dyn Error>> {
        let (mut mine, mut theirs) = (Vec::new(), Vec::new());
        for _ in 0..number {
            mine.push(self.open().await?);
            theirs.push(self.open().await?);
        }
        let writers = WRITERS as usize;
        let measured = interleaved(
            50,
            async || {
                let scope = self.db.scope(&self.context);
                let append = |id| async move {
                    scope.messages().append(id, NewMessage::user(CONTENT)).await.map(drop)
                };
                let appended = mine.iter().copied().cycle().take(writers).map(append);
                Ok(try_join_all(appended).await.map(drop)?)
            },
            async || {
                let appended = theirs.iter().copied().cycle().take(writers);
                try_join_all(appended.map(|id| self.append_by_hand(id))).await.map(drop)
            },
        )
        .await?;
        let name = format!("8 append to {number}, a message each");
        report.add(name, SQLX, &measured, "BEGIN, settings, one statement, COMMIT");
        Ok(())
    }

    async fn append_by_hand(&self, id: Uuid) -> Result<(), Box<dyn Error>> {
        let mut tx = begin(&self.peer, self.who).await?;
        let query = sqlx::query(APPEND).bind(self.who.account).bind(id).bind(Uuid::now_v7());
        let row = query.bind("user").bind(CONTENT).fetch_one(&mut *tx).await?;
        message(&row, 0)?;
        tx.commit().await?;
        Ok(())
    }

    async fn overview(&self, report: &mut Report) -> Result<(), Box<dyn Error>> {
        let read = self.db.read(&self.context);
        let conversations = read.conversations();
        let measured = interleaved(
            50,
            async || {
                let all = ConversationFilter::default();
                let page = PageRequest::of(50);
                Ok(conversations.list_with_last_message(all, page).await.map(drop)?)
            },
            async || {
                let sql = sqlx::AssertSqlSafe(format!("{GATE} {OVERVIEW}"));
                let query = sqlx::query(sql).bind(self.who.account.to_string()).bind(51_i64);
                for row in query.fetch_all(&self.peer).await? {
                    conversation(&row)?;
                    message(&row, 20)?;
                }
                Ok(())
            },
        )
        .await?;
        let note = "the same statement";
        report.add("list 50 with last message".to_owned(), SQLX, &measured, note);
        Ok(())
    }
}

/// Decodes every column, as an application would.
fn conversation(row: &PgRow) -> Result<(), sqlx::Error> {
    for id in [0, 1, 6] {
        row.try_get::<Uuid, _>(id)?;
    }
    for id in [5, 7, 19] {
        row.try_get::<Option<Uuid>, _>(id)?;
    }
    for time in [2, 3, 4, 15, 17] {
        row.try_get::<Option<DateTime<Utc>>, _>(time)?;
    }
    for text in [8, 9, 11, 12] {
        row.try_get::<Option<String>, _>(text)?;
    }
    row.try_get::<Value, _>(10)?;
    row.try_get::<Decimal, _>(13)?;
    row.try_get::<bool, _>(14)?;
    row.try_get::<i32, _>(16)?;
    row.try_get::<i64, _>(18)?;
    Ok(())
}

/// The same of a message, whose columns begin at a place.
fn message(row: &PgRow, first: usize) -> Result<(), sqlx::Error> {
    for id in [0, 1, 5, 6, 19] {
        row.try_get::<Option<Uuid>, _>(first + id)?;
    }
    for time in [2, 3, 4] {
        row.try_get::<Option<DateTime<Utc>>, _>(first + time)?;
    }
    for text in [8, 9, 11] {
        row.try_get::<Option<String>, _>(first + text)?;
    }
    for json in [10, 13, 14, 15] {
        row.try_get::<Option<Value>, _>(first + json)?;
    }
    for number in [7, 12] {
        row.try_get::<Option<i32>, _>(first + number)?;
    }
    row.try_get::<Option<Decimal>, _>(first + 16)?;
    row.try_get::<Option<i16>, _>(first + 17)?;
    row.try_get::<Option<i64>, _>(first + 18)?;
    Ok(())
}

const CONTENT: &str =
    "Rain until noon, then the long way home by the canal. Wrote two letters and sent one.";
