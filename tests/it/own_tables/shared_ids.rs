//! Rows of two tables that happen to share an id: neither hides what becomes of the other.

use annals::{entity::journal_entries, prelude::*};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ConnectionTrait};
use uuid::Uuid;

use super::{application, assert_complete, note, outline};
use crate::{
    notes::notes,
    support::{Fixture, TestResult},
};

/// An entry and a note under one id, both at version 1.
async fn twins(fixture: &Fixture, ada: &SignedUp) -> TestResult<Uuid> {
    let context = ada.context();
    let id = Uuid::now_v7();
    let tx = fixture.db.begin(&context).await?;
    let entry = NewEntry { id: Some(id), ..NewEntry::by(ada.user.id) };
    tx.journal().create(entry).await?;
    let twin = notes::ActiveModel { id: Set(id), ..note(&context, "twin") };
    twin.insert(tx.connection()).await?;
    tx.commit().await?;
    Ok(id)
}

#[tokio::test]
async fn a_hooks_deletion_of_one_does_not_hide_a_plain_deletion_of_the_other() -> TestResult {
    for entry_through_hook in [true, false] {
        let (fixture, ada) = application().await?;
        let context = ada.context();
        let account_id = context.account_id;
        let id = twins(&fixture, &ada).await?;
        let tx = fixture.db.begin(&context).await?;
        let plainly = if entry_through_hook {
            let row = journal_entries::ActiveModel {
                account_id: Set(account_id),
                id: Set(id),
                ..Default::default()
            };
            row.delete(tx.connection()).await?;
            format!("DELETE FROM public.notes WHERE id = '{id}'")
        } else {
            let row = notes::ActiveModel {
                account_id: Set(account_id),
                id: Set(id),
                ..Default::default()
            };
            row.delete(tx.connection()).await?;
            format!("DELETE FROM annals.journal_entries WHERE id = '{id}'")
        };
        tx.connection().execute_unprepared(&plainly).await?;
        tx.commit().await?;

        let (hooked, plain) = if entry_through_hook {
            ("journal_entries", "public.notes")
        } else {
            ("public.notes", "journal_entries")
        };
        let told = outline(&fixture, &context, hooked, id).await?;
        assert_eq!(told, ["insert 1 by hook", "delete 2 by hook"], "{hooked}");
        let told = outline(&fixture, &context, plain, id).await?;
        assert_eq!(told, ["insert 1 by hook", "delete 2 by database"], "{plain}");
        assert_complete(&fixture, &context).await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_table_of_the_same_name_in_another_schema_is_another_table() -> TestResult {
    let (fixture, ada) = application().await?;
    let context = ada.context();
    fixture
        .owner()
        .await?
        .execute_unprepared(
            "CREATE TABLE public.projects (account_id uuid NOT NULL, id uuid NOT NULL, name text, PRIMARY KEY (account_id, id));
             SELECT annals.isolate('public.projects'); SELECT annals.track('public.projects')",
        )
        .await?;
    let id = Uuid::now_v7();
    let account = context.account_id;
    let tx = fixture.db.begin(&context).await?;
    for table in ["annals.projects", "public.projects"] {
        let new = format!(
            "INSERT INTO {table} (account_id, id, name) VALUES ('{account}', '{id}', 'twin')"
        );
        tx.connection().execute_unprepared(&new).await?;
    }
    let delete = format!("DELETE FROM public.projects WHERE id = '{id}'");
    tx.connection().execute_unprepared(&delete).await?;
    tx.commit().await?;

    let of_annals = outline(&fixture, &context, "projects", id).await?;
    assert_eq!(of_annals, ["insert 1 by database"]);
    let own = outline(&fixture, &context, "public.projects", id).await?;
    assert_eq!(own, ["insert 1 by database", "delete 2 by database"]);
    assert_complete(&fixture, &context).await
}
