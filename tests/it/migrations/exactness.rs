//! `down` undoes `up`, to the last grant.

use annals::migration::{Migrator, MigratorTrait};

use super::{applied, connect, names};
use crate::{
    catalogue::{assert_same, snapshot, texts},
    support::TestResult,
};

#[tokio::test]
async fn the_down_of_every_migration_undoes_its_up_exactly() -> TestResult {
    let sandbox = annals_sandbox::bare_database().await?;
    let owner = connect(sandbox.owner_url()).await?;
    Migrator::up(&owner, Some(0)).await?;
    let mut before = snapshot(&owner).await?;

    for name in names() {
        Migrator::up(&owner, Some(1)).await?;
        assert_eq!(applied(&owner).await?.last(), Some(&name));
        let migrated = snapshot(&owner).await?;
        assert_ne!(before, migrated, "{name} leaves no trace in the catalogue");

        Migrator::down(&owner, Some(1)).await?;
        assert_same(&before, &snapshot(&owner).await?, &format!("after down of {name}"));

        Migrator::up(&owner, Some(1)).await?;
        assert_same(&migrated, &snapshot(&owner).await?, &format!("after the second up of {name}"));
        before = migrated;
    }
    Ok(())
}

#[tokio::test]
async fn all_the_way_up_and_down_leaves_only_the_history() -> TestResult {
    let sandbox = annals_sandbox::bare_database().await?;
    let owner = connect(sandbox.owner_url()).await?;
    Migrator::up(&owner, Some(0)).await?;
    let before = snapshot(&owner).await?;

    Migrator::up(&owner, None).await?;
    Migrator::down(&owner, None).await?;

    assert_same(&before, &snapshot(&owner).await?, "after all the way up and down");
    let left = "SELECT relname::text FROM pg_class WHERE relnamespace = 'annals'::regnamespace
                UNION ALL SELECT proname::text FROM pg_proc WHERE pronamespace = 'annals'::regnamespace
                 AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')
                UNION ALL SELECT typname::text FROM pg_type
                 WHERE typnamespace = 'annals'::regnamespace AND typrelid = 0 AND typelem = 0 ORDER BY 1";
    assert_eq!(texts(&owner, left).await?, ["annals_migrations", "annals_migrations_pkey"]);
    assert_eq!(applied(&owner).await?, Vec::<String>::new());
    Ok(())
}
