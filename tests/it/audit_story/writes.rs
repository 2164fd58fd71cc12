//! Each way to write, in transactions of their own and all in one.

use annals::{
    entity::{journal_entries, users},
    prelude::*,
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel,
    ModelTrait, QueryFilter, TransactionTrait, sea_query::Expr,
};
use serde_json::json;
use uuid::Uuid;

use super::{FORGED, Story, run};
use crate::support::{TestResult, log_of, rows};

/// When what was written is made to happen.
#[derive(Clone, Copy)]
enum Commit {
    AfterEachStep,
    AtTheEnd,
}

impl Commit {
    async fn step(
        self,
        story: &Story,
        tx: Transaction<'static>,
    ) -> TestResult<Transaction<'static>> {
        match self {
            Self::AfterEachStep => {
                tx.commit().await?;
                story.begin().await
            }
            Self::AtTheEnd => Ok(tx),
        }
    }
}

#[tokio::test]
async fn each_way_to_write_is_recorded_once() -> TestResult {
    tell(Commit::AfterEachStep).await
}

#[tokio::test]
async fn in_one_transaction_the_log_is_the_same() -> TestResult {
    tell(Commit::AtTheEnd).await
}

async fn tell(commit: Commit) -> TestResult {
    let story = Story::start().await?;
    let [e1, e2, e3, e4] = std::array::from_fn(|_| Uuid::now_v7());
    let mut tx = story.begin().await?;

    // Through hooks, and in bulk.
    story.draft(e1).insert(tx.connection()).await?;
    tx = commit.step(&story, tx).await?;
    journal_entries::Entity::insert_many([story.draft(e2), story.draft(e3)])
        .exec_without_returning(tx.connection())
        .await?;
    tx = commit.step(&story, tx).await?;
    let titled = EntryUpdate { title: Some(Some("Revised".into())), ..EntryUpdate::default() };
    tx.journal().update(e1, 1, titled).await?;
    tx = commit.step(&story, tx).await?;
    // Counters alone are nobody's business.
    run(&tx, &format!("UPDATE annals.journal_entries SET attempts = attempts + 1, word_count = 9 WHERE id = '{e1}'")).await?;
    tx = commit.step(&story, tx).await?;
    journal_entries::Entity::update_many()
        .col_expr(journal_entries::Column::EntryType, Expr::value("voice"))
        .filter(journal_entries::Column::Id.is_in([e1, e2, e3]))
        .exec(tx.connection())
        .await?;
    tx = commit.step(&story, tx).await?;

    // Signatures that no hook made good.
    run(
        &tx,
        &format!(
            "UPDATE annals.journal_entries SET title = 'x', audit_id = '{FORGED}' WHERE id = '{e2}'"
        ),
    )
    .await?;
    tx = commit.step(&story, tx).await?;
    let mut e3_row = read(&tx, e3).await?.into_active_model();
    e3_row.title = Set(Some("Signed".into()));
    let signed = e3_row.update(tx.connection()).await?;
    let copy = journal_entries::Model { id: e4, ..signed };
    journal_entries::Entity::insert_many([copy.into_active_model().reset_all()])
        .exec_without_returning(tx.connection())
        .await?;
    tx = commit.step(&story, tx).await?;
    let mut unreturned = read(&tx, e1).await?.into_active_model();
    unreturned.title = Set(Some("Unreturned".into()));
    unreturned.update_without_returning(tx.connection()).await?;
    let mut returned = read(&tx, e1).await?.into_active_model();
    returned.title = Set(Some("Returned".into()));
    returned.update(tx.connection()).await?;
    tx = commit.step(&story, tx).await?;

    // A life ends through a hook, the next by SQL.
    read(&tx, e3).await?.delete(tx.connection()).await?;
    story.draft(e3).insert(tx.connection()).await?;
    run(&tx, &format!("DELETE FROM annals.journal_entries WHERE id = '{e3}'")).await?;
    tx = commit.step(&story, tx).await?;

    // What a savepoint takes back never was.
    let nested = tx.connection().begin().await?;
    nested.execute_unprepared("UPDATE annals.journal_entries SET title = 'undone'").await?;
    nested.rollback().await?;
    tx = commit.step(&story, tx).await?;

    // A cascade.
    users::Entity::delete_many()
        .filter(users::Column::Id.eq(story.ada.user.id))
        .exec(tx.connection())
        .await?;
    tx.commit().await?;

    expect_told(&story, [e1, e2, e3, e4]).await
}

/// What each row went through, and what the titles of the first were meanwhile.
async fn expect_told(story: &Story, [e1, e2, e3, e4]: [Uuid; 4]) -> TestResult {
    let log = |id| story.log(id);
    assert_eq!(
        log(e1).await?,
        [
            "1 insert hook",
            "2 update hook",
            "3 update database",
            "4 update database",
            "5 update hook",
            "6 delete database"
        ]
    );
    assert_eq!(
        log(e2).await?,
        ["1 insert database", "2 update database", "3 update database", "4 delete database"]
    );
    assert_eq!(
        log(e3).await?,
        [
            "1 insert database",
            "2 update database",
            "3 update hook",
            "4 delete hook",
            "1 insert hook",
            "2 delete database"
        ]
    );
    assert_eq!(log(e4).await?, ["1 insert database", "2 delete database"]);
    let user = story.history("users", story.ada.user.id).await?;
    assert_eq!(log_of(&user), ["1 insert hook", "2 delete database"]);

    let shown: Vec<_> = story
        .history("journal_entries", e1)
        .await?
        .iter()
        .map(|entry| Ok(entry.image.to_value()?["title"].clone()))
        .collect::<TestResult<_>>()?;
    let told = [
        json!(null),
        json!("Revised"),
        json!("Revised"),
        json!("Unreturned"),
        json!("Returned"),
        json!("Returned"),
    ];
    assert_eq!(shown, told);
    story.expect_complete_log().await
}

#[tokio::test]
async fn what_changes_nothing_tracked_leaves_row_and_log_as_they_were() -> TestResult {
    let story = Story::start().await?;
    let entry = story.create().await?;
    for assignment in [
        "updated_at = updated_at + interval '1 s'",
        "row_version = 99",
        "title = title",
        "title = title, audit_id = '01900000-0000-7000-8000-000000000009'",
        "attempts = 3, claimed_by = 'worker', updated_at = now()",
    ] {
        story.write(&format!("UPDATE annals.journal_entries SET {assignment}")).await?;
        let now = story.find(entry.id).await?;
        assert_eq!((now.row_version, now.updated_at), (1, entry.updated_at), "{assignment}");
        assert_eq!(now.audit_id, None, "{assignment}");
    }

    let tx = story.begin().await?;
    let unchanged = entry.clone().into_active_model().update(tx.connection()).await?;
    assert_eq!((unchanged.row_version, unchanged.updated_at), (1, entry.updated_at));
    tx.commit().await?;
    assert_eq!(story.log(entry.id).await?, ["1 insert hook"]);
    story.expect_complete_log().await
}

#[tokio::test]
async fn a_version_set_by_hand_beside_a_change_goes_up_by_one() -> TestResult {
    let story = Story::start().await?;
    let entry = story.create().await?;
    story.write("UPDATE annals.journal_entries SET title = 'x', row_version = 99").await?;
    assert_eq!(story.find(entry.id).await?.row_version, 2);
    assert_eq!(story.log(entry.id).await?, ["1 insert hook", "2 update database"]);
    Ok(())
}

#[tokio::test]
async fn a_key_never_changes() -> TestResult {
    let story = Story::start().await?;
    let entry = story.create().await?;
    let tx = story.begin().await?;
    let sql = "UPDATE annals.journal_entries SET id = annals.uuid_v7()";
    let error = tx.connection().execute_unprepared(sql).await.map(drop).map_err(Error::from);
    let Err(Error::Conflict { entity, constraint, .. }) = error else {
        return Err(format!("it is a conflict, not {error:?}").into());
    };
    assert_eq!((entity.as_str(), constraint.as_str()), ("journal_entries", "journal_entries_key"));
    tx.rollback().await?;
    assert_eq!(story.log(entry.id).await?, ["1 insert hook"]);
    Ok(())
}

#[tokio::test]
async fn a_tracked_table_is_not_truncated_by_its_owner_either() -> TestResult {
    let story = Story::start().await?;
    let entry = story.create().await?;
    let owner = story.fixture.owner().await?;
    for sql in ["TRUNCATE annals.user_roles", "TRUNCATE annals.journal_entries CASCADE"] {
        let error = owner.execute_unprepared(sql).await.map(drop).map_err(Error::from);
        assert!(matches!(error, Err(Error::Forbidden { .. })), "{sql}: {error:?}");
    }
    assert_eq!(story.find(entry.id).await?, entry);
    Ok(())
}

#[tokio::test]
async fn both_sides_say_who_acted_what_for_and_in_which_transaction() -> TestResult {
    let story = Story::start().await?;
    let entry = story.create().await?;
    story.write("UPDATE annals.journal_entries SET title = 'x'").await?;
    let nameless = Context::new(story.ada.account_id);
    story.fixture.db.scope(&nameless).journal().delete_for_good(entry.id).await?;

    let history = story.history("journal_entries", entry.id).await?;
    let told = Some(json!({ "operation": "story.tell", "request_id": "r-1" }));
    for entry in &history[..2] {
        assert_eq!((entry.actor_id, &entry.context), (Some(story.ada.user.id), &told));
    }
    assert_eq!((history[2].actor_id, &history[2].context), (None, &None));
    let owner = story.fixture.owner().await?;
    let transactions: Vec<(i64,)> = rows(
        &owner,
        "SELECT count(DISTINCT transaction_id) FROM annals.audit_log WHERE row_id = $1",
        [entry.id.into()],
    )
    .await?;
    assert_eq!(transactions, [(3,)]);
    Ok(())
}

async fn read(tx: &Transaction<'_>, id: Uuid) -> TestResult<journal_entries::Model> {
    let select = journal_entries::Entity::find().filter(journal_entries::Column::Id.eq(id));
    Ok(select.one(tx.connection()).await?.ok_or("the entry is there")?)
}
