//! One row, back to an earlier version.

use annals::prelude::*;
use uuid::Uuid;

use super::Trail;
use crate::support::TestResult;

async fn revert(trail: &Trail, revert: Revert) -> Result<AuditEntry, Error> {
    trail.db().scope(&trail.context).audit().revert(revert).await
}

/// An entry called One, Two and Three.
async fn trail() -> TestResult<(Trail, Uuid)> {
    let trail = Trail::start().await?;
    let entry = trail.entry().await?;
    trail.retitle(entry.id, "Two").await?;
    trail.retitle(entry.id, "Three").await?;
    Ok((trail, entry.id))
}

fn of(id: Uuid) -> Revert {
    Revert::of("journal_entries", id)
}

#[tokio::test]
async fn a_row_goes_back_to_an_earlier_version_as_a_new_one() -> TestResult {
    let (trail, id) = trail().await?;
    let now = revert(&trail, of(id).to(2).expecting(3)).await?;
    assert_eq!((now.row_version, now.operation.as_str()), (4, "update"));
    let context = now.context.ok_or("it has a context")?;
    assert_eq!(context["undoes"]["back_to_version"], 2);
    assert_eq!(context["request_id"], "r-0", "what else is said stays");
    assert_eq!(trail.title(id).await?.as_deref(), Some("Two"));

    // What is so already makes no version.
    assert_eq!(revert(&trail, of(id).to(2)).await?.row_version, 4);
    revert(&trail, of(id).to(3).expecting(4)).await?;
    assert_eq!(trail.title(id).await?.as_deref(), Some("Three"));
    let later = trail.retitle(id, "Four").await?;
    let entries = trail.history("journal_entries", id).await?;
    let last = entries.last().ok_or("it has entries")?;
    assert_eq!(last.transaction_id, later);
    assert_eq!(last.context.as_ref().and_then(|said| said.get("undoes")), None);
    trail.expect_complete_log().await
}

#[tokio::test]
async fn a_row_that_changed_since_is_left_unless_no_version_is_expected() -> TestResult {
    let (trail, id) = trail().await?;
    let stale = revert(&trail, of(id).to(1).expecting(2)).await;
    let Err(Error::StaleVersion { entity, expected: 2, actual: 3, .. }) = stale else {
        return Err(format!("{stale:?}").into());
    };
    assert_eq!(entity, "journal_entries");
    assert_eq!(trail.title(id).await?.as_deref(), Some("Three"));
    revert(&trail, of(id).to(1)).await?;
    assert_eq!(trail.title(id).await?.as_deref(), Some("One"));
    Ok(())
}

#[tokio::test]
async fn a_deleted_row_comes_back_and_its_versions_go_on() -> TestResult {
    let (trail, id) = trail().await?;
    trail.db().scope(&trail.context).journal().delete_for_good(id).await?;
    let now = revert(&trail, of(id).to(2).expecting(4)).await?;
    assert_eq!((now.row_version, now.operation.as_str()), (5, "insert"));
    assert_eq!(trail.title(id).await?.as_deref(), Some("Two"));
    trail.expect_complete_log().await
}

#[tokio::test]
async fn a_row_that_was_deleted_softly_is_not_deleted_in_an_earlier_version() -> TestResult {
    let (trail, id) = trail().await?;
    trail.db().scope(&trail.context).journal().delete(id).await?;
    revert(&trail, of(id).to(3).expecting(4)).await?;
    assert_eq!(trail.title(id).await?.as_deref(), Some("Three"));
    Ok(())
}

#[tokio::test]
async fn what_can_not_be_reverted_is_told() -> TestResult {
    let (trail, id) = trail().await?;
    let talk = trail.talk().await?;
    let message = "SELECT id FROM annals.messages WHERE position = 1";
    let owner = trail.fixture.owner().await?;
    let message: Uuid = crate::catalogue::one(&owner, message).await?;
    trail.write("UPDATE annals.messages SET user_feedback = 1 WHERE position = 1").await?;
    for (asked, field, rule) in [
        (of(id).to(9), "to_version", "is none that the log knows"),
        (of(id).to(0), "to_version", "is none that the log knows"),
        (Revert::of("entries", id), "table", "is no tracked table"),
        (Revert::of("sessions", id), "table", "is no tracked table"),
        (Revert::of("annals.journal_entries", id), "table", "is no tracked table"),
        (Revert::of("messages", message), "table", "whose rows are written once"),
    ] {
        let refused = revert(&trail, asked.clone()).await;
        let Err(Error::Invalid { fields }) = refused else {
            return Err(format!("{asked:?}: {refused:?}").into());
        };
        assert_eq!(fields[0].field, field, "{asked:?}");
        assert!(fields[0].rule.contains(rule), "{asked:?}: {}", fields[0].rule);
    }
    let unknown = revert(&trail, of(talk)).await;
    assert!(matches!(unknown, Err(Error::NotFound { entity: "journal_entries", .. })));

    trail.db().scope(&trail.context).journal().delete_for_good(id).await?;
    let deletion = revert(&trail, of(id).to(4)).await;
    assert!(matches!(deletion, Err(Error::Invalid { .. })), "{deletion:?}");
    Ok(())
}

#[tokio::test]
async fn another_account_and_a_reading_scope_revert_nothing() -> TestResult {
    let (trail, id) = trail().await?;
    let bob = trail.fixture.sign_up().await?.context();
    let foreign = trail.db().scope(&bob).audit().revert(of(id)).await;
    assert!(matches!(foreign, Err(Error::NotFound { .. })), "{foreign:?}");
    let reading = trail.db().read(&trail.context).audit().revert(of(id)).await;
    assert!(matches!(reading, Err(Error::Forbidden { .. })), "{reading:?}");
    assert_eq!(trail.title(id).await?.as_deref(), Some("Three"));
    Ok(())
}

#[tokio::test]
async fn a_row_whose_parent_is_gone_does_not_come_back() -> TestResult {
    let trail = Trail::start().await?;
    let talk = trail.talk().await?;
    let owner = trail.fixture.owner().await?;
    let first = "SELECT id FROM annals.messages WHERE position = 1";
    let message: Uuid = crate::catalogue::one(&owner, first).await?;
    trail.write(&format!("DELETE FROM annals.conversations WHERE id = '{talk}'")).await?;
    let orphan = revert(&trail, Revert::of("messages", message)).await;
    assert!(matches!(orphan, Err(Error::Conflict { .. })), "{orphan:?}");
    revert(&trail, Revert::of("conversations", talk)).await?;
    revert(&trail, Revert::of("messages", message)).await?;
    let brought: String =
        crate::catalogue::one(&owner, "SELECT content FROM annals.messages").await?;
    assert_eq!(brought, "Message 1", "its contents are those of its deletion");
    trail.expect_complete_log().await
}
