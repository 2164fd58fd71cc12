//! Beginning a session, and letting it last longer.

use std::time::Duration;

use annals_entity::{accounts, sessions, users};
use sea_orm::{
    ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QueryResult, prelude::IpNetwork,
};
use uuid::Uuid;

use super::{IssuedSession, NewSession, Session, new_session::check_lifetime, token};
use crate::{
    database::{Transaction, query},
    error::{Error, Result},
    rules::Rules,
    write::living,
};

/// By `pk_users` and `pk_accounts`. The user stays as they are until the session is there.
const ISSUE: &str = "
INSERT INTO annals.sessions (account_id, id, user_id, token_hash, expires_at, ip, user_agent)
SELECT u.account_id, $3::uuid, u.id, $4::bytea, now() + make_interval(secs => $5), $6::inet, $7::text
  FROM annals.users u JOIN annals.accounts a ON a.id = u.account_id
 WHERE u.account_id = $1 AND u.id = $2 AND u.deleted_at IS NULL AND u.is_active AND a.status = 'active'
   FOR SHARE OF u
RETURNING *";

/// By `pk_sessions`.
const TOUCH: &str = "
UPDATE annals.sessions
   SET expires_at = greatest(expires_at, now() + make_interval(secs => $3)), updated_at = now()
 WHERE account_id = $1 AND id = $2 AND deleted_at IS NULL AND revoked_at IS NULL AND expires_at > now()
RETURNING *";

pub(super) async fn issue(tx: &Transaction<'_>, new: &NewSession) -> Result<IssuedSession> {
    let mut rules = Rules::default();
    new.check(&mut rules);
    rules.finish()?;
    let account_id = tx.context().account_id;
    let (token, hash) = token::issue(account_id);
    let values = [
        account_id.into(),
        new.user_id.into(),
        Uuid::now_v7().into(),
        hash.into(),
        new.lifetime.as_secs_f64().into(),
        new.ip.map(IpNetwork::from).into(),
        new.user_agent.clone().into(),
    ];
    match query(tx, ISSUE, values).await?.first() {
        Some(row) => Ok(IssuedSession { session: session(row)?, token }),
        None => Err(why_not(tx, new.user_id).await?),
    }
}

async fn why_not(tx: &Transaction<'_>, user_id: Uuid) -> Result<Error> {
    let gone = Error::NotFound { entity: "users", id: user_id };
    let account_id = tx.context().account_id;
    let user = living(users::Entity::find())
        .filter(users::Column::AccountId.eq(account_id))
        .filter(users::Column::Id.eq(user_id))
        .one(tx.connection())
        .await?;
    let account = accounts::Entity::find_by_id(account_id).one(tx.connection()).await?;
    let (Some(user), Some(account)) = (user, account) else {
        return Ok(gone);
    };
    if !user.is_active {
        let rule = "is a user who was deactivated: nobody would find the session";
        return Ok(Error::invalid("user_id", rule));
    }
    let rule =
        format!("is of an account that is {}: nobody would find the session", account.status);
    Ok(Error::invalid("user_id", rule))
}

pub(super) async fn touch(tx: &Transaction<'_>, id: Uuid, lifetime: Duration) -> Result<Session> {
    let mut rules = Rules::default();
    check_lifetime(&mut rules, lifetime);
    rules.finish()?;
    let values = [tx.context().account_id.into(), id.into(), lifetime.as_secs_f64().into()];
    match query(tx, TOUCH, values).await?.first() {
        Some(row) => session(row),
        None => Err(Error::NotFound { entity: "sessions", id }),
    }
}

fn session(row: &QueryResult) -> Result<Session> {
    Ok(sessions::Model::from_query_result(row, "")?.into())
}
