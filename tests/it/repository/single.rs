//! One row: found, added, changed, removed.

use annals::{
    entity::{journal_entries, projects},
    prelude::*,
};
use sea_orm::{ActiveValue::Set, EntityTrait, PaginatorTrait};
use uuid::Uuid;

use super::{project, samples};
use crate::{
    notes::{ApplicationMigrator, notes},
    support::{Fixture, TestResult, fixture, log_of},
};

#[tokio::test]
async fn a_row_is_added_changed_and_removed_and_each_is_recorded_once() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let context = ada.context();
    let projects = fixture.db.scope(&context).repository::<projects::Entity>();

    let added = projects.insert(project("First")).await?;
    assert_eq!((added.account_id, added.row_version), (ada.account_id, 1));
    let renamed = projects::ActiveModel { id: Set(added.id), ..project("Second") };
    let renamed = projects.update(renamed, 1).await?;
    assert_eq!(renamed.row_version, 2);
    assert_eq!(projects.find(added.id).await?, Some(renamed.clone()));
    let third = projects::ActiveModel { id: Set(added.id), ..project("Third") };
    assert_eq!(projects.update_unversioned(third).await?.row_version, 3);
    projects.delete_for_good(added.id).await?;

    assert_eq!(projects.find(added.id).await?, None);
    let audit = fixture.db.read(&context).audit();
    let log = log_of(&audit.history("projects", added.id).await?);
    assert_eq!(log, ["1 insert hook", "2 update hook", "3 update hook", "4 delete database"]);
    assert!(audit.verify().await?.is_complete());
    Ok(())
}

#[tokio::test]
async fn of_two_writers_with_one_version_the_second_is_refused() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let context = ada.context();
    let projects = fixture.db.scope(&context).repository::<projects::Entity>();
    let id = projects.insert(project("First")).await?.id;
    let change = |name| projects::ActiveModel { id: Set(id), ..project(name) };

    projects.update(change("Second"), 1).await?;
    let stale = projects.update(change("Third"), 1).await.expect_err("somebody was first");
    assert!(matches!(stale, Error::StaleVersion { expected: 1, actual: 2, .. }), "{stale}");
    let missing = projects::ActiveModel { id: Set(Uuid::now_v7()), ..project("None") };
    let missing = projects.update(missing, 1).await.expect_err("not there");
    assert!(matches!(missing, Error::NotFound { entity: "projects", .. }), "{missing}");
    let nameless = projects.update(project("None"), 1).await.expect_err("no id");
    assert!(nameless.to_string().contains("id must be given"), "{nameless}");
    Ok(())
}

#[tokio::test]
async fn two_accounts_see_and_change_nothing_of_each_other() -> TestResult {
    let fixture = fixture().await?;
    let (ada, bob) = (fixture.sign_up().await?, fixture.sign_up().await?);
    let (ours, theirs) = (ada.context(), bob.context());
    let id = fixture
        .db
        .scope(&theirs)
        .repository::<projects::Entity>()
        .insert(project("Bob's"))
        .await?
        .id;
    let projects = fixture.db.scope(&ours).repository::<projects::Entity>();

    assert_eq!(projects.find(id).await?, None);
    assert!(!projects.exists(id).await?);
    assert!(projects.find_many([id]).await?.is_empty());
    let change = || projects::ActiveModel { id: Set(id), ..project("Mine") };
    let refusals = [
        projects.update(change(), 1).await.map(drop),
        projects.update_unversioned(change()).await.map(drop),
        projects.delete(id).await.map(drop),
        projects.delete_for_good(id).await,
    ];
    for refused in refusals {
        let error = refused.expect_err("it is bob's");
        assert!(matches!(error, Error::NotFound { .. }), "{error}");
    }
    let foreign = projects::ActiveModel { account_id: Set(bob.account_id), ..project("For Bob") };
    let refusals = [
        projects.insert(foreign.clone()).await.map(drop),
        projects.insert_many([project("Mine"), foreign]).await.map(drop),
    ];
    for (refused, field) in refusals.into_iter().zip(["account_id", "[1].account_id"]) {
        let error = refused.expect_err("another account");
        let Error::Invalid { fields } = &error else { panic!("{error}") };
        assert_eq!(fields[0].field, field);
    }
    let theirs = fixture.db.read(&theirs).repository::<projects::Entity>().find(id).await?;
    assert_eq!(theirs.map(|project| project.name), Some("Bob's".to_owned()));
    Ok(())
}

#[tokio::test]
async fn rows_come_in_the_order_of_their_ids_without_the_missing_and_deleted() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let context = ada.context();
    let journal = fixture.db.scope(&context).journal();
    let mut ids = journal.create_many(vec![NewEntry::by(ada.user.id); 5]).await?;
    journal.delete(ids[2]).await?;
    let entries = fixture.db.read(&context).repository::<journal_entries::Entity>();

    assert_eq!(entries.find(ids[2]).await?, None);
    assert!(!entries.exists(ids[2]).await?);
    ids.reverse();
    let mut asked = ids.clone();
    asked.extend((0..20_000).map(|_| Uuid::now_v7()));
    asked.push(ids[0]);
    let found: Vec<Uuid> = entries.find_many(asked).await?.iter().map(|entry| entry.id).collect();
    assert_eq!(found, [ids[0], ids[1], ids[3], ids[4], ids[0]]);
    assert!(entries.find_many([]).await?.is_empty());
    Ok(())
}

#[tokio::test]
async fn a_deleted_row_is_not_updated() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let context = ada.context();
    let entry = fixture.db.scope(&context).journal().create(NewEntry::by(ada.user.id)).await?;
    fixture.db.scope(&context).journal().delete(entry.id).await?;
    let entries = fixture.db.scope(&context).repository::<journal_entries::Entity>();
    let change = journal_entries::ActiveModel {
        id: Set(entry.id),
        title: Set(Some("x".to_owned())),
        ..Default::default()
    };
    for refused in
        [entries.update(change.clone(), 2).await, entries.update_unversioned(change).await]
    {
        let error = refused.expect_err("deleted");
        assert!(matches!(error, Error::NotFound { .. }), "{error}");
    }
    Ok(())
}

#[tokio::test]
async fn an_applications_own_table_has_all_of_it_too() -> TestResult {
    let sandbox = annals_sandbox::database_with::<ApplicationMigrator>().await?;
    let db = Database::connect(DatabaseConfig::new(sandbox.url())?).await?;
    let fixture = Fixture { db, sandbox };
    let context = fixture.sign_up().await?.context();
    let note = |body: &str| notes::ActiveModel { body: Set(body.to_owned()), ..Default::default() };

    let tx = fixture.db.begin(&context).await?;
    let notes = tx.repository::<notes::Entity>();
    let one = notes.insert(note("one")).await?;
    let changed = notes::ActiveModel { id: Set(one.id), ..note("changed") };
    assert_eq!(notes.update(changed, 1).await?.body, "changed");
    let many = notes.insert_many([note("two"), note("three")]).await?;
    assert_eq!(notes.find_many(many.clone()).await?.len(), 2);
    notes.delete_for_good(one.id).await?;
    // What the repository has no word for, SeaORM says, in the same transaction.
    assert_eq!(notes::Entity::find().count(tx.connection()).await?, 2);
    tx.commit().await?;

    let audit = fixture.db.read(&context).audit();
    let log = log_of(&audit.history("public.notes", one.id).await?);
    assert_eq!(log, ["1 insert hook", "2 update hook", "3 delete database"]);
    assert_eq!(log_of(&audit.history("public.notes", many[1]).await?), ["1 insert database"]);
    assert!(audit.verify().await?.is_complete());
    Ok(())
}

#[tokio::test]
async fn a_table_without_versions_is_updated_without() -> TestResult {
    let (fixture, ada) = samples::samples().await?;
    let context = ada.context();
    let samples = fixture.db.scope(&context).repository::<samples::Entity>();
    let id = samples.insert(samples::ActiveModel { whole: Set(1), ..empty() }).await?.id;
    let change = samples::ActiveModel { id: Set(id), whole: Set(2), ..empty() };
    let error = samples.update(change.clone(), 1).await.expect_err("no versions");
    assert!(error.to_string().contains("update_unversioned"), "{error}");
    assert_eq!(samples.update_unversioned(change).await?.whole, 2);
    samples.delete_for_good(id).await?;
    assert!(!samples.exists(id).await?);
    Ok(())
}

fn empty() -> samples::ActiveModel {
    <samples::ActiveModel as Default>::default()
}
