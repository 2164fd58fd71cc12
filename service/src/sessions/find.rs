//! Whose session a token is.

use annals_entity::users;
use sea_orm::{
    ConnectionTrait, DbBackend, FromQueryResult, QueryResult, Statement, prelude::IpNetwork,
};

use super::{Session, token};
use crate::{context::Context, database::Database, error::Result, users::User};

/// By `idx_sessions_token_hash`, `pk_users` and `pk_accounts`. The token names the account, so one statement
/// sets the context and reads: nothing is read before, for the condition on it is evaluated first. The
/// limit keeps the user a lookup: joined plainly, all users of the account were read and merged, where an
/// account has few on average.
const FIND: &str = "
WITH context AS MATERIALIZED (SELECT set_config('annals.account_id', $1, true) AS account_id)
SELECT s.id AS session_id, s.created_at AS session_created_at, s.expires_at AS session_expires_at,
       s.ip AS session_ip, s.user_agent AS session_user_agent, u.*
  FROM annals.sessions s
 CROSS JOIN LATERAL (
   SELECT u.* FROM annals.users u JOIN annals.accounts a ON a.id = u.account_id
    WHERE u.account_id = s.account_id AND u.id = s.user_id AND u.deleted_at IS NULL AND u.is_active AND a.status = 'active'
    LIMIT 1) u
 WHERE (SELECT account_id FROM context) IS NOT NULL
   AND s.token_hash = $2 AND s.deleted_at IS NULL AND s.revoked_at IS NULL AND s.expires_at > now()";

/// A session that is found by its token, and who is logged in by it.
#[derive(Clone, Debug, PartialEq)]
pub struct ActiveSession {
    /// The session.
    pub session: Session,
    /// The user, who is active, as the account is.
    pub user: User,
}

impl ActiveSession {
    /// The context in which the user acts.
    #[must_use]
    pub fn context(&self) -> Context {
        Context::new(self.user.account_id).actor(self.user.id)
    }

    fn read(row: &QueryResult) -> Result<Self> {
        let user = users::Model::from_query_result(row, "")?;
        let ip: Option<IpNetwork> = row.try_get("", "session_ip")?;
        let session = Session {
            id: row.try_get("", "session_id")?,
            user_id: user.id,
            created_at: row.try_get("", "session_created_at")?,
            expires_at: row.try_get("", "session_expires_at")?,
            ip: ip.map(|network| network.ip()),
            user_agent: row.try_get("", "session_user_agent")?,
        };
        Ok(Self { session, user })
    }
}

impl Database {
    /// Whose session a token is, in one round trip. `None`: it is no token, nobody has it, the session has
    /// expired or was revoked, the user was deactivated or deleted, or the account is suspended or
    /// closed. It needs no context, for the token names the account.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(db: Database, cookie: &str) -> annals_service::Result<()> {
    /// let Some(active) = db.find_session(cookie).await? else { return Ok(()) };
    /// let context = active.context().operation("entries.read");
    /// let page = db.read(&context).journal().list(EntryFilter::default(), PageRequest::of(20)).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// Those of the database.
    pub async fn find_session(&self, token: &str) -> Result<Option<ActiveSession>> {
        let Some((account_id, hash)) = token::read(token) else {
            return Ok(None);
        };
        let values = [account_id.to_string().into(), hash.into()];
        let statement = Statement::from_sql_and_values(DbBackend::Postgres, FIND, values);
        let row = self.pool().query_one_raw(statement).await?;
        row.as_ref().map(ActiveSession::read).transpose()
    }
}
