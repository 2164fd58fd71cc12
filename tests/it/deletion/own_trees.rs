//! Trees of an application's own tables.

use annals::prelude::*;
use uuid::Uuid;

use super::{Told, application, assert_complete, counts, dump, execute, for_good, preview, soft};
use crate::support::{Fixture, TestResult};

/// Comments that each answer the one before, the first on an entry.
pub(super) async fn thread(
    fixture: &Fixture,
    ada: &SignedUp,
    length: usize,
) -> TestResult<(Uuid, Vec<Uuid>)> {
    let context = ada.context();
    let entry = fixture.db.scope(&context).journal().create(NewEntry::by(ada.user.id)).await?;
    let tx = fixture.db.begin(&context).await?;
    let comments: Vec<Uuid> = (0..length).map(|_| Uuid::now_v7()).collect();
    for (position, id) in comments.iter().enumerate() {
        let parent = position.checked_sub(1).map(|before| comments[before]);
        let parent = parent.map_or("NULL".to_owned(), |id| format!("'{id}'"));
        let entry = if position == 0 { format!("'{}'", entry.id) } else { "NULL".to_owned() };
        let sql = format!(
            "INSERT INTO comments (account_id, id, parent_id, entry_id, slug)
             VALUES ('{}', '{id}', {parent}, {entry}, 'Slug {position}')",
            context.account_id
        );
        execute(&tx, &sql).await?;
    }
    tx.commit().await?;
    Ok((entry.id, comments))
}

#[tokio::test]
async fn a_thread_of_answers_goes_as_deep_as_it_is() -> TestResult {
    let (fixture, ada) = application().await?;
    let context = ada.context();
    let (entry, comments) = thread(&fixture, &ada, 30).await?;
    let journal = fixture.db.scope(&context).journal();

    let preview = journal.preview_deletion(entry).await?;
    let tree = [("journal_entries".to_owned(), 1), ("public.comments".to_owned(), 30)];
    assert_eq!(preview.rows, tree);
    let deletion = journal.delete(entry).await?;
    assert_eq!(deletion.rows, tree);
    assert_eq!(journal.restore(deletion.deletion_id).await?, deletion);

    let tx = fixture.db.begin(&context).await?;
    let lower_half = soft(&tx, "comments", comments[15], Uuid::now_v7()).await?;
    assert_eq!(lower_half, counts([("public.comments", 15)]));
    tx.commit().await?;
    assert_eq!(journal.delete(entry).await?.of("public.comments"), 15);
    journal.delete_for_good(entry).await?;
    assert_complete(&fixture, &context).await
}

#[tokio::test]
async fn two_tables_in_a_circle_go_once_each() -> TestResult {
    let (fixture, ada) = application().await?;
    let context = ada.context();
    let account = context.account_id;
    let (team, lead) = (Uuid::now_v7(), Uuid::now_v7());
    let tx = fixture.db.begin(&context).await?;
    let made = [
        format!("INSERT INTO teams (account_id, id) VALUES ('{account}', '{team}')"),
        format!(
            "INSERT INTO members (account_id, id, team_id) VALUES ('{account}', '{lead}', '{team}')"
        ),
        format!(
            "INSERT INTO members (account_id, team_id) SELECT '{account}', '{team}' FROM generate_series(1, 3)"
        ),
        format!("UPDATE teams SET lead_id = '{lead}'"),
    ];
    for sql in made {
        execute(&tx, &sql).await?;
    }
    for (table, id) in [("teams", team), ("members", lead)] {
        let all = counts([("public.teams", 1), ("public.members", 4)]);
        assert_eq!(preview(&tx, table, id).await?.taken, all);
        let deletion = Uuid::now_v7();
        assert_eq!(soft(&tx, table, id, deletion).await?, all);
        assert_eq!(tx.restore(deletion).await?.total(), 5);
    }
    for_good(&tx, "members", lead).await?;
    tx.commit().await?;
    assert_eq!(dump(&fixture).await?["public.teams"], [""; 0]);
    assert_complete(&fixture, &context).await
}

#[tokio::test]
async fn what_refers_to_a_row_goes_stays_without_it_or_forbids_it() -> TestResult {
    let (fixture, ada) = application().await?;
    let context = ada.context();
    let account = context.account_id;
    let (entry, comments) = thread(&fixture, &ada, 3).await?;
    let tx = fixture.db.begin(&context).await?;
    for (position, comment) in comments.iter().enumerate() {
        execute(
            &tx,
            &format!(
                "INSERT INTO bookmarks (account_id, comment_id) VALUES ('{account}', '{comment}')"
            ),
        )
        .await?;
        execute(&tx, &format!("INSERT INTO \"Words of comments\" SELECT '{account}', '{comment}', n FROM generate_series(0, {position}) n")).await?;
    }
    execute(&tx, &format!("INSERT INTO pins (account_id, comment_id) SELECT '{account}', '{}' FROM generate_series(1, 2)", comments[2])).await?;
    tx.commit().await?;
    let journal = fixture.db.scope(&context).journal();

    let told = journal.preview_deletion(entry).await?;
    assert_eq!(told.rows[0], ("journal_entries".to_owned(), 1));
    assert_eq!((told.rows[1].1, told.rows[2].clone()), (6, ("public.comments".to_owned(), 3)));
    assert_eq!(told.detached, [("public.bookmarks".to_owned(), 3)]);
    let before = dump(&fixture).await?;

    let refused = journal.delete_for_good(entry).await.expect_err("two pins");
    let said = refused.to_string();
    assert!(said.contains("2 rows refer to it by public.pins.comment_id"), "{said}");
    let Error::Blocked { blocked_by, .. } = refused else { panic!("{said}") };
    assert_eq!(blocked_by, told.blocked_by);
    assert_eq!(dump(&fixture).await?, before);

    // The transaction goes on after the refusal.
    let tx = fixture.db.begin(&context).await?;
    assert!(matches!(tx.journal().delete_for_good(entry).await, Err(Error::Blocked { .. })));
    execute(&tx, "UPDATE pins SET comment_id = NULL").await?;
    tx.journal().delete_for_good(entry).await?;
    tx.commit().await?;

    let after = dump(&fixture).await?;
    for table in ["journal_entries", "public.comments", "public.Words of comments"] {
        assert_eq!(after[table], [""; 0]);
    }
    assert_eq!(after["public.bookmarks"].len(), 3);
    assert!(after["public.bookmarks"].iter().all(|row| row.contains(r#""comment_id": null"#)));
    assert_complete(&fixture, &context).await
}

#[tokio::test]
async fn a_row_that_is_not_there_has_nothing_to_tell() -> TestResult {
    let (fixture, ada) = application().await?;
    let tx = fixture.db.begin(&ada.context()).await?;
    assert_eq!(preview(&tx, "comments", Uuid::now_v7()).await?, Told::default());
    assert_eq!(for_good(&tx, "comments", Uuid::now_v7()).await?, Told::default());
    assert_eq!(soft(&tx, "comments", Uuid::now_v7(), Uuid::now_v7()).await?, counts([]));
    Ok(())
}
