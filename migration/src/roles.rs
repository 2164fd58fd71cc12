//! The roles of the cluster and the schema of the database: what must be there before the first
//! migration. Both are made where missing and never dropped.

use std::time::Duration;

use sea_orm_migration::sea_orm::{ConnectionTrait, DbErr, RuntimeErr};
use sqlx::postgres::PgDatabaseError;

/// First statement of a connection that migrates: what it makes belongs to `annals_owner`, whichever
/// of its members connected.
pub(crate) const BECOME_OWNER: &str = "SET search_path = annals, public; SET ROLE annals_owner";

const CREATE_ROLES: &str = include_str!("sql/create_roles.sql");
const CREATE_SCHEMA: &str = include_str!("sql/create_schema.sql");
const CREATE_EXTENSION: &str = include_str!("sql/create_extension.sql");

/// Two databases of one cluster that migrate at once may meet at the same row of `pg_authid`.
const ATTEMPTS: u32 = 20;
const PAUSE: Duration = Duration::from_millis(25);

/// Creates the group roles `annals_owner`, `annals_app`, `annals_reader` and `annals_operator` where
/// they are missing, and makes the connected role a member of `annals_owner`.
///
/// Roles belong to the cluster, so several databases share them, and nothing here drops one.
///
/// # Errors
/// When a role is missing and the connected one may not create it; the message says what an
/// administrator has to run.
pub async fn create_roles<C: ConnectionTrait>(db: &C) -> Result<(), DbErr> {
    let mut attempt = 1;
    loop {
        match db.execute_unprepared(CREATE_ROLES).await {
            Ok(_) => return Ok(()),
            Err(error) if attempt < ATTEMPTS && is_race(&error) => {
                attempt += 1;
                tokio::time::sleep(PAUSE).await;
            }
            Err(error) => return Err(with_advice(error)),
        }
    }
}

/// Creates the schema `annals`, owned by `annals_owner`, where it is missing, and in it the extension
/// that its indexes are better with, where it is to be had.
pub(crate) async fn create_schema<C: ConnectionTrait>(db: &C) -> Result<(), DbErr> {
    for statement in [CREATE_SCHEMA, CREATE_EXTENSION] {
        db.execute_unprepared(statement).await.map_err(with_advice)?;
    }
    Ok(())
}

/// An error of the driver prints its message alone, and what an administrator has to run is the hint.
fn with_advice(error: DbErr) -> DbErr {
    let (DbErr::Exec(RuntimeErr::SqlxError(source)) | DbErr::Query(RuntimeErr::SqlxError(source))) =
        &error
    else {
        return error;
    };
    let refusal = source
        .as_database_error()
        .and_then(|refusal| refusal.try_downcast_ref::<PgDatabaseError>());
    match refusal.and_then(|refusal| Some((refusal.message(), refusal.hint()?))) {
        Some((message, advice)) => DbErr::Migration(format!("{message}. {advice}")),
        None => error,
    }
}

/// PostgreSQL has no SQLSTATE of its own for two sessions that update one catalogue row.
fn is_race(error: &DbErr) -> bool {
    let text = error.to_string();
    text.contains("tuple concurrently updated") || text.contains("duplicate key value")
}
