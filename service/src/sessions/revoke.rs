//! Ending sessions.

use uuid::Uuid;

use crate::{
    database::{Transaction, execute},
    error::{Error, Result},
};

/// By `pk_sessions`.
const REVOKE: &str = "
UPDATE annals.sessions SET revoked_at = coalesce(revoked_at, now()), updated_at = now()
 WHERE account_id = $1 AND id = $2 AND deleted_at IS NULL";

/// By `idx_sessions_user_id_created_at`.
const REVOKE_OTHERS: &str = "
UPDATE annals.sessions SET revoked_at = now(), updated_at = now()
 WHERE account_id = $1 AND user_id = $2 AND id IS DISTINCT FROM $3
   AND deleted_at IS NULL AND revoked_at IS NULL AND expires_at > now()";

pub(super) async fn one(tx: &Transaction<'_>, id: Uuid) -> Result<()> {
    match execute(tx, REVOKE, [tx.context().account_id.into(), id.into()]).await? {
        0 => Err(Error::NotFound { entity: "sessions", id }),
        _ => Ok(()),
    }
}

/// All but the one that is kept, if one is.
pub(super) async fn all(tx: &Transaction<'_>, user_id: Uuid, kept: Option<Uuid>) -> Result<u64> {
    execute(tx, REVOKE_OTHERS, [tx.context().account_id.into(), user_id.into(), kept.into()]).await
}
