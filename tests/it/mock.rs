//! An application's handler, tested without a database.

use annals::{prelude::*, service::journal::MockJournal};
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
