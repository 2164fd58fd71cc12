//! A database in which one account has more than a million entries.

use std::error::Error;

use annals::prelude::*;
use annals_sandbox::{SandboxDatabase, Server, ServerOptions};
use sea_orm::{ConnectionTrait, DatabaseConnection};
use sqlx::PgPool;
use uuid::Uuid;

use crate::pool_of;

/// How deep a page lies.
pub(crate) const DEPTH: usize = 1_000_000;
/// Entries of the account.
const ENTRIES: usize = DEPTH + 50_000;

/// The way to it for Annals, for a peer by hand and for one by `SeaORM`, all as a member of
/// `annals_app`, with one connection each.
pub(crate) struct Million {
    pub(crate) db: Database,
    pub(crate) context: Context,
    pub(crate) by_hand: PgPool,
    pub(crate) sea_orm: DatabaseConnection,
    _sandbox: SandboxDatabase,
    _server: Server,
}

/// Makes it, in a minute or two: without triggers, and with its GIN indexes built at the end.
pub(crate) async fn million() -> Result<Million, Box<dyn Error>> {
    let settings =
        [("shared_buffers", "1GB"), ("maintenance_work_mem", "1GB"), ("max_wal_size", "4GB")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .to_vec();
    let server = Server::private(ServerOptions { settings, ..ServerOptions::default() }).await?;
    let sandbox = server.database().await?;
    let config = DatabaseConfig::new(sandbox.url())?.with_max_connections(1);
    let db = Database::connect(config).await?;
    let identity = Identity::provider("bench", "million");
    let owner = db.sign_up(NewAccount::with_identity("Bench", "b@example.org", identity)).await?;
    fill(&pool_of(sandbox.admin_url()).await?, owner.account_id, owner.user.id).await?;

    let mut options = sea_orm::ConnectOptions::new(sandbox.url());
    options.max_connections(1).sqlx_logging(false);
    let sea_orm = sea_orm::Database::connect(options).await?;
    let by_hand = pool_of(sandbox.url()).await?;
    let account = format!("SET annals.account_id = '{}'", owner.account_id);
    sea_orm.execute_unprepared(&account).await?;
    sqlx::query(sqlx::AssertSqlSafe(account)).execute(&by_hand).await?;
    let context = owner.context();
    Ok(Million { db, context, by_hand, sea_orm, _sandbox: sandbox, _server: server })
}

async fn fill(admin: &PgPool, account: Uuid, user: Uuid) -> Result<(), Box<dyn Error>> {
    sqlx::query("SET session_replication_role = replica").execute(admin).await?;
    let indexes: Vec<(String, String)> = sqlx::query_as(
        "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
          WHERE indrelid = 'annals.journal_entries'::regclass AND pg_get_indexdef(indexrelid) LIKE '%USING gin%'",
    )
    .fetch_all(admin)
    .await?;
    for (name, _) in &indexes {
        sqlx::query(sqlx::AssertSqlSafe(format!("DROP INDEX {name}"))).execute(admin).await?;
    }
    sqlx::query(
        "INSERT INTO annals.journal_entries (account_id, id, user_id, title, raw_data, tags, created_at)
         SELECT $1, annals.uuid_v7(), $2, 'Day ' || e || ' with walker' || e % 100,
                jsonb_build_object('number', e, 'mood', e % 100, 'place', jsonb_build_object('name', 'room-' || e % 20000))
                  || CASE WHEN e % 20000 = 7 THEN '{\"rare\": true}'::jsonb ELSE '{}' END,
                jsonb_build_array('tag-' || e % 20000, 'every'),
                timestamptz '2026-01-01 00:00+00' - make_interval(secs => e / 3)
           FROM generate_series(1, $3) e",
    )
    .bind(account)
    .bind(user)
    .bind(i32::try_from(ENTRIES)?)
    .execute(admin)
    .await?;
    for (_, definition) in indexes {
        sqlx::query(sqlx::AssertSqlSafe(definition)).execute(admin).await?;
    }
    sqlx::query("VACUUM ANALYZE annals.journal_entries").execute(admin).await?;
    Ok(())
}
