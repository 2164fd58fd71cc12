//! What `Migrator` does from code: status, up, fresh, refresh, reset.

use annals::migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, DatabaseConnection};

use super::{applied, connect, fully_migrated, names};
use crate::{
    catalogue::{assert_same, one, snapshot},
    support::TestResult,
};

/// A database that is migrated and has a row that only `fresh`, `refresh` and `reset` take away.
async fn used(owner: &DatabaseConnection) -> TestResult {
    Migrator::up(owner, None).await?;
    owner.execute_unprepared("INSERT INTO annals.accounts (name) VALUES ('Ada')").await?;
    Ok(())
}

async fn accounts(owner: &DatabaseConnection) -> TestResult<i64> {
    one(owner, "SELECT count(*) FROM annals.accounts").await
}

#[tokio::test]
async fn the_status_tells_applied_from_pending_and_creates_nothing() -> TestResult {
    let sandbox = annals_sandbox::bare_database().await?;
    let owner = connect(sandbox.owner_url()).await?;
    let before = snapshot(&owner).await?;

    Migrator::status(&owner).await?;
    assert_eq!(Migrator::get_pending_migrations(&owner).await?.len(), names().len());
    assert_same(&before, &snapshot(&owner).await?, "after status on a bare database");

    Migrator::up(&owner, Some(3)).await?;
    let applied = Migrator::get_applied_migrations(&owner).await?;
    let applied: Vec<&str> = applied.iter().map(annals_migration_name).collect();
    assert_eq!(applied, names()[..3]);
    assert_eq!(Migrator::get_pending_migrations(&owner).await?.len(), names().len() - 3);
    Ok(())
}

fn annals_migration_name(migration: &sea_orm_migration::Migration) -> &str {
    migration.name()
}

#[tokio::test]
async fn the_read_only_status_finds_the_history_whatever_the_search_path() -> TestResult {
    let sandbox = annals_sandbox::database().await?;
    let owner = connect(sandbox.owner_url()).await?;
    assert_eq!(Migrator::get_pending_migrations_read_only(&owner).await?.len(), 0);
    assert_eq!(Migrator::get_applied_migrations_read_only(&owner).await?.len(), names().len());
    Ok(())
}

#[tokio::test]
async fn a_second_up_changes_nothing() -> TestResult {
    let sandbox = annals_sandbox::bare_database().await?;
    let owner = connect(sandbox.owner_url()).await?;
    used(&owner).await?;
    let first = snapshot(&owner).await?;

    Migrator::up(&owner, None).await?;
    annals::migrate(sandbox.owner_url()).await?;

    assert_same(&first, &snapshot(&owner).await?, "after a second up");
    assert_eq!(applied(&owner).await?, names());
    assert_eq!(accounts(&owner).await?, 1);
    Ok(())
}

#[tokio::test]
async fn fresh_makes_everything_anew() -> TestResult {
    let sandbox = annals_sandbox::bare_database().await?;
    let owner = connect(sandbox.owner_url()).await?;
    used(&owner).await?;
    Migrator::fresh(&owner).await?;
    assert_same(&fully_migrated().await?, &snapshot(&owner).await?, "after fresh");
    assert_eq!(applied(&owner).await?, names());
    assert_eq!(accounts(&owner).await?, 0);
    Ok(())
}

#[tokio::test]
async fn refresh_goes_down_and_up_again() -> TestResult {
    let sandbox = annals_sandbox::bare_database().await?;
    let owner = connect(sandbox.owner_url()).await?;
    used(&owner).await?;
    Migrator::refresh(&owner).await?;
    assert_same(&fully_migrated().await?, &snapshot(&owner).await?, "after refresh");
    assert_eq!(applied(&owner).await?, names());
    assert_eq!(accounts(&owner).await?, 0);
    Ok(())
}

#[tokio::test]
async fn reset_leaves_the_empty_schema_and_up_begins_anew() -> TestResult {
    let sandbox = annals_sandbox::bare_database().await?;
    let owner = connect(sandbox.owner_url()).await?;
    used(&owner).await?;
    Migrator::reset(&owner).await?;
    let relations = "SELECT count(*) FROM pg_class WHERE relnamespace = 'annals'::regnamespace";
    assert_eq!(one::<i64>(&owner, relations).await?, 0);

    Migrator::up(&owner, None).await?;
    assert_same(&fully_migrated().await?, &snapshot(&owner).await?, "after reset and up");
    Ok(())
}

#[tokio::test]
async fn uninstall_forgets_the_history_and_nothing_else() -> TestResult {
    let sandbox = annals_sandbox::database().await?;
    let owner = connect(sandbox.owner_url()).await?;
    let before = snapshot(&owner).await?;
    Migrator::uninstall(&owner).await?;
    assert_eq!(Migrator::get_applied_migrations(&owner).await?.len(), 0);
    assert_same(&before, &snapshot(&owner).await?, "after uninstall");
    Ok(())
}
