//! COPY, on a connection of sqlx. `PostgreSQL` refuses it to roles that row-level security binds, so
//! it is the owner's, as in an import.

use annals::entity::projects;
use rand::{RngExt, rngs::StdRng};
use sqlx::PgPool;
use uuid::Uuid;

use super::{failure::Failure, subject::Subject};

const COPY: &str =
    "COPY annals.projects (account_id, id, name, row_version, audit_id) FROM STDIN (FORMAT csv)";

/// Copies projects into an account, most of them where none is, under its context; returns how many.
pub(super) async fn projects(
    owner: &PgPool,
    account: Uuid,
    request_id: &str,
    rng: &mut StdRng,
) -> Result<u64, Failure> {
    let mut transaction = owner.begin().await?;
    sqlx::query(
        "SELECT set_config('annals.account_id', $1, true), set_config('annals.context', $2, true)",
    )
    .bind(account.to_string())
    .bind(serde_json::json!({ "request_id": request_id }).to_string())
    .execute(&mut *transaction)
    .await?;
    let there: Vec<Uuid> =
        sqlx::query_scalar("SELECT id FROM annals.projects WHERE account_id = $1")
            .bind(account)
            .fetch_all(&mut *transaction)
            .await?;
    let mut copy = transaction.copy_in_raw(COPY).await?;
    for slot in 0..projects::Entity::SLOTS {
        let id = projects::Entity::id(account, slot);
        if there.contains(&id) && rng.random_bool(0.9) {
            continue;
        }
        let version = rng.random_range(-1..5);
        let signature = if rng.random_bool(0.5) { id.to_string() } else { String::new() };
        let line = format!("{account},{id},\"A \"\"house\"\"\",{version},{signature}\n");
        copy.send(line.as_bytes()).await?;
    }
    let copied = copy.finish().await?;
    transaction.commit().await?;
    Ok(copied)
}
