//! Finding who logs in, and whose session a token is.

use std::{error::Error, time::Duration};

use annals::prelude::*;
use annals_sandbox::{Server, ServerOptions};
use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::{PgPool, Row, postgres::PgRow};
use uuid::Uuid;

use crate::{measure::interleaved, pool_of, report::Report};

/// Others in the tables, so that an index is worth its while.
const OTHERS: &str = "
WITH made AS (
  INSERT INTO annals.accounts (id, name) SELECT annals.uuid_v7(), 'Other ' || n FROM generate_series(1, 5000) n RETURNING id
), people AS (
  INSERT INTO annals.users (account_id, id, email) SELECT id, id, id || '@example.org' FROM made RETURNING account_id, id
), known AS (
  INSERT INTO annals.identities (provider, subject, account_id, user_id) SELECT 'bench', id::text, account_id, id FROM people
)
INSERT INTO annals.sessions (account_id, user_id, token_hash, expires_at)
SELECT account_id, id, sha256(uuid_send(id) || int4send(n)), now() + interval '1 day' FROM people, generate_series(1, 5) n";

pub(crate) async fn run(report: &mut Report) -> Result<(), Box<dyn Error>> {
    let server = Server::private(ServerOptions::default()).await?;
    let sandbox = server.database().await?;
    let config = DatabaseConfig::new(sandbox.url())?.with_max_connections(1);
    let db = Database::connect(config).await?;
    let peer = pool_of(sandbox.url()).await?;
    let owner = pool_of(sandbox.owner_url()).await?;
    sqlx::query(OTHERS).execute(&owner).await?;
    let identity = Identity::provider("bench", "ada");
    let new = NewAccount::with_identity("Ada", "ada@example.org", identity.clone());
    let ada = db.sign_up(new).await?;
    let context = ada.context();
    let day = Duration::from_hours(24);
    let issued = db.scope(&context).sessions().issue(NewSession::of(ada.user.id, day)).await?;
    sqlx::query("VACUUM ANALYZE").execute(&owner).await?;

    let measured = interleaved(
        400,
        async || Ok(db.find_by_identity(&identity).await?.map(drop).ok_or("she is there")?),
        async || find_by_identity(&peer, "bench", "ada").await,
    )
    .await?;
    let note = "one statement: identity, user and account by their keys";
    report.add("find by identity".to_owned(), "sqlx by hand", &measured, note);

    let token = issued.token.expose_secret();
    let hash: Vec<u8> =
        sqlx::query_scalar("SELECT token_hash FROM annals.sessions WHERE account_id = $1")
            .bind(ada.account_id)
            .fetch_one(&owner)
            .await?;
    let account = ada.account_id.to_string();
    let measured = interleaved(
        400,
        async || Ok(db.find_session(token).await?.map(drop).ok_or("it is there")?),
        async || find_session(&peer, &account, &hash).await,
    )
    .await?;
    let note = "one statement that sets its context; Annals also reads and hashes the token";
    report.add("find session".to_owned(), "sqlx by hand", &measured, note);
    Ok(())
}

/// A user, decoded.
#[expect(dead_code, reason = "decoding it is a part of the work")]
struct User {
    account_id: Uuid,
    id: Uuid,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    deleted_at: Option<DateTime<Utc>>,
    deletion_id: Option<Uuid>,
    email: String,
    username: Option<String>,
    name: Option<String>,
    is_active: bool,
    preferences: Value,
    profile: Value,
    last_login_at: Option<DateTime<Utc>>,
    row_version: i64,
    audit_id: Option<Uuid>,
}

impl User {
    fn read(row: &PgRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            account_id: row.try_get("account_id")?,
            id: row.try_get("id")?,
            created_at: row.try_get("created_at")?,
            updated_at: row.try_get("updated_at")?,
            deleted_at: row.try_get("deleted_at")?,
            deletion_id: row.try_get("deletion_id")?,
            email: row.try_get("email")?,
            username: row.try_get("username")?,
            name: row.try_get("name")?,
            is_active: row.try_get("is_active")?,
            preferences: row.try_get("preferences")?,
            profile: row.try_get("profile")?,
            last_login_at: row.try_get("last_login_at")?,
            row_version: row.try_get("row_version")?,
            audit_id: row.try_get("audit_id")?,
        })
    }
}

async fn find_by_identity(pool: &PgPool, by: &str, subject: &str) -> Result<(), Box<dyn Error>> {
    let row = sqlx::query(
        "SELECT f.identity_id, f.identity_version, f.password_hash, f.password_changed_at, f.account_status, (f.\"user\").* \
         FROM annals.find_identity($1, $2) f",
    )
    .bind(by)
    .bind(subject)
    .fetch_one(pool)
    .await?;
    row.try_get::<Uuid, _>("identity_id")?;
    row.try_get::<Option<String>, _>("password_hash")?;
    row.try_get::<String, _>("account_status")?;
    User::read(&row)?;
    Ok(())
}

async fn find_session(pool: &PgPool, account: &str, hash: &[u8]) -> Result<(), Box<dyn Error>> {
    let row = sqlx::query(
        "WITH context AS MATERIALIZED (SELECT set_config('annals.account_id', $1, true) AS account_id) \
         SELECT s.id AS session_id, s.created_at AS session_created_at, s.expires_at AS session_expires_at, \
         s.user_agent AS session_user_agent, u.* FROM annals.sessions s \
         CROSS JOIN LATERAL (SELECT u.* FROM annals.users u JOIN annals.accounts a ON a.id = u.account_id \
         WHERE u.account_id = s.account_id AND u.id = s.user_id AND u.deleted_at IS NULL AND u.is_active \
         AND a.status = 'active' LIMIT 1) u WHERE (SELECT account_id FROM context) IS NOT NULL \
         AND s.token_hash = $2 AND s.deleted_at IS NULL AND s.revoked_at IS NULL AND s.expires_at > now()",
    )
    .bind(account)
    .bind(hash)
    .fetch_one(pool)
    .await?;
    row.try_get::<Uuid, _>("session_id")?;
    row.try_get::<DateTime<Utc>, _>("session_created_at")?;
    row.try_get::<DateTime<Utc>, _>("session_expires_at")?;
    row.try_get::<Option<String>, _>("session_user_agent")?;
    User::read(&row)?;
    Ok(())
}
