//! Annals' own trees.

use annals::prelude::*;
use uuid::Uuid;

use super::{assert_complete, counts, dump, execute, for_good, preview, soft};
use crate::support::{Fixture, TestResult, fixture, log_of};

/// A user with entries, analyses, a conversation and messages; a project with documents and versions.
async fn everything(fixture: &Fixture, ada: &SignedUp) -> TestResult<(Uuid, Uuid)> {
    let context = ada.context();
    let tx = fixture.db.begin(&context).await?;
    let (account, user, project) = (context.account_id, ada.user.id, Uuid::now_v7());
    let made = [
        format!("INSERT INTO annals.journal_entries (account_id, user_id, raw_data) SELECT '{account}', '{user}', '{{}}' FROM generate_series(1, 3)"),
        "INSERT INTO annals.processed_content (account_id, journal_id, user_id, task_type, processed_data)
         SELECT account_id, id, user_id, 'themes', '{}' FROM annals.journal_entries, generate_series(1, 2)".to_owned(),
        format!("INSERT INTO annals.conversations (account_id, user_id, title, session_type) VALUES ('{account}', '{user}', 't', 'chat')"),
        "INSERT INTO annals.messages (account_id, conversation_id, position, role, content)
         SELECT account_id, id, n, 'user', 'x' FROM annals.conversations, generate_series(1, 4) n".to_owned(),
        format!("INSERT INTO annals.projects (account_id, id, name) VALUES ('{account}', '{project}', 'p')"),
        format!("INSERT INTO annals.documents (account_id, project_id, document_type, title) SELECT '{account}', '{project}', n, 't' FROM generate_series(1, 2) n"),
        "INSERT INTO annals.document_versions (account_id, document_id, version, content, content_sha256)
         SELECT account_id, id, n, 'x', sha256('x') FROM annals.documents, generate_series(1, 3) n".to_owned(),
    ];
    for sql in made {
        execute(&tx, &sql).await?;
    }
    tx.commit().await?;
    Ok((user, project))
}

#[tokio::test]
async fn trees_go_come_back_go_again_and_go_for_good() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let context = ada.context();
    let (user, project) = everything(&fixture, &ada).await?;
    let of_user = [
        ("users", 1),
        ("conversations", 1),
        ("journal_entries", 3),
        ("messages", 4),
        ("processed_content", 6),
        ("user_roles", 1),
    ];
    let of_project = [("projects", 1), ("documents", 2), ("document_versions", 6)];
    let trees =
        [("annals.users", user, counts(of_user)), ("annals.projects", project, counts(of_project))];
    for (table, id, expected) in trees {
        let tx = fixture.db.begin(&context).await?;
        let before = preview(&tx, table, id).await?;
        let mut living = before.taken.clone();
        living.remove("identities"); // has no `deleted_at`
        assert_eq!(living, expected);
        for _ in 0..2 {
            let deletion = Uuid::now_v7();
            assert_eq!(soft(&tx, table, id, deletion).await?, expected);
            assert_eq!(soft(&tx, table, id, Uuid::now_v7()).await?, counts([]), "deleted already");
            let restored = tx.restore(deletion).await?;
            assert_eq!(restored.rows.iter().cloned().collect::<super::Counts>(), expected);
            assert!(matches!(tx.restore(deletion).await, Err(Error::NotFound { .. })));
        }
        assert_eq!(preview(&tx, table, id).await?, before);
        for_good(&tx, table, id).await?;
        assert_eq!(preview(&tx, table, id).await?, super::Told::default());
        tx.commit().await?;
        let left = dump(&fixture).await?;
        for table in before.taken.keys() {
            assert!(left[table].is_empty(), "{table}: {:?}", left[table]);
        }
    }
    let history = fixture.db.read(&context).audit().history("projects", project).await?;
    let told = [
        "1 insert database",
        "2 update database",
        "3 update database",
        "4 update database",
        "5 update database",
        "6 delete database",
    ];
    assert_eq!(log_of(&history), told);
    assert_complete(&fixture, &context).await
}

#[tokio::test]
async fn rows_with_and_without_parents_come_back_in_one_session() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let context = ada.context();
    let account = context.account_id;
    let entry = fixture.db.scope(&context).journal().create(NewEntry::by(ada.user.id)).await?.id;
    let project = Uuid::now_v7();
    let tx = fixture.db.begin(&context).await?;
    execute(&tx, &format!("INSERT INTO annals.projects (account_id, id, name) VALUES ('{account}', '{project}', 'p')")).await?;
    for _ in 0..2 {
        for (table, id) in [("annals.projects", project), ("annals.journal_entries", entry)] {
            let deletion = Uuid::now_v7();
            soft(&tx, table, id, deletion).await?;
            assert_eq!(tx.restore(deletion).await?.total(), 1);
        }
    }
    tx.commit().await?;
    assert_complete(&fixture, &context).await
}

#[tokio::test]
async fn what_an_earlier_deletion_took_stays_its_own() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let context = ada.context();
    let journal = fixture.db.scope(&context).journal();
    let [first, second] = journal.create_many(vec![NewEntry::by(ada.user.id); 2]).await?[..] else {
        panic!("two")
    };
    let earlier = journal.delete(first).await?;

    let later = Uuid::now_v7();
    let tx = fixture.db.begin(&context).await?;
    let taken = soft(&tx, "annals.users", ada.user.id, later).await?;
    assert_eq!(taken, counts([("users", 1), ("user_roles", 1), ("journal_entries", 1)]));
    tx.restore(later).await?;
    tx.commit().await?;

    assert_eq!(journal.find(first).await?, None);
    assert!(journal.find(second).await?.is_some());
    assert_eq!(fixture.db.scope(&context).restore(earlier.deletion_id).await?.total(), 1);
    assert!(journal.find(first).await?.is_some());
    assert_complete(&fixture, &context).await
}

#[tokio::test]
async fn another_accounts_rows_and_deletions_are_not_there() -> TestResult {
    let fixture = fixture().await?;
    let (ada, bob) = (fixture.sign_up().await?, fixture.sign_up().await?);
    let (ours, theirs) = (ada.context(), bob.context());
    let [entry, other] =
        fixture.db.scope(&theirs).journal().create_many(vec![NewEntry::by(bob.user.id); 2]).await?
            [..]
    else {
        panic!("two")
    };
    let deletion = fixture.db.scope(&theirs).journal().delete(other).await?.deletion_id;
    let before = dump(&fixture).await?;

    let scope = fixture.db.scope(&ours);
    let journal = scope.journal();
    let refusals = [
        journal.preview_deletion(entry).await.map(drop),
        journal.delete(entry).await.map(drop),
        journal.delete_for_good(entry).await,
        journal.restore(deletion).await.map(drop),
        scope.restore(deletion).await.map(drop),
    ];
    for refused in refusals {
        assert!(matches!(refused, Err(Error::NotFound { .. })), "{refused:?}");
    }
    assert_eq!(dump(&fixture).await?, before);
    Ok(())
}

#[tokio::test]
async fn a_table_without_the_columns_is_not_deleted_softly() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let tx = fixture.db.begin(&ada.context()).await?;
    let refused = soft(&tx, "annals.identities", Uuid::now_v7(), Uuid::now_v7()).await;
    let Err(Error::Invalid { fields }) = &refused else { panic!("{refused:?}") };
    assert!(fields[0].rule.contains("deletion_id"), "{fields:?}");
    Ok(())
}
