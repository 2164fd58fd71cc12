//! That somebody logged in.

use uuid::Uuid;

use crate::{
    database::{Transaction, execute},
    error::{Error, Result},
};

/// By `idx_identities_id` and `pk_users`. The user first, as whoever changes an identity locks them.
const RECORD: &str = "
WITH seen AS (
  UPDATE annals.users u SET last_login_at = now() FROM annals.identities i
   WHERE i.id = $2 AND i.account_id = $1 AND u.account_id = $1 AND u.id = i.user_id AND u.deleted_at IS NULL
  RETURNING u.id)
UPDATE annals.identities i SET last_used_at = now() FROM seen WHERE i.id = $2 AND i.account_id = $1";

pub(super) async fn login(tx: &Transaction<'_>, identity_id: Uuid) -> Result<()> {
    let values = [tx.context().account_id.into(), identity_id.into()];
    match execute(tx, RECORD, values).await? {
        0 => Err(Error::NotFound { entity: "identities", id: identity_id }),
        _ => Ok(()),
    }
}
