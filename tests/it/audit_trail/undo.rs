//! Whole operations undone.

use annals::prelude::*;
use uuid::Uuid;

use super::Trail;
use crate::{
    catalogue::{one, texts},
    support::{TestResult, rows},
};

#[tokio::test]
async fn what_was_deleted_comes_back_with_its_contents_and_its_tree() -> TestResult {
    let trail = Trail::start().await?;
    let talk = trail.talk().await?;
    let before = trail.state().await?;
    let deleted =
        trail.write(&format!("DELETE FROM annals.conversations WHERE id = '{talk}'")).await?;
    assert_ne!(trail.state().await?, before);

    let audit = trail.db().scope(&trail.context).audit();
    let preview = audit.preview_undo(Undoing::Transaction(deleted)).await?;
    assert_eq!((preview.conflicts.len(), preview.total_conflicts), (0, 0));
    let undone = trail.undo(deleted, IfChanged::Refuse).await?;
    assert_eq!(undone.rows, preview.rows);
    assert_eq!(undone.total(), 4);
    assert_eq!(undone.of("messages", UndoEffect::BroughtBack), 3);
    assert_eq!(trail.state().await?, before);

    let log = trail.log("conversations", talk).await?;
    assert_eq!(log, ["1 insert database", "2 delete database", "3 insert database"]);
    let history = trail.history("conversations", talk).await?;
    let context = history[2].context.as_ref().ok_or("it has one")?;
    assert_eq!(context["undoes"]["transaction"], deleted);
    assert_eq!(history[2].actor_id, Some(trail.ada.user.id));

    // The next message takes its position from the counter.
    let owner = trail.fixture.owner().await?;
    let counters = "SELECT message_count, last_message_at IS NOT NULL FROM annals.conversations";
    assert_eq!(rows::<(i32, bool)>(&owner, counters, []).await?, [(3, true)]);
    trail.expect_complete_log().await
}

#[tokio::test]
async fn what_was_inserted_goes_and_what_was_changed_is_changed_back() -> TestResult {
    let trail = Trail::start().await?;
    let entry = trail.entry().await?;
    let before = trail.state().await?;
    let id = entry.id;
    let mixed = trail
        .write(&format!(
            "INSERT INTO annals.processed_content (account_id, journal_id, user_id, task_type, processed_data)
             VALUES ($account, '{id}', $user, 'mood', '{{}}');
             UPDATE annals.journal_entries SET title = 'Two', raw_data = '[1]', mood_score = 3, content = 'Two words';
             UPDATE annals.journal_entries SET title = 'Three';
             INSERT INTO annals.projects (account_id, name) VALUES ($account, 'New')"
        ))
        .await?;
    let undone = trail.undo(mixed, IfChanged::Refuse).await?;
    let told: Vec<_> =
        undone.rows.iter().map(|rows| (rows.table.as_str(), rows.effect, rows.rows)).collect();
    assert_eq!(
        told,
        [
            ("journal_entries", UndoEffect::SetBack, 1),
            ("processed_content", UndoEffect::Removed, 1),
            ("projects", UndoEffect::Removed, 1),
        ]
    );
    assert_eq!(trail.state().await?, before);
    let owner = trail.fixture.owner().await?;
    let words: i32 = one(&owner, "SELECT word_count FROM annals.journal_entries").await?;
    assert_eq!(words, entry.word_count, "the trigger counted again");
    let log = trail.log("journal_entries", id).await?;
    assert_eq!(log.last().map(String::as_str), Some("4 update database"));
    trail.expect_complete_log().await
}

#[tokio::test]
async fn an_undo_can_be_undone_and_so_can_that() -> TestResult {
    let trail = Trail::start().await?;
    let talk = trail.talk().await?;
    let there = trail.state().await?;
    let deleted =
        trail.write(&format!("DELETE FROM annals.conversations WHERE id = '{talk}'")).await?;
    let gone = trail.state().await?;
    let mut last = deleted;
    for expected in [&there, &gone, &there, &gone] {
        trail.undo(last, IfChanged::Refuse).await?;
        assert_eq!(&trail.state().await?, expected);
        let history = trail.history("conversations", talk).await?;
        last = history.last().ok_or("it has entries")?.transaction_id;
    }
    let versions: Vec<i64> =
        trail.history("conversations", talk).await?.iter().map(|entry| entry.row_version).collect();
    assert_eq!(versions, [1, 2, 3, 4, 5, 6]);
    trail.expect_complete_log().await
}

#[tokio::test]
async fn a_request_is_undone_over_all_its_transactions() -> TestResult {
    let trail = Trail::start().await?;
    let entry = trail.entry().await?;
    let other = trail.entry().await?;
    let before = trail.state().await?;
    let request = trail.context.clone().request_id("import-7");
    let journal = trail.db().scope(&request).journal();
    let change = EntryUpdate { title: Some(None), ..EntryUpdate::default() };
    journal.update(entry.id, 1, change).await?;
    journal.create(NewEntry::by(trail.ada.user.id)).await?;
    journal.delete(entry.id).await?;
    journal.delete_for_good(other.id).await?;

    let audit = trail.db().scope(&trail.context).audit();
    let undone = audit.undo(Undoing::Request("import-7".into()), IfChanged::Refuse).await?;
    assert_eq!(undone.total(), 3);
    assert_eq!(trail.state().await?, before);
    let history = trail.history("journal_entries", entry.id).await?;
    let context = history.last().and_then(|entry| entry.context.as_ref()).ok_or("it has one")?;
    assert_eq!(context["undoes"], serde_json::json!({ "request_id": "import-7" }));
    trail.expect_complete_log().await
}

#[tokio::test]
async fn an_undo_is_a_part_of_the_transaction_that_it_stands_in() -> TestResult {
    let trail = Trail::start().await?;
    let entry = trail.entry().await?;
    let retitled = trail.retitle(entry.id, "Two").await?;
    let tx = trail.db().begin(&trail.context).await?;
    tx.audit().undo(Undoing::Transaction(retitled), IfChanged::Refuse).await?;
    let title = tx.journal().find(entry.id).await?.and_then(|entry| entry.title);
    assert_eq!(title.as_deref(), Some("One"));
    // What follows in the transaction is no undoing.
    let new = tx.journal().create(NewEntry::by(trail.ada.user.id)).await?;
    let entries = tx.audit().history("journal_entries", new.id).await?;
    let context = entries[0].context.clone().ok_or("it has one")?;
    assert_eq!(context.get("undoes"), None);
    tx.rollback().await?;
    assert_eq!(trail.title(entry.id).await?.as_deref(), Some("Two"));
    Ok(())
}

#[tokio::test]
async fn an_operation_whose_rows_are_gone_again_leaves_nothing_to_undo() -> TestResult {
    let trail = Trail::start().await?;
    let id = Uuid::now_v7();
    let made = trail
        .write(&format!(
            "INSERT INTO annals.projects (account_id, id, name) VALUES ($account, '{id}', 'Brief')"
        ))
        .await?;
    trail.write("DELETE FROM annals.projects").await?;
    let undone = trail.undo(made, IfChanged::Refuse).await?;
    assert_eq!(undone, Undone::default());
    assert_eq!(trail.log("projects", id).await?.len(), 2);
    Ok(())
}

/// An analysis of an entry; and what changes it, deletes it and writes another one under its key.
async fn rewritten(trail: &Trail) -> TestResult<(Uuid, String)> {
    let (entry, id) = (trail.entry().await?.id, Uuid::now_v7());
    let insert = format!(
        "INSERT INTO annals.processed_content (account_id, id, user_id, journal_id, task_type, processed_data)
         VALUES ($account, '{id}', $user, '{entry}',"
    );
    trail.write(&format!("{insert} 'mood', '{{\"bulky\": 1}}')")).await?;
    let rewrite = format!(
        "UPDATE annals.processed_content SET task_type = 'topics' WHERE id = '{id}';
         DELETE FROM annals.processed_content WHERE id = '{id}';
         {insert} 'other', '{{\"bulky\": 2}}')"
    );
    Ok((id, rewrite))
}

#[tokio::test]
async fn a_row_that_was_deleted_and_written_anew_is_the_former_one_again() -> TestResult {
    let trail = Trail::start().await?;
    let (_, rewrite) = rewritten(&trail).await?;
    let before = trail.state().await?;
    let transaction = trail.write(&rewrite).await?;
    trail.undo(transaction, IfChanged::Refuse).await?;
    assert_eq!(trail.state().await?, before);
    trail.expect_complete_log().await
}

#[tokio::test]
async fn a_row_is_reverted_to_a_former_life_with_its_contents() -> TestResult {
    let trail = Trail::start().await?;
    let (id, rewrite) = rewritten(&trail).await?;
    trail.write(&rewrite).await?;
    let revert = Revert::of("processed_content", id).to(2);
    trail.db().scope(&trail.context).audit().revert(revert).await?;
    let owner = trail.fixture.owner().await?;
    let now =
        texts(&owner, "SELECT task_type || ' ' || processed_data FROM annals.processed_content")
            .await?;
    assert_eq!(now, ["topics {\"bulky\": 1}"]);
    trail.expect_complete_log().await
}

#[tokio::test]
async fn a_unique_value_that_was_given_on_is_given_back() -> TestResult {
    let trail = Trail::start().await?;
    let project = Uuid::now_v7();
    let plan = format!(
        "INSERT INTO annals.documents (account_id, project_id, document_type, title) VALUES ($account, '{project}', 'plan', 'A plan')"
    );
    trail
        .write(&format!(
            "INSERT INTO annals.projects (account_id, id, name) VALUES ($account, '{project}', 'P'); {plan}"
        ))
        .await?;
    let before = trail.state().await?;
    let replaced = trail.write(&format!("DELETE FROM annals.documents; {plan}")).await?;
    trail.undo(replaced, IfChanged::Refuse).await?;
    assert_eq!(trail.state().await?, before);
    trail.expect_complete_log().await
}
