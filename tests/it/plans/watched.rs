//! A server that tells how it runs each statement.

use std::{
    collections::BTreeMap,
    fmt,
    future::Future,
    mem,
    sync::{Arc, Mutex, PoisonError},
};

use annals::prelude::*;
use annals_sandbox::{SandboxDatabase, Server, ServerOptions};
use sea_orm::{ConnectionTrait, DatabaseConnection};
use tracing::{
    Event, Subscriber,
    field::{Field, Visit},
    subscriber::DefaultGuard,
};
use tracing_subscriber::{Layer, layer::Context as LayerContext, prelude::*};
use uuid::Uuid;

use super::{
    plan::Plan,
    seed::{self, Seeded, Seeds},
};
use crate::support::{TestResult, rows};

const SETTINGS: [(&str, &str); 9] = [
    ("session_preload_libraries", "auto_explain"),
    ("auto_explain.log_min_duration", "0"),
    ("auto_explain.log_analyze", "on"),
    ("auto_explain.log_timing", "off"),
    ("auto_explain.log_format", "json"),
    ("auto_explain.log_level", "notice"),
    ("auto_explain.log_nested_statements", "on"),
    ("plan_cache_mode", "force_generic_plan"),
    ("jit", "off"),
];

const UNWATCHED: &str = "ALTER ROLE annals_sandbox_owner SET auto_explain.log_min_duration = -1";

const TABLES: &str = "
SELECT i.relname::text, t.relname::text FROM pg_index JOIN pg_class i ON i.oid = indexrelid
  JOIN pg_class t ON t.oid = indrelid WHERE t.relnamespace = 'annals'::regnamespace";

const PARENTS: &str = "
SELECT c.relname::text, p.relname::text FROM pg_inherits JOIN pg_class c ON c.oid = inhrelid
  JOIN pg_class p ON p.oid = inhparent WHERE p.relnamespace = 'annals'::regnamespace";

/// A table of fewer rows is read as a whole, whatever the index.
const LARGE: i64 = 1_000;

pub(super) struct Watched {
    pub(super) db: Database,
    owner: DatabaseConnection,
    pub(super) admin: DatabaseConnection,
    /// The table or partition of each index.
    tables: BTreeMap<String, String>,
    /// The table of each partition.
    parents: BTreeMap<String, String>,
    /// How many rows of a table are an account's, once they were counted.
    own: tokio::sync::Mutex<BTreeMap<(Uuid, String), f64>>,
    /// Tables and partitions that nothing should read as a whole.
    large: Vec<String>,
    notices: Notices,
    _listening: DefaultGuard,
    _sandbox: SandboxDatabase,
    _server: Server,
}

impl Watched {
    /// A server with a thousand accounts.
    pub(super) async fn start() -> TestResult<(Self, Seeds)> {
        let settings = SETTINGS.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
        let server =
            Server::private(ServerOptions { settings, ..ServerOptions::default() }).await?;
        let sandbox = server.database().await?;
        // What sows is not watched: it would take twice as long.
        let admin = sea_orm::Database::connect(sandbox.admin_url()).await?;
        admin.execute_unprepared(UNWATCHED).await?;
        let owner = sea_orm::Database::connect(sandbox.owner_url()).await?;
        let seeds = seed::sow(&owner).await?;
        let notices = Notices::default();
        let listening = tracing_subscriber::registry().with(notices.clone()).set_default();
        // One connection, on which each statement is prepared once.
        let config = DatabaseConfig::new(sandbox.url())?.with_max_connections(1);
        let watched = Self {
            db: Database::connect(config).await?,
            tables: pairs(&owner, TABLES).await?,
            parents: pairs(&owner, PARENTS).await?,
            own: tokio::sync::Mutex::default(),
            large: large(&owner).await?,
            owner,
            admin,
            notices,
            _listening: listening,
            _sandbox: sandbox,
            _server: server,
        };
        Ok((watched, seeds))
    }

    /// Runs an operation, and fails unless an index was used for it and nothing was read beyond the
    /// account. A `*` stands for any text.
    pub(super) async fn uses<T, E: std::error::Error + 'static>(
        &self,
        index: &str,
        account: &Seeded,
        operation: impl Future<Output = Result<T, E>>,
    ) -> TestResult<T> {
        self.uses_at_most(u32::MAX, index, account, operation).await
    }

    /// The same, and fails where a table or an index was read for more rows than that.
    pub(super) async fn uses_at_most<T, E: std::error::Error + 'static>(
        &self,
        most: u32,
        index: &str,
        account: &Seeded,
        operation: impl Future<Output = Result<T, E>>,
    ) -> TestResult<T> {
        self.notices.take();
        let result = operation.await?;
        let plans: Vec<Plan> =
            self.notices.take().iter().filter_map(|told| Plan::of(told)).collect();
        if plans.is_empty() {
            return Err("the server told of no statement".into());
        }
        for plan in &plans {
            self.stays_within(plan, account, most.into()).await?;
        }
        let used = plans.iter().flat_map(|plan| &plan.scans).filter_map(|scan| scan.index.as_ref());
        if used.clone().any(|used| is_like(used, index)) {
            return Ok(result);
        }
        let shown: Vec<_> =
            plans.iter().map(|plan| format!("{}\n{}", plan.statement, plan.text)).collect();
        Err(format!("{index} was not used: {:?}\n{}", used.collect::<Vec<_>>(), shown.join("\n"))
            .into())
    }

    async fn stays_within(&self, plan: &Plan, account: &Seeded, most: f64) -> TestResult {
        for scan in &plan.scans {
            let of_index = scan.index.as_ref().and_then(|index| self.tables.get(index));
            // An index that is none of Annals' is one of PostgreSQL's own catalogue.
            let Some(read) = scan.table.as_ref().or(of_index) else { continue };
            if !self.large.contains(read) {
                continue;
            }
            let table = self.parents.get(read).unwrap_or(read);
            let own = self.own_rows(table, account).await?;
            if scan.node == "Seq Scan" || scan.read > own.min(most) {
                let said = format!("{scan:?}, of {own} rows of the account\n{}", plan.text);
                return Err(format!("{}\n{said}", plan.statement).into());
            }
        }
        Ok(())
    }

    async fn own_rows(&self, table: &str, account: &Seeded) -> TestResult<f64> {
        let key = (account.context.account_id, table.to_owned());
        let mut known = self.own.lock().await;
        if let Some(own) = known.get(&key) {
            return Ok(*own);
        }
        let own = account.rows_of(&self.owner, table).await?;
        known.insert(key, own);
        Ok(own)
    }
}

fn is_like(index: &str, pattern: &str) -> bool {
    match pattern.split_once('*') {
        Some((start, end)) => index.starts_with(start) && index.ends_with(end),
        None => index == pattern,
    }
}

async fn pairs(owner: &DatabaseConnection, sql: &str) -> TestResult<BTreeMap<String, String>> {
    Ok(rows::<(String, String)>(owner, sql, []).await?.into_iter().collect())
}

async fn large(owner: &DatabaseConnection) -> TestResult<Vec<String>> {
    let found: Vec<(String,)> = rows(
        owner,
        "SELECT relname::text FROM pg_class
          WHERE relnamespace = 'annals'::regnamespace AND relkind = 'r' AND reltuples >= $1",
        [LARGE.into()],
    )
    .await?;
    let large: Vec<String> = found.into_iter().map(|(name,)| name).collect();
    assert!(large.iter().any(|name| name == "journal_entries"), "{large:?}");
    Ok(large)
}

/// What the server says beside its answers.
#[derive(Clone, Default)]
struct Notices(Arc<Mutex<Vec<String>>>);

impl Notices {
    fn take(&self) -> Vec<String> {
        mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl<S: Subscriber> Layer<S> for Notices {
    fn on_event(&self, event: &Event<'_>, _: LayerContext<'_, S>) {
        if event.metadata().target() == "sqlx::postgres::notice" {
            event.record(&mut Message(self));
        }
    }
}

struct Message<'a>(&'a Notices);

impl Visit for Message<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.record_str(field, &format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "message" {
            let mut told = self.0.0.lock().unwrap_or_else(PoisonError::into_inner);
            told.push(value.to_owned());
        }
    }
}
