//! The database that the copy goes into: its owner's connection, one transaction for all of it.

use annals_service::DatabaseConfig;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};

use super::{catalogue::quoted, failed, plan::Plan};
use crate::failure::Failure;

const BEGIN: &str = "BEGIN; SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = '10s';
  SET LOCAL idle_in_transaction_session_timeout = 0;
  SET LOCAL datestyle = 'ISO, YMD'; SET LOCAL intervalstyle = 'postgres'; SET LOCAL timezone = 'UTC';
  SELECT set_config('annals.account_id', '', true), set_config('annals.actor_id', '', true),
         set_config('annals.context', '{\"operation\": \"mask\"}', true)";

pub(super) struct Target {
    pub(super) connection: PgConnection,
    waiting: Vec<(String, String)>,
}

impl Target {
    /// Connects and begins.
    ///
    /// # Errors
    /// Also where it is the source itself, which `lock` tells.
    pub(super) async fn open(config: &DatabaseConfig, lock: i64) -> Result<Self, Failure> {
        let failed = failed("the target");
        let options = config.driver_options();
        let mut connection = PgConnection::connect_with(&options).await.map_err(&failed)?;
        connection.execute(BEGIN).await.map_err(&failed)?;
        let is_another: bool = sqlx::query_scalar("SELECT pg_try_advisory_xact_lock($1)")
            .bind(lock)
            .fetch_one(&mut connection)
            .await
            .map_err(&failed)?;
        if !is_another {
            return Err(Failure::Usage(
                "the target is the source itself: give --to another database, an empty one"
                    .to_owned(),
            ));
        }
        Ok(Self { connection, waiting: Vec::new() })
    }

    /// Whether Annals' migrations have run here.
    pub(super) async fn is_migrated(&mut self) -> Result<bool, Failure> {
        sqlx::query_scalar("SELECT to_regclass('annals.accounts') IS NOT NULL")
            .fetch_one(&mut self.connection)
            .await
            .map_err(failed("the target"))
    }

    /// Whether a table is there, with the columns that are copied, and empty.
    pub(super) async fn check(&mut self, plan: &Plan) -> Result<(), Failure> {
        let failed = failed("the target");
        let called = plan.table.called();
        let names: Vec<&str> = plan.columns.iter().map(|it| it.name.as_str()).collect();
        let missing: Option<Vec<String>> = sqlx::query_scalar(
            "SELECT array_agg(named) FROM unnest($2) named
              WHERE NOT EXISTS (SELECT FROM pg_attribute WHERE attrelid = to_regclass($1) AND attname = named AND NOT attisdropped)",
        )
        .bind(plan.table.to_string())
        .bind(names)
        .fetch_one(&mut self.connection)
        .await
        .map_err(&failed)?;
        if let Some(missing) = missing {
            return Err(Failure::Usage(format!(
                "the target's {called} lacks {}: run the application's migrations there first, the same \
                 as in the source, or leave the table out with --without {called}",
                missing.join(", ")
            )));
        }
        let sql = format!("SELECT EXISTS (SELECT FROM {})", plan.table);
        let has_rows: bool = sqlx::query_scalar(AssertSqlSafe(sql))
            .fetch_one(&mut self.connection)
            .await
            .map_err(&failed)?;
        if has_rows && called != SEEDED {
            return Err(Failure::Usage(format!(
                "the target is not empty, there are rows in {called}: give --to an empty database"
            )));
        }
        Ok(())
    }

    /// Makes way: the roles that the migrations bring come from the source, and keys that go in a circle
    /// wait for the end.
    pub(super) async fn prepare(&mut self, waiting: &[(String, String)]) -> Result<(), Failure> {
        self.run(format!("DELETE FROM annals.{SEEDED}")).await?;
        for (table, key) in waiting {
            let key = quoted(key);
            self.run(format!(
                "ALTER TABLE {table} ALTER CONSTRAINT {key} DEFERRABLE INITIALLY DEFERRED"
            ))
            .await?;
        }
        self.waiting = waiting.to_vec();
        Ok(())
    }

    /// Sets the sequences of a table's columns behind what was copied.
    pub(super) async fn advance(&mut self, plan: &Plan) -> Result<(), Failure> {
        for column in &plan.columns {
            let sequence: Option<String> =
                sqlx::query_scalar("SELECT pg_get_serial_sequence($1, $2)")
                    .bind(plan.table.to_string())
                    .bind(&column.name)
                    .fetch_one(&mut self.connection)
                    .await
                    .map_err(failed("the target"))?;
            let Some(sequence) = sequence else { continue };
            let sql = format!(
                "SELECT setval($1::regclass, max({})) FROM {}",
                quoted(&column.name),
                plan.table
            );
            sqlx::query(AssertSqlSafe(sql))
                .bind(sequence)
                .execute(&mut self.connection)
                .await
                .map_err(failed("the target"))?;
        }
        Ok(())
    }

    /// Checks the keys that waited, and makes all of it happen.
    pub(super) async fn commit(mut self) -> Result<(), Failure> {
        self.run("SET CONSTRAINTS ALL IMMEDIATE".to_owned()).await?;
        for (table, key) in std::mem::take(&mut self.waiting) {
            let key = quoted(&key);
            self.run(format!("ALTER TABLE {table} ALTER CONSTRAINT {key} NOT DEFERRABLE")).await?;
        }
        self.run("COMMIT".to_owned()).await?;
        self.connection.close().await.map_err(failed("the target"))
    }

    async fn run(&mut self, sql: String) -> Result<(), Failure> {
        self.connection.execute(AssertSqlSafe(sql)).await.map(drop).map_err(failed("the target"))
    }
}

/// What the migrations fill.
const SEEDED: &str = "roles";
