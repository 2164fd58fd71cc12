//! The database that is copied: one snapshot of it, read by the operator.

use annals_service::DatabaseConfig;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use uuid::Uuid;

use super::{failed, plan::Plan, stream::condition};
use crate::failure::Failure;

/// One snapshot, from which nothing is written; what a policy would hide is an error, not a gap. Values
/// come in one form, whatever the server's settings are.
const BEGIN: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
  SET LOCAL row_security = off; SET LOCAL statement_timeout = 0;
  SET LOCAL idle_in_transaction_session_timeout = 0;
  SET LOCAL datestyle = 'ISO, YMD'; SET LOCAL intervalstyle = 'postgres'; SET LOCAL timezone = 'UTC';
  SET LOCAL bytea_output = 'hex'; SET LOCAL extra_float_digits = 1;";

pub(super) struct Source {
    pub(super) connection: PgConnection,
    /// What a lock is taken under that only another session of this very database would meet.
    pub(super) lock: i64,
}

impl Source {
    /// Begins the snapshot of some accounts, or of all where none is named.
    pub(super) async fn open(config: &DatabaseConfig, accounts: &[Uuid]) -> Result<Self, Failure> {
        let failed = failed("the source");
        let options = config.driver_options();
        let mut connection = PgConnection::connect_with(&options).await.map_err(&failed)?;
        connection.execute(BEGIN).await.map_err(&failed)?;
        let lock = i64::from_be_bytes(rand::random());
        let named = accounts.iter().map(Uuid::to_string).collect::<Vec<_>>().join(",");
        let list = if accounts.is_empty() { String::new() } else { format!("{{{named}}}") };
        sqlx::query(
            "SELECT pg_advisory_xact_lock($1), set_config('annals_mask.accounts', $2, true)",
        )
        .bind(lock)
        .bind(list)
        .execute(&mut connection)
        .await
        .map_err(&failed)?;
        let mut source = Self { connection, lock };
        source.check(accounts).await?;
        Ok(source)
    }

    /// How many accounts there are to copy.
    pub(super) async fn accounts(&mut self) -> Result<i64, Failure> {
        sqlx::query_scalar(
            "SELECT count(*) FROM annals.accounts
              WHERE current_setting('annals_mask.accounts') = ''
                 OR id = ANY (nullif(current_setting('annals_mask.accounts'), '')::uuid[])",
        )
        .fetch_one(&mut self.connection)
        .await
        .map_err(failed("the source"))
    }

    /// How many rows of a table there are to copy.
    pub(super) async fn count(&mut self, plan: &Plan) -> Result<u64, Failure> {
        let only = if plan.table.is_partitioned { "" } else { "ONLY " };
        let sql = format!("SELECT count(*) FROM {only}{}{}", plan.table, condition(plan));
        let counted: i64 = sqlx::query_scalar(AssertSqlSafe(sql))
            .fetch_one(&mut self.connection)
            .await
            .map_err(failed("the source"))?;
        Ok(counted.unsigned_abs())
    }

    async fn check(&mut self, accounts: &[Uuid]) -> Result<(), Failure> {
        let failed = failed("the source");
        let has_schema: bool =
            sqlx::query_scalar("SELECT to_regclass('annals.accounts') IS NOT NULL")
                .fetch_one(&mut self.connection)
                .await
                .map_err(&failed)?;
        if !has_schema {
            return Err(Failure::Usage("the source holds no schema of Annals".to_owned()));
        }
        let unknown: Vec<Uuid> = sqlx::query_scalar(
            "SELECT asked FROM unnest($1) asked WHERE NOT EXISTS (SELECT FROM annals.accounts WHERE id = asked)",
        )
        .bind(accounts)
        .fetch_all(&mut self.connection)
        .await
        .map_err(&failed)?;
        match unknown.first() {
            Some(id) => {
                Err(Failure::Usage(format!("there is no account {id}: give --account an id")))
            }
            None => Ok(()),
        }
    }
}
