//! The roles that databases are used through.

use std::time::Duration;

use sea_orm::{ConnectOptions, Database};

use crate::error::Error;
use crate::session::Session;

/// A role to connect with, member of one group role of Annals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Login {
    Owner,
    App,
    Reader,
    Operator,
}

impl Login {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Owner => "annals_sandbox_owner",
            Self::App => "annals_sandbox_app",
            Self::Reader => "annals_sandbox_reader",
            Self::Operator => "annals_sandbox_operator",
        }
    }

    /// The role that its sessions act as.
    ///
    /// `BYPASSRLS` is not inherited by members, so an operator's sessions start as the group
    /// role itself. In production it is the same: `ALTER ROLE <operator> SET role =
    /// annals_operator`, which needs no superuser once the group role has the attribute.
    pub(crate) fn session_role(self) -> &'static str {
        match self {
            Self::Operator => "annals_operator",
            login => login.name(),
        }
    }
}

/// The member and the group of each; ready once all four are there, since one transaction makes
/// them.
const ARE_READY: &str = "
    SELECT count(*) = 4
      FROM pg_auth_members
      JOIN pg_roles AS login ON login.oid = member
      JOIN pg_roles AS grp ON grp.oid = roleid
     WHERE (login.rolname, grp.rolname) IN (
             ('annals_sandbox_owner', 'annals_owner'),
             ('annals_sandbox_app', 'annals_app'),
             ('annals_sandbox_reader', 'annals_reader'),
             ('annals_sandbox_operator', 'annals_operator'))";

/// An administrator who is no superuser must be a member of what it gives databases to and of
/// what its sessions become.
const MEMBERSHIP_OF_ADMINISTRATOR: &str = "
    SELECT rolsuper OR (
             SELECT count(DISTINCT grp.rolname) = 6
               FROM pg_auth_members
               JOIN pg_roles AS grp ON grp.oid = roleid
              WHERE member = me.oid
                AND grp.rolname IN ('annals_owner', 'annals_operator', 'annals_sandbox_owner',
                  'annals_sandbox_app', 'annals_sandbox_reader', 'annals_sandbox_operator'))
      FROM pg_roles AS me
     WHERE rolname = current_user";

const CREATE_LOGINS: &str = include_str!("create_logins.sql");

/// Another process, with another lock, may be at the same rows of the catalogue.
const ATTEMPTS: u32 = 20;
const PAUSE: Duration = Duration::from_millis(25);

/// Makes the group and login roles where they are missing.
pub(crate) async fn prepare(session: &mut Session) -> Result<(), Error> {
    if are_ready(session).await? {
        return Ok(());
    }
    let mut options = ConnectOptions::new(session.address().home_url());
    options.max_connections(1).sqlx_logging(false);
    let connection = Database::connect(options).await.map_err(Error::Roles)?;
    let created = annals_migration::create_roles(&connection).await;
    connection.close().await.map_err(Error::Roles)?;
    created.map_err(Error::Roles)?;
    create_logins(session).await
}

async fn are_ready(session: &mut Session) -> Result<bool, Error> {
    let action = "read its roles";
    Ok(session.is(action, ARE_READY).await?
        && session.is(action, MEMBERSHIP_OF_ADMINISTRATOR).await?)
}

async fn create_logins(session: &mut Session) -> Result<(), Error> {
    let mut attempt = 1;
    loop {
        match session.execute("create login roles", CREATE_LOGINS).await {
            Err(Error::Refused { source, .. }) if attempt < ATTEMPTS && is_race(&source) => {
                attempt += 1;
                tokio::time::sleep(PAUSE).await;
            }
            outcome => return outcome,
        }
    }
}

/// Two sessions that change one row of the catalogue get no SQLSTATE of their own for it.
fn is_race(error: &sqlx::Error) -> bool {
    error.as_database_error().is_some_and(|error| {
        matches!(error.code().as_deref(), Some("23505" | "42710"))
            || error.message() == "tuple concurrently updated"
    })
}
