//! What kind of connection a migrator may be given.

use annals::migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectOptions, Database, TransactionTrait};

use super::{applied, connect, names};
use crate::support::TestResult;

#[tokio::test]
async fn a_pool_of_one_connection_on_another_search_path_migrates() -> TestResult {
    let sandbox = annals_sandbox::bare_database().await?;
    let mut options = ConnectOptions::new(sandbox.owner_url());
    options.max_connections(1).min_connections(1).set_schema_search_path("public");
    let owner = Database::connect(options).await?;

    Migrator::up(&owner, None).await?;
    Migrator::down(&owner, Some(2)).await?;
    assert_eq!(Migrator::get_pending_migrations(&owner).await?.len(), 2);
    Migrator::up(&owner, None).await?;

    assert_eq!(applied(&owner).await?, names());
    Ok(())
}

#[tokio::test]
async fn a_transaction_is_refused_with_what_to_give_instead() -> TestResult {
    let sandbox = annals_sandbox::bare_database().await?;
    let owner = connect(sandbox.owner_url()).await?;
    let transaction = owner.begin().await?;
    let refused = Migrator::up(&transaction, None).await;
    let message = refused.err().ok_or("a transaction was accepted")?.to_string();
    assert!(message.contains("was given a transaction"), "{message}");
    assert!(message.contains("give it the connection"), "{message}");
    Ok(())
}
