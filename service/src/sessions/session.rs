//! A session as it is shown: without the hash of its token.

use std::net::IpAddr;

use annals_entity::sessions::Model;
use chrono::{DateTime, Utc};
use secrecy::SecretString;
use uuid::Uuid;

/// A login that lasts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// The session.
    pub id: Uuid,
    /// The user.
    pub user_id: Uuid,
    /// When it began.
    pub created_at: DateTime<Utc>,
    /// When it ends, unless it is touched.
    pub expires_at: DateTime<Utc>,
    /// Where the login came from. `None`: not said.
    pub ip: Option<IpAddr>,
    /// What the login came from, as it calls itself. `None`: not said.
    pub user_agent: Option<String>,
}

impl From<Model> for Session {
    fn from(row: Model) -> Self {
        Self {
            id: row.id,
            user_id: row.user_id,
            created_at: row.created_at.into(),
            expires_at: row.expires_at.into(),
            ip: row.ip.map(|network| network.ip()),
            user_agent: row.user_agent,
        }
    }
}

/// A session that has just begun. `Debug` hides its token.
#[derive(Clone, Debug)]
pub struct IssuedSession {
    /// The session.
    pub session: Session,
    /// What [`Database::find_session`](crate::Database::find_session) takes: letters, digits and `.-_`,
    /// fit for a cookie. Nobody can tell it again.
    pub token: SecretString,
}
