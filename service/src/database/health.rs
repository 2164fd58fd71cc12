//! Is the database there, and how far away?

use std::time::{Duration, Instant};

use sea_orm::{ConnectionTrait, Statement};

use super::Database;
use crate::error::{Error, Result};

/// What [`Database::health`] found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Health {
    /// From sending a statement to its answer, a free connection at hand.
    pub round_trip: Duration,
    /// The server's version, such as `15.18`.
    pub server_version: String,
    /// Connections open, in use or not.
    pub connections: u32,
    /// Those not in use.
    pub idle_connections: usize,
    /// The application connects as the tables' owner, whom no policy binds. Fit for development only.
    pub connected_as_owner: bool,
}

const ASK: &str = "SELECT current_setting('server_version'), \
     coalesce(pg_has_role(current_user, to_regrole('annals_owner'), 'USAGE'), false)";

impl Database {
    /// Asks the server, in one round trip.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when it does not answer.
    pub async fn health(&self) -> Result<Health> {
        let started = Instant::now();
        let backend = self.pool().get_database_backend();
        let row = self
            .pool()
            .query_one_raw(Statement::from_string(backend, ASK))
            .await?
            .ok_or_else(|| Error::Database(sea_orm::DbErr::RecordNotFound(ASK.to_owned())))?;
        let round_trip = started.elapsed();
        let pool = self.pool().get_postgres_connection_pool();
        Ok(Health {
            round_trip,
            server_version: row.try_get_by_index(0)?,
            connections: pool.size(),
            idle_connections: pool.num_idle(),
            connected_as_owner: row.try_get_by_index(1)?,
        })
    }
}
