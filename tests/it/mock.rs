//! An application's handler, tested without a database.

use annals::{
    prelude::*,
    service::{journal::MockJournal, roles::MockRoles},
};
use uuid::Uuid;

/// Does not care where the journal is.
async fn has_entry(journal: &dyn Journal, id: Uuid) -> Result<bool, Error> {
    Ok(journal.find(id).await?.is_some())
}

#[tokio::test]
async fn a_handler_takes_any_journal() -> Result<(), Error> {
    let id = Uuid::now_v7();
    let mut journal = MockJournal::new();
    journal.expect_find().withf(move |asked| *asked == id).times(1).returning(|_| Ok(None));
    assert!(!has_entry(&journal, id).await?);

    let mut broken = MockJournal::new();
    broken.expect_find().returning(|id| Err(Error::NotFound { entity: "journal_entries", id }));
    assert!(has_entry(&broken, id).await.is_err());
    Ok(())
}

/// Does not care where the roles are.
async fn is_admin(roles: &dyn Roles, user: Uuid) -> Result<bool, Error> {
    roles.has(user, "admin").await
}

#[tokio::test]
async fn a_handler_takes_any_roles() -> Result<(), Error> {
    let ada = Uuid::now_v7();
    let mut roles = MockRoles::new();
    roles.expect_has().returning(move |user, role| Ok(user == ada && role == "admin"));
    assert!(is_admin(&roles, ada).await?);
    assert!(!is_admin(&roles, Uuid::now_v7()).await?);
    Ok(())
}
