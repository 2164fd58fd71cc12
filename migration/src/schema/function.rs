//! The functions of the schema `annals`, each in a file of its own under `sql/`.

use sea_orm_migration::{
    SchemaManager,
    prelude::{ConnectionTrait, DbErr},
};

/// Creates or replaces functions, one statement a call, as Citus wants it.
pub(crate) async fn create_functions(
    manager: &SchemaManager<'_>,
    functions: &[&str],
) -> Result<(), DbErr> {
    for function in functions {
        execute(manager, function).await?;
    }
    Ok(())
}

/// Drops functions, named with the types of their arguments.
pub(crate) async fn drop_functions(
    manager: &SchemaManager<'_>,
    signatures: &[&str],
) -> Result<(), DbErr> {
    for signature in signatures {
        execute(manager, &format!("DROP FUNCTION IF EXISTS annals.{signature}")).await?;
    }
    Ok(())
}

/// Runs SQL that the schema builder has no words for.
pub(crate) async fn execute(manager: &SchemaManager<'_>, sql: &str) -> Result<(), DbErr> {
    manager.get_connection().execute_unprepared(sql).await.map(drop)
}
