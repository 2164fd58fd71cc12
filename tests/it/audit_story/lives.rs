//! Rows that are deleted and come back under their key.

use annals::{
    entity::{identities, journal_entries},
    prelude::*,
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel,
    ModelTrait, QueryFilter,
};

use uuid::Uuid;

use super::{FORGED, Story, run};
use crate::support::{TestResult, log_of};

async fn put_back(tx: &Transaction<'_>, entry: &Entry) -> TestResult {
    let row = entry.clone().into_active_model().reset_all();
    journal_entries::Entity::insert_many([row]).exec_without_returning(tx.connection()).await?;
    Ok(())
}

async fn delete_by_sql(tx: &Transaction<'_>, entry: &Entry) -> TestResult {
    journal_entries::Entity::delete_many()
        .filter(journal_entries::Column::Id.eq(entry.id))
        .exec(tx.connection())
        .await?;
    Ok(())
}

#[tokio::test]
async fn two_lives_in_one_transaction_end_in_a_deletion_each() -> TestResult {
    let story = Story::start().await?;
    let entry = story.create().await?;
    let tx = story.begin().await?;
    entry.clone().delete(tx.connection()).await?;
    let again = story.draft(entry.id).insert(tx.connection()).await?;
    delete_by_sql(&tx, &entry).await?;
    story.draft(entry.id).insert(tx.connection()).await?;
    again.delete(tx.connection()).await?;
    tx.commit().await?;

    assert_eq!(
        story.log(entry.id).await?,
        [
            "1 insert hook",
            "2 delete hook",
            "1 insert hook",
            "2 delete database",
            "1 insert hook",
            "2 delete hook"
        ]
    );
    story.expect_complete_log().await
}

/// Its new life begins before the statement that ends the old one is through.
#[tokio::test]
async fn a_row_that_one_statement_deletes_and_inserts_again_ends_before_it_begins() -> TestResult {
    let story = Story::start().await?;
    let entry = story.create().await?;
    let tx = story.begin().await?;
    for _ in 0..2 {
        let replaced = format!(
            "WITH gone AS (DELETE FROM annals.journal_entries WHERE id = '{}' RETURNING *)
             INSERT INTO annals.journal_entries (account_id, id, user_id, raw_data, title)
             SELECT account_id, id, user_id, raw_data, 'Anew' FROM gone",
            entry.id
        );
        tx.connection().execute_unprepared(&replaced).await?;
    }
    tx.commit().await?;

    assert_eq!(
        story.log(entry.id).await?,
        [
            "1 insert hook",
            "2 delete database",
            "1 insert database",
            "2 delete database",
            "1 insert database"
        ]
    );
    story.expect_complete_log().await
}

/// The application's trigger runs for the row, that of the log for the statement.
#[tokio::test]
async fn a_row_that_a_trigger_puts_back_ends_before_it_begins() -> TestResult {
    let story = Story::start().await?;
    let entry = story.create().await?;
    let owner = story.fixture.owner().await?;
    owner
        .execute_unprepared(
            "CREATE FUNCTION public.put_back() RETURNS trigger LANGUAGE plpgsql AS $$
             BEGIN
               INSERT INTO annals.journal_entries (account_id, id, user_id, raw_data)
               VALUES (old.account_id, old.id, old.user_id, old.raw_data);
               RETURN NULL;
             END $$;
             CREATE TRIGGER put_back AFTER DELETE ON annals.journal_entries
               FOR EACH ROW EXECUTE FUNCTION public.put_back()",
        )
        .await?;
    let tx = story.begin().await?;
    delete_by_sql(&tx, &entry).await?;
    tx.commit().await?;

    assert_eq!(
        story.log(entry.id).await?,
        ["1 insert hook", "2 delete database", "1 insert database"]
    );
    story.expect_complete_log().await
}

#[tokio::test]
async fn a_row_that_is_put_back_twice_with_its_signature_has_an_entry_each_time() -> TestResult {
    let story = Story::start().await?;
    let entry = story.create().await?;
    let tx = story.begin().await?;
    for _ in 0..2 {
        delete_by_sql(&tx, &entry).await?;
        put_back(&tx, &entry).await?;
    }
    tx.commit().await?;

    assert_eq!(
        story.log(entry.id).await?,
        [
            "1 insert hook",
            "2 delete database",
            "1 insert database",
            "2 delete database",
            "1 insert database"
        ]
    );
    story.expect_complete_log().await
}

#[tokio::test]
async fn a_signature_of_a_former_life_does_not_hide_an_update() -> TestResult {
    let story = Story::start().await?;
    let entry = story.create().await?;
    let tx = story.begin().await?;
    for title in ["once", "twice"] {
        run(
            &tx,
            &format!("UPDATE annals.journal_entries SET title = '{title}', audit_id = '{FORGED}'"),
        )
        .await?;
        delete_by_sql(&tx, &entry).await?;
        story.draft(entry.id).insert(tx.connection()).await?;
    }
    tx.commit().await?;

    let life = ["1 insert hook", "2 update database", "3 delete database"];
    assert_eq!(story.log(entry.id).await?, [&life[..], &life[..], &life[..1]].concat());
    story.expect_complete_log().await
}

#[tokio::test]
async fn nobody_chooses_the_version_of_a_new_row() -> TestResult {
    let story = Story::start().await?;
    let entry = story.create().await?;
    for version in [99, 0, -3, 2, i64::MAX] {
        let tx = story.begin().await?;
        let mut row = story.draft(Uuid::now_v7());
        row.row_version = Set(version);
        assert_eq!(row.insert(tx.connection()).await?.row_version, 1, "{version}");

        delete_by_sql(&tx, &entry).await?;
        let wanted = Entry { row_version: version, ..entry.clone() };
        let deleted_at = last_entry(&tx, entry.id).await?;
        put_back(&tx, &wanted).await?;
        let born = if version == deleted_at + 1 { version } else { 1 };
        assert_eq!(version_of(&tx, entry.id).await?, born, "{version} after {deleted_at}");
        tx.commit().await?;
    }
    story.expect_complete_log().await
}

#[tokio::test]
async fn an_undo_goes_on_counting_where_the_deletion_ended() -> TestResult {
    let story = Story::start().await?;
    let entry = story.create().await?;
    story.fixture.db.scope(&story.context).journal().delete_for_good(entry.id).await?;

    let tx = story.begin().await?;
    put_back(&tx, &Entry { row_version: 3, audit_id: Some(FORGED), ..entry.clone() }).await?;
    // Whatever looks at the row next in the transaction finds it recorded, and as an insert.
    run(&tx, "UPDATE annals.journal_entries SET attempts = 1").await?;
    run(&tx, "UPDATE annals.journal_entries SET title = 'x'").await?;
    tx.commit().await?;

    assert_eq!(
        story.log(entry.id).await?,
        ["1 insert hook", "2 delete database", "3 insert database", "4 update database"]
    );
    story.expect_complete_log().await
}

#[tokio::test]
async fn an_undo_that_is_deleted_at_once_through_its_hook_is_one_insert_and_one_deletion()
-> TestResult {
    let story = Story::start().await?;
    let entry = story.create().await?;
    story.fixture.db.scope(&story.context).journal().delete_for_good(entry.id).await?;

    let tx = story.begin().await?;
    put_back(&tx, &Entry { row_version: 3, audit_id: Some(FORGED), ..entry.clone() }).await?;
    entry.clone().delete(tx.connection()).await?;
    tx.commit().await?;

    assert_eq!(
        story.log(entry.id).await?,
        ["1 insert hook", "2 delete database", "3 insert database", "4 delete hook"]
    );
    story.expect_complete_log().await
}

/// The version of a row's last entry.
async fn last_entry(tx: &Transaction<'_>, id: Uuid) -> TestResult<i64> {
    let history = tx.audit().history("journal_entries", id).await?;
    Ok(history.last().ok_or("it has a history")?.row_version)
}

async fn version_of(tx: &Transaction<'_>, id: Uuid) -> TestResult<i64> {
    Ok(tx.journal().find(id).await?.ok_or("it is there")?.row_version)
}

#[tokio::test]
async fn rows_of_two_tables_may_share_an_id_and_a_signature() -> TestResult {
    let story = Story::start().await?;
    let (account, user, id) = (story.ada.account_id, story.ada.user.id, Uuid::now_v7());
    let tx = story.begin().await?;
    run(&tx, &format!(
        "INSERT INTO annals.projects (account_id, id, name, audit_id) VALUES ('{account}', '{id}', 'A house', '{FORGED}')"
    ))
    .await?;
    run(&tx, &format!(
        "INSERT INTO annals.journal_entries (account_id, id, user_id, raw_data, audit_id) VALUES ('{account}', '{id}', '{user}', '1', '{FORGED}')"
    ))
    .await?;
    tx.commit().await?;
    let tx = story.begin().await?;
    tx.journal().delete_for_good(id).await?;
    run(&tx, "DELETE FROM annals.projects").await?;
    tx.commit().await?;

    assert_eq!(story.log(id).await?, ["1 insert database", "2 delete database"]);
    let project = story.history("projects", id).await?;
    assert_eq!(log_of(&project), ["1 insert database", "2 delete database"]);
    story.expect_complete_log().await
}

#[tokio::test]
async fn a_claim_does_not_put_its_name_to_what_was_done_to_the_identity_before() -> TestResult {
    let story = Story::start().await?;
    let (account, heir) = (story.ada.account_id, Uuid::now_v7());
    let identity = identities::Entity::find();
    let tx = story.begin().await?;
    let identity = identity.one(tx.connection()).await?.ok_or("she has one")?;
    run(&tx, &format!(
        "UPDATE annals.identities SET password_changed_at = now(), audit_id = '{FORGED}';
         UPDATE annals.users SET deleted_at = now();
         INSERT INTO annals.users (account_id, id, email) VALUES ('{account}', '{heir}', 'heir@example.org');
         INSERT INTO annals.identities (account_id, user_id, provider, subject)
         VALUES ('{account}', '{heir}', '{}', '{}')",
        identity.provider, identity.subject
    ))
    .await?;
    tx.commit().await?;

    let history = story.history("identities", identity.id).await?;
    assert_eq!(log_of(&history), ["1 insert hook", "2 update database", "3 delete database"]);
    let actors: Vec<_> = history.iter().map(|entry| entry.actor_id).collect();
    assert_eq!(actors, [Some(story.ada.user.id), Some(story.ada.user.id), None]);
    story.expect_complete_log().await
}

#[tokio::test]
async fn an_identity_that_takes_its_own_place_is_deleted_and_inserted_once() -> TestResult {
    let story = Story::start().await?;
    let tx = story.begin().await?;
    let columns = "account_id, id, user_id, provider, subject, row_version, audit_id";
    run(
        &tx,
        &format!(
            "UPDATE annals.users SET deleted_at = now();
         UPDATE annals.identities SET password_changed_at = now(), audit_id = '{FORGED}';
         DELETE FROM annals.identities;
         INSERT INTO annals.identities ({columns})
         SELECT account_id, annals.uuid_v7(), id, 'test', 'again', 1, '{FORGED}' FROM annals.users;
         INSERT INTO annals.identities ({columns}) SELECT {columns} FROM annals.identities"
        ),
    )
    .await?;
    let identity = identities::Entity::find().one(tx.connection()).await?.ok_or("it is there")?;
    tx.commit().await?;

    let history = story.history("identities", identity.id).await?;
    let life = ["1 insert database", "2 delete database"];
    assert_eq!(log_of(&history), [&life[..], &life[..1]].concat());
    story.expect_complete_log().await
}
