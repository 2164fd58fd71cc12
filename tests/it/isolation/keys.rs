//! A row can't refer to another account's, not even where no policy binds.

use sea_orm::TransactionTrait;
use uuid::Uuid;

use crate::{
    catalogue::refused,
    filled::{fill, tables},
    support::{TestResult, fixture},
};

#[tokio::test]
async fn a_child_of_another_accounts_parent_is_refused() -> TestResult {
    let fixture = fixture().await?;
    let owner = fixture.owner().await?;
    let tables = tables(&owner).await?;
    let ours = fill(&fixture, &tables).await?;
    let theirs = fill(&fixture, &tables).await?;
    let as_app = fixture.db.begin(&ours.context()).await?;
    let as_owner = owner.begin().await?;
    let mut tried = 0;
    for table in &tables {
        let parents = table.references.iter().map(|(_, parent)| parent);
        for parent in parents.filter(|parent| theirs.ids.contains_key(*parent)) {
            let mut ids = ours.ids.clone();
            ids.insert(parent.clone(), theirs.ids[parent]);
            // In place of the row that is there, which a unique key would speak for.
            let child = format!(
                "DELETE FROM annals.{} WHERE id = '{}'; {}",
                table.name,
                ours.ids[&table.name],
                table.insert(ours.account, Uuid::now_v7(), &ids)?
            );
            refused(&as_owner, &child, &["23503"]).await?;
            if table.app_may_insert {
                refused(as_app.connection(), &child, &["23503"]).await?;
            }
            tried += 1;
        }
    }
    assert!(tried >= 15, "{tried} foreign keys between tenant tables");
    Ok(())
}
