//! Annals' migrator beside an application's own, in `public`.

use annals::migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, DatabaseConnection};

use super::{applied, connect, fully_migrated, names};
use crate::{
    catalogue::{assert_same, one, snapshot, texts},
    notes::{ApplicationMigrator, GuestBook},
    support::TestResult,
};

/// The application's own history.
async fn of_application(connection: &impl ConnectionTrait) -> TestResult<Vec<String>> {
    let history = "SELECT version::text FROM public.seaql_migrations ORDER BY version";
    texts(connection, history).await
}

async fn assert_annals_is_whole(owner: &DatabaseConnection) -> TestResult {
    let mut there = snapshot(owner).await?;
    let expected = fully_migrated().await?;
    there.retain(|line| expected.contains(line) || line.contains("annals."));
    assert_eq!(applied(owner).await?, names());
    assert_same(&expected, &there, "beside the application's tables");
    Ok(())
}

#[tokio::test]
async fn an_application_migrates_before_annals() -> TestResult {
    let sandbox = annals_sandbox::bare_database().await?;
    let owner = connect(sandbox.owner_url()).await?;
    GuestBook::up(&owner, None).await?;
    Migrator::up(&owner, None).await?;
    assert_eq!(of_application(&owner).await?, ["migrator"]);
    assert_eq!(one::<i64>(&owner, "SELECT count(*) FROM public.guests").await?, 0);
    assert_annals_is_whole(&owner).await
}

#[tokio::test]
async fn an_application_migrates_between_two_releases_of_annals() -> TestResult {
    let sandbox = annals_sandbox::bare_database().await?;
    let owner = connect(sandbox.owner_url()).await?;
    // As of a release that ended with the journal.
    let entries = names().iter().position(|name| name.ends_with("create_journal_entries"));
    let steps = u32::try_from(entries.ok_or("no migration of the journal")? + 1)?;
    Migrator::up(&owner, Some(steps)).await?;
    ApplicationMigrator::up(&owner, None).await?;
    Migrator::up(&owner, None).await?;

    assert_eq!(of_application(&owner).await?.len(), 1);
    assert_eq!(one::<i64>(&owner, "SELECT count(*) FROM public.scoped_notes").await?, 0);
    assert_eq!(applied(&owner).await?, names());
    Ok(())
}

#[tokio::test]
async fn an_application_migrates_after_annals_and_down_again() -> TestResult {
    let sandbox = annals_sandbox::bare_database().await?;
    let owner = connect(sandbox.owner_url()).await?;
    Migrator::up(&owner, None).await?;
    ApplicationMigrator::up(&owner, Some(0)).await?;
    let before = snapshot(&owner).await?;

    ApplicationMigrator::up(&owner, None).await?;
    ApplicationMigrator::down(&owner, None).await?;

    assert_same(&before, &snapshot(&owner).await?, "after the application's up and down");
    assert_eq!(applied(&owner).await?, names());
    assert_eq!(of_application(&owner).await?, Vec::<String>::new());
    Ok(())
}

#[tokio::test]
async fn fresh_of_an_application_leaves_annals_alone() -> TestResult {
    let sandbox = annals_sandbox::bare_database().await?;
    let owner = connect(sandbox.owner_url()).await?;
    Migrator::up(&owner, None).await?;
    ApplicationMigrator::up(&owner, None).await?;
    let account = "INSERT INTO annals.accounts (id, name) VALUES ('0190b5e8-0000-7000-8000-000000000001', 'Ada')";
    owner.execute_unprepared(account).await?;
    let note = "INSERT INTO public.notes (account_id, body) VALUES ('0190b5e8-0000-7000-8000-000000000001', 'mine')";
    owner.execute_unprepared(note).await?;
    let before = snapshot(&owner).await?;

    ApplicationMigrator::fresh(&owner).await?;

    assert_same(&before, &snapshot(&owner).await?, "after fresh of the application");
    assert_eq!(applied(&owner).await?, names());
    assert_eq!(one::<i64>(&owner, "SELECT count(*) FROM public.notes").await?, 0);
    assert_eq!(one::<i64>(&owner, "SELECT count(*) FROM annals.accounts").await?, 1);
    Ok(())
}

#[tokio::test]
async fn fresh_of_annals_leaves_an_applications_tables_alone() -> TestResult {
    let sandbox = annals_sandbox::bare_database().await?;
    let owner = connect(sandbox.owner_url()).await?;
    GuestBook::up(&owner, None).await?;
    Migrator::up(&owner, None).await?;
    owner.execute_unprepared("INSERT INTO public.guests VALUES ('Ada')").await?;
    Migrator::fresh(&owner).await?;
    assert_eq!(one::<i64>(&owner, "SELECT count(*) FROM public.guests").await?, 1);
    assert_eq!(of_application(&owner).await?, ["migrator"]);
    assert_annals_is_whole(&owner).await
}
