//! Entries with their latest analyses: a page of a hundred, of which each has been analysed twelve times.

use std::{collections::HashMap, error::Error};

use annals::prelude::*;
use annals_sandbox::{Server, ServerOptions};
use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use serde_json::{Value, json};
use sqlx::{PgPool, Row, postgres::PgRow};
use uuid::Uuid;

use crate::{
    measure::interleaved,
    peer::{self, GATE, Who},
    pool_of,
    report::Report,
};

const PAGE: u64 = 100;
/// Entries of the account.
const ENTRIES: usize = 10_000;
const KINDS: [&str; 4] = ["sentiment", "emotions", "topics", "summary"];
/// How often each entry was analysed for each kind.
const TIMES: usize = 3;

pub(crate) async fn run(report: &mut Report) -> Result<(), Box<dyn Error>> {
    let server = Server::private(ServerOptions::default()).await?;
    let sandbox = server.database().await?;
    let config = DatabaseConfig::new(sandbox.url())?.with_max_connections(1);
    let (db, by_hand) = (Database::connect(config).await?, pool_of(sandbox.url()).await?);
    let identity = Identity::provider("bench", "lists");
    let user = db.sign_up(NewAccount::with_identity("Bench", "l@example.org", identity)).await?;
    let who = Who { account: user.account_id, user: user.user.id };
    let context = user.context();
    fill(&db.scope(&context).journal(), who).await?;
    let owner = pool_of(sandbox.owner_url()).await?;
    sqlx::query("VACUUM ANALYZE").execute(&owner).await?;

    let journal = db.read(&context).journal();
    let all = EntryFilter::default;
    let measured = interleaved(
        100,
        async || {
            let page = journal.list_with_latest_analyses(all(), PageRequest::of(PAGE)).await?;
            assert_eq!(page.items.iter().map(|it| it.analyses.len()).sum::<usize>(), 400);
            Ok(())
        },
        async || {
            let page = list(&by_hand, who).await?;
            assert_eq!(page.values().map(Vec::len).sum::<usize>(), 400);
            Ok(())
        },
    )
    .await?;
    let note = "two statements, DISTINCT ON (entry, kind)";
    report.add("list 100 with latest analyses".to_owned(), "sqlx by hand", &measured, note);
    Ok(())
}

async fn fill(journal: &(impl Journal + Analyses), who: Who) -> Result<(), Box<dyn Error>> {
    let new = NewEntry {
        content: Some("Rain until noon, then the long way home by the canal.".to_owned()),
        raw_data: json!({ "mood": "calm", "weather": { "temp_c": 16.5 } }).into(),
        ..NewEntry::by(who.user)
    };
    let ids = journal.create_many(vec![new; ENTRIES]).await?;
    for time in 0..TIMES {
        let of = |(id, kind): (&Uuid, &str)| {
            let found = json!({ "label": "calm", "run": time }).into();
            NewAnalysis::of_ids(*id, who.user, kind, found)
        };
        let pairs = ids.iter().flat_map(|id| KINDS.map(|kind| (id, kind)));
        journal.record_analyses(pairs.map(of).collect()).await?;
    }
    Ok(())
}

/// A row, decoded.
#[expect(dead_code, reason = "decoding it is a part of the work")]
struct Found {
    account_id: Uuid,
    id: Uuid,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    deleted_at: Option<DateTime<Utc>>,
    deletion_id: Option<Uuid>,
    journal_id: Uuid,
    user_id: Uuid,
    task_type: String,
    processed_data: String,
    confidence_score: Option<Decimal>,
    ai_provider_info: Option<Value>,
    expires_at: Option<DateTime<Utc>>,
    row_version: i64,
    audit_id: Option<Uuid>,
}

const LATEST: &str = "
SELECT DISTINCT ON (journal_id, task_type) account_id, id, created_at, updated_at, deleted_at, deletion_id,
       journal_id, user_id, task_type, processed_data::text, confidence_score, ai_provider_info, expires_at,
       row_version, audit_id
  FROM annals.processed_content
 WHERE journal_id = ANY($2) AND deleted_at IS NULL AND (expires_at IS NULL OR expires_at > now())
   AND (SELECT account_id FROM context) IS NOT NULL
 ORDER BY journal_id, task_type, created_at DESC, id DESC";

impl Found {
    fn read(row: &PgRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            account_id: row.try_get(0)?,
            id: row.try_get(1)?,
            created_at: row.try_get(2)?,
            updated_at: row.try_get(3)?,
            deleted_at: row.try_get(4)?,
            deletion_id: row.try_get(5)?,
            journal_id: row.try_get(6)?,
            user_id: row.try_get(7)?,
            task_type: row.try_get(8)?,
            processed_data: row.try_get(9)?,
            confidence_score: row.try_get(10)?,
            ai_provider_info: row.try_get(11)?,
            expires_at: row.try_get(12)?,
            row_version: row.try_get(13)?,
            audit_id: row.try_get(14)?,
        })
    }
}

/// The same two statements by hand, one row more than the page has as Annals reads it.
async fn list(pool: &PgPool, who: Who) -> Result<HashMap<Uuid, Vec<Found>>, Box<dyn Error>> {
    let mut entries = peer::list(pool, who, i64::try_from(PAGE)? + 1).await?;
    entries.truncate(usize::try_from(PAGE)?);
    let ids: Vec<Uuid> = entries.iter().map(|entry| entry.id).collect();
    let rows = sqlx::query(sqlx::AssertSqlSafe(format!("{GATE} {LATEST}")))
        .bind(who.account.to_string())
        .bind(ids)
        .fetch_all(pool)
        .await?;
    let mut found: HashMap<Uuid, Vec<Found>> = HashMap::new();
    for row in &rows {
        let analysis = Found::read(row)?;
        found.entry(analysis.journal_id).or_default().push(analysis);
    }
    Ok(found)
}
