//! The migrations in their order, and what makes running them safe: a lock, and the right schema.

use sea_orm_migration::{
    IntoSchemaManagerConnection, Migration, MigrationTrait, MigratorTrait,
    prelude::{Expr, Query},
    sea_orm::{ConnectionTrait, DbErr, DynIden, FromQueryResult},
    sea_query::IntoIden,
    seaql_migrations,
};

use crate::{connect, migrations, session::Session};

/// The table that holds the history of Annals' migrations, in the schema `annals`.
pub(crate) const HISTORY: &str = "annals_migrations";

/// Brings the schema of a database up to date. Call it with the owner's URL at the start of an
/// application or in a deployment step; several processes may call it at once.
///
/// # Errors
/// When the URL can't be read or the server can't be reached, when the role may not create what is missing (the message says
/// what an administrator has to run), and when a migration fails; one that fails leaves no trace.
pub async fn migrate(owner_url: &str) -> Result<(), DbErr> {
    let connection = connect(owner_url).await?;
    let migrated = Migrator::up(&connection, None).await;
    connection.close().await?;
    migrated
}

/// The migrations of Annals.
///
/// Every operation that changes the schema runs under a lock, on connections of its own whose search
/// path is `annals, public`, as `annals_owner` where the role it is given may become that one. So it
/// does not matter what the search path or the size of the given pool is. It takes a connection, not
/// a transaction: each migration is a transaction of its own.
#[derive(Debug)]
pub struct Migrator;

/// The same list without lock and schema: what runs inside a [`Session`].
struct Migrations;

#[async_trait::async_trait]
impl MigratorTrait for Migrations {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        migrations::all()
    }

    fn migration_table_name() -> DynIden {
        HISTORY.into_iden()
    }
}

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        migrations::all()
    }

    fn migration_table_name() -> DynIden {
        HISTORY.into_iden()
    }

    /// Reads the history and creates nothing: without one, every migration is pending.
    async fn get_migration_models<C>(db: &C) -> Result<Vec<seaql_migrations::Model>, DbErr>
    where
        C: ConnectionTrait,
    {
        if !history_exists(db).await? {
            return Ok(Vec::new());
        }
        let select = Query::select()
            .columns(["version", "applied_at"])
            .from(("annals", HISTORY))
            .order_by("version", sea_orm_migration::sea_orm::Order::Asc)
            .take();
        let rows = db.query_all(&select).await?;
        rows.iter().map(|row| seaql_migrations::Model::from_query_result(row, "")).collect()
    }

    /// The same as without `read_only`, which creates nothing either. SeaORM's own would look for the
    /// history on the search path.
    async fn get_migration_with_status_read_only<C>(db: &C) -> Result<Vec<Migration>, DbErr>
    where
        C: ConnectionTrait,
    {
        Self::get_migration_with_status(db).await
    }

    /// Does nothing: the history is made by the first operation that changes the schema.
    async fn install<C>(_db: &C) -> Result<(), DbErr>
    where
        C: ConnectionTrait,
    {
        Ok(())
    }

    async fn up<'c, C>(db: C, steps: Option<u32>) -> Result<(), DbErr>
    where
        C: IntoSchemaManagerConnection<'c>,
    {
        let session = Session::begin(db.into_database_executor()).await?;
        let done = Migrations::up(session.connection(), steps).await;
        session.end(done).await
    }

    async fn down<'c, C>(db: C, steps: Option<u32>) -> Result<(), DbErr>
    where
        C: IntoSchemaManagerConnection<'c>,
    {
        let session = Session::begin(db.into_database_executor()).await?;
        let done = Migrations::down(session.connection(), steps).await;
        session.end(done).await
    }

    async fn fresh<'c, C>(db: C) -> Result<(), DbErr>
    where
        C: IntoSchemaManagerConnection<'c>,
    {
        let session = Session::begin(db.into_database_executor()).await?;
        let done = Migrations::fresh(session.connection()).await;
        session.end(done).await
    }

    async fn refresh<'c, C>(db: C) -> Result<(), DbErr>
    where
        C: IntoSchemaManagerConnection<'c>,
    {
        let session = Session::begin(db.into_database_executor()).await?;
        let done = Migrations::refresh(session.connection()).await;
        session.end(done).await
    }

    async fn reset<'c, C>(db: C) -> Result<(), DbErr>
    where
        C: IntoSchemaManagerConnection<'c>,
    {
        let session = Session::begin(db.into_database_executor()).await?;
        let done = Migrations::reset(session.connection()).await;
        session.end(done).await
    }

    async fn uninstall<'c, C>(db: C) -> Result<(), DbErr>
    where
        C: IntoSchemaManagerConnection<'c>,
    {
        let session = Session::begin(db.into_database_executor()).await?;
        let done = Migrations::uninstall(session.connection()).await;
        session.end(done).await
    }
}

async fn history_exists<C: ConnectionTrait>(db: &C) -> Result<bool, DbErr> {
    let select = Query::select()
        .expr(Expr::cust("to_regclass('annals.annals_migrations') IS NOT NULL"))
        .take();
    let row = db.query_one(&select).await?;
    row.map_or(Ok(false), |row| row.try_get_by_index(0))
}
