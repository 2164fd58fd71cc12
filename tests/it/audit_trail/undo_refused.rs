//! What stands against an undo.

use annals::prelude::*;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::Trail;
use crate::support::TestResult;

fn conflicts<T: std::fmt::Debug>(refused: Result<T, Error>) -> TestResult<Vec<UndoConflict>> {
    match refused {
        Err(Error::UndoConflicts { conflicts, total, .. }) => {
            assert_eq!(usize::try_from(total)?, conflicts.len());
            Ok(conflicts)
        }
        other => Err(format!("{other:?}").into()),
    }
}

#[tokio::test]
async fn rows_that_changed_since_are_named_and_left_unless_overwritten() -> TestResult {
    let trail = Trail::start().await?;
    let (changed, same) = (trail.entry().await?, trail.entry().await?);
    let both = trail.write("UPDATE annals.journal_entries SET title = 'Both'").await?;
    let since = trail.retitle(changed.id, "Since").await?;
    let expected = [UndoConflict::ChangedSince {
        table: "journal_entries".into(),
        id: changed.id,
        transaction_id: since,
    }];
    assert!(expected[0].can_be_overwritten());
    let audit = trail.db().read(&trail.context).audit();
    let preview = audit.preview_undo(Undoing::Transaction(both)).await?;
    assert_eq!((preview.conflicts.as_slice(), preview.total_conflicts), (&expected[..], 1));
    let refused = trail.undo(both, IfChanged::Refuse).await;
    let said = refused.as_ref().err().map(ToString::to_string).unwrap_or_default();
    assert!(said.contains("was changed by transaction"), "{said}");
    assert_eq!(conflicts(refused)?, expected);
    assert_eq!(trail.title(same.id).await?.as_deref(), Some("Both"), "nothing was undone");

    assert_eq!(trail.undo(both, IfChanged::Overwrite).await?.total(), 2);
    for id in [changed.id, same.id] {
        assert_eq!(trail.title(id).await?.as_deref(), Some("One"));
    }
    trail.expect_complete_log().await
}

#[tokio::test]
async fn a_change_by_others_in_the_midst_of_a_request_stands_against_it() -> TestResult {
    let trail = Trail::start().await?;
    let entry = trail.entry().await?;
    let request = trail.context.clone().request_id("r-9");
    let retitle = |title: &str| format!("UPDATE annals.journal_entries SET title = '{title}'");
    trail.write_as(&request, &retitle("First")).await?;
    let midst = trail.write(&retitle("Others")).await?;
    trail.write_as(&request, &retitle("Last")).await?;
    let audit = trail.db().scope(&trail.context).audit();
    let refused = audit.undo(Undoing::Request("r-9".into()), IfChanged::Refuse).await;
    let table = "journal_entries".to_owned();
    let expected = UndoConflict::ChangedSince { table, id: entry.id, transaction_id: midst };
    assert_eq!(conflicts(refused)?, [expected]);
    Ok(())
}

#[tokio::test]
async fn what_others_hung_on_a_new_row_stands_against_its_removal() -> TestResult {
    let trail = Trail::start().await?;
    let project = Uuid::now_v7();
    let made = trail
        .write(&format!(
            "INSERT INTO annals.projects (account_id, id, name) VALUES ($account, '{project}', 'P');
             INSERT INTO annals.documents (account_id, project_id, document_type, title) VALUES ($account, '{project}', 'plan', 'Its own')"
        ))
        .await?;
    trail
        .write(&format!(
            "INSERT INTO annals.documents (account_id, project_id, document_type, title) VALUES ($account, '{project}', 'notes', 'Later')"
        ))
        .await?;
    let refused = trail.undo(made, IfChanged::Refuse).await;
    let in_use =
        UndoConflict::InUse { table: "documents".into(), column: "project_id".into(), rows: 1 };
    assert_eq!(in_use.to_string(), "1 row refers by documents.project_id to what would go");
    assert_eq!(conflicts(refused)?, [in_use]);
    trail.undo(made, IfChanged::Overwrite).await?;
    let left = trail.state().await?;
    assert!(!left.iter().any(|row| row.starts_with("annals.documents")), "{left:?}");
    trail.expect_complete_log().await
}

#[tokio::test]
async fn the_account_itself_is_never_removed() -> TestResult {
    let trail = Trail::start().await?;
    let signed_up = trail.history("accounts", trail.ada.account_id).await?[0].transaction_id;
    for if_changed in [IfChanged::Refuse, IfChanged::Overwrite] {
        let refused = conflicts(trail.undo(signed_up, if_changed).await)?;
        assert!(refused.contains(&UndoConflict::Account), "{refused:?}");
    }
    Ok(())
}

#[tokio::test]
async fn what_the_log_no_longer_knows_can_not_be_undone() -> TestResult {
    let trail = Trail::start().await?;
    let entry = trail.entry().await?;
    let retitled = trail.retitle(entry.id, "Two").await?;
    let admin = trail.fixture.admin().await?;
    let forget = format!(
        "BEGIN; SET LOCAL session_replication_role = replica;
         DELETE FROM annals.audit_log WHERE row_id = '{}' AND row_version = 1; COMMIT",
        entry.id
    );
    admin.execute_unprepared(&forget).await?;
    for if_changed in [IfChanged::Refuse, IfChanged::Overwrite] {
        let forgotten = UndoConflict::Forgotten { table: "journal_entries".into(), rows: 1 };
        assert!(!forgotten.can_be_overwritten());
        assert_eq!(conflicts(trail.undo(retitled, if_changed).await)?, [forgotten]);
    }
    Ok(())
}

#[tokio::test]
async fn an_unknown_operation_and_another_accounts_are_refused_alike() -> TestResult {
    let trail = Trail::start().await?;
    let entry = trail.entry().await?;
    let retitled = trail.retitle(entry.id, "Two").await?;
    let bob = trail.fixture.sign_up().await?.context();
    let audit = trail.db().scope(&bob).audit();
    for undoing in [
        Undoing::Transaction(retitled),
        Undoing::Transaction(-1),
        Undoing::Request("r-0".into()),
        Undoing::Request("'; DROP TABLE annals.users --".into()),
    ] {
        assert_eq!(audit.preview_undo(undoing.clone()).await?, UndoPreview::default());
        let refused = audit.undo(undoing.clone(), IfChanged::Overwrite).await;
        assert!(matches!(refused, Err(Error::Invalid { .. })), "{undoing}: {refused:?}");
    }
    assert_eq!(trail.title(entry.id).await?.as_deref(), Some("Two"));
    Ok(())
}

#[tokio::test]
async fn a_reading_scope_previews_and_does_not_undo() -> TestResult {
    let trail = Trail::start().await?;
    let entry = trail.entry().await?;
    let retitled = trail.retitle(entry.id, "Two").await?;
    let audit = trail.db().read(&trail.context).audit();
    let undoing = Undoing::Transaction(retitled);
    assert_eq!(audit.preview_undo(undoing.clone()).await?.rows.len(), 1);
    let refused = audit.undo(undoing, IfChanged::Refuse).await;
    assert!(matches!(refused, Err(Error::Forbidden { .. })), "{refused:?}");
    assert_eq!(trail.title(entry.id).await?.as_deref(), Some("Two"));
    Ok(())
}

#[tokio::test]
async fn of_two_undos_at_once_one_is_refused() -> TestResult {
    let trail = Trail::start().await?;
    let talk = trail.talk().await?;
    let before = trail.state().await?;
    let deleted =
        trail.write(&format!("DELETE FROM annals.conversations WHERE id = '{talk}'")).await?;
    let undo = || trail.undo(deleted, IfChanged::Refuse);
    let outcomes = tokio::join!(undo(), undo(), undo());
    let outcomes = [outcomes.0, outcomes.1, outcomes.2];
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{outcomes:?}");
    for refused in outcomes.into_iter().filter(Result::is_err) {
        assert_eq!(conflicts(refused)?.len(), 4);
    }
    assert_eq!(trail.state().await?, before);
    trail.expect_complete_log().await
}

#[tokio::test]
async fn a_unique_value_that_somebody_else_has_by_now_is_told() -> TestResult {
    let trail = Trail::start().await?;
    let insert =
        "INSERT INTO annals.users (account_id, email) VALUES ($account, 'eve@example.org')";
    trail.write(insert).await?;
    let deleted = trail.write("DELETE FROM annals.users WHERE email = 'eve@example.org'").await?;
    trail.write(insert).await?;
    let refused = trail.undo(deleted, IfChanged::Overwrite).await;
    let Err(Error::AlreadyExists { fields, .. }) = refused else {
        return Err(format!("{refused:?}").into());
    };
    assert_eq!(fields, ["email_key"]);
    Ok(())
}
