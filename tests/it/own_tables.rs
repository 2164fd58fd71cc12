//! An application's own table gets what Annals' have: accounts kept apart, and audit exactly once.

mod added_columns;
mod hierarchies;
mod shared_ids;

use annals::prelude::*;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, ExprTrait, QueryFilter,
};
use uuid::Uuid;

use crate::{
    catalogue::{one, refused},
    notes::{ApplicationMigrator, notes},
    support::{Fixture, TestResult},
};

/// A database with the application's migrations, and somebody who has signed up.
async fn application() -> TestResult<(Fixture, SignedUp)> {
    let sandbox = annals_sandbox::database_with::<ApplicationMigrator>().await?;
    let db = Database::connect(DatabaseConfig::new(sandbox.url())?).await?;
    let fixture = Fixture { db, sandbox };
    let ada = fixture.sign_up().await?;
    Ok((fixture, ada))
}

/// A note that is to be written.
fn note(context: &Context, body: &str) -> notes::ActiveModel {
    notes::ActiveModel {
        account_id: Set(context.account_id),
        id: Set(Uuid::now_v7()),
        body: Set(body.to_owned()),
        ..Default::default()
    }
}

/// What the log says of a row: operation, version, who recorded it, and the image.
async fn history(
    fixture: &Fixture,
    context: &Context,
    table: &str,
    id: Uuid,
) -> TestResult<Vec<(String, i64, String, serde_json::Value)>> {
    let entries = fixture.db.read(context).audit().history(table, id).await?;
    let told = entries.into_iter().map(|entry| {
        let image = entry.image.to_value()?;
        Ok((entry.operation, entry.row_version, entry.recorded_by, image))
    });
    told.collect()
}

/// The same without the images.
async fn outline(
    fixture: &Fixture,
    context: &Context,
    table: &str,
    id: Uuid,
) -> TestResult<Vec<String>> {
    let told = history(fixture, context, table, id).await?;
    Ok(told
        .into_iter()
        .map(|(operation, version, recorder, _)| format!("{operation} {version} by {recorder}"))
        .collect())
}

async fn assert_complete(fixture: &Fixture, context: &Context) -> TestResult {
    let verified = fixture.db.read(context).audit().verify().await?;
    assert_eq!(verified.findings, []);
    assert!(verified.entries > 0);
    Ok(())
}

#[tokio::test]
async fn writes_through_the_entity_are_recorded_by_its_hook() -> TestResult {
    let (fixture, ada) = application().await?;
    let context = ada.context().operation("notes.write");
    let tx = fixture.db.begin(&context).await?;
    let written = note(&context, "first").insert(tx.connection()).await?;
    assert_eq!(written.row_version, 1);
    let changed = notes::ActiveModel { body: Set("second".to_owned()), ..written.clone().into() };
    let changed = changed.update(tx.connection()).await?;
    assert_eq!(changed.row_version, 2);
    notes::ActiveModel::from(changed).delete(tx.connection()).await?;
    tx.commit().await?;

    let told = history(&fixture, &context, "public.notes", written.id).await?;
    let outline: Vec<_> = told
        .iter()
        .map(|(operation, version, by, _)| (operation.as_str(), *version, by.as_str()))
        .collect();
    assert_eq!(outline, [("insert", 1, "hook"), ("update", 2, "hook"), ("delete", 3, "hook")]);
    let bodies: Vec<_> = told.iter().map(|(.., image)| image["body"].as_str()).collect();
    assert_eq!(bodies, [Some("first"), Some("second"), Some("second")]);
    assert!(
        told.iter().all(|(.., image)| image.get("times_read").is_none()),
        "an untracked column"
    );
    let entries = fixture.db.read(&context).audit().history("public.notes", written.id).await?;
    assert!(entries.iter().all(|entry| entry.actor_id == Some(ada.user.id)));
    assert_complete(&fixture, &context).await
}

#[tokio::test]
async fn writes_that_no_hook_sees_are_recorded_by_the_database() -> TestResult {
    let (fixture, ada) = application().await?;
    let context = ada.context();
    let tx = fixture.db.begin(&context).await?;
    let rows = [note(&context, "one"), note(&context, "two")];
    let ids: Vec<Uuid> = rows.iter().filter_map(|row| row.id.try_as_ref().copied()).collect();
    for row in &rows {
        // A statement of an entity runs no hook.
        notes::Entity::insert(row.clone()).exec(tx.connection()).await?;
    }
    notes::Entity::update_many()
        .col_expr(notes::Column::Body, sea_orm::sea_query::Expr::value("both"))
        .exec(tx.connection())
        .await?;
    let counted = notes::Entity::update_many()
        .col_expr(
            notes::Column::TimesRead,
            sea_orm::sea_query::Expr::col(notes::Column::TimesRead).add(1),
        )
        .exec(tx.connection())
        .await?;
    assert_eq!(counted.rows_affected, 2);
    notes::Entity::delete_many().filter(notes::Column::Id.eq(ids[0])).exec(tx.connection()).await?;
    tx.commit().await?;

    let gone = outline(&fixture, &context, "public.notes", ids[0]).await?;
    assert_eq!(gone, ["insert 1 by database", "update 2 by database", "delete 3 by database"]);
    let there = outline(&fixture, &context, "public.notes", ids[1]).await?;
    assert_eq!(there, ["insert 1 by database", "update 2 by database"]);
    assert_complete(&fixture, &context).await
}

#[tokio::test]
async fn the_proof_of_the_log_covers_the_applications_table() -> TestResult {
    let (fixture, ada) = application().await?;
    let context = ada.context();
    let tx = fixture.db.begin(&context).await?;
    let written = note(&context, "mine").insert(tx.connection()).await?;
    assert!(tx.audit().verify().await?.is_complete());
    tx.commit().await?;

    // What nobody but a superuser can do: a change that no trigger sees.
    let silently = format!(
        "SET session_replication_role = replica; UPDATE public.notes SET body = 'forged' WHERE id = '{}';
         RESET session_replication_role",
        written.id
    );
    sea_orm::ConnectionTrait::execute_unprepared(&fixture.admin().await?, &silently).await?;

    let tx = fixture.db.begin(&context).await?;
    let verified = tx.audit().verify().await?;
    let found: Vec<_> = verified.findings.iter().map(|it| (it.table.as_str(), it.row_id)).collect();
    assert_eq!(found, [("public.notes", Some(written.id))]);
    Ok(())
}

#[tokio::test]
async fn the_deletion_of_an_entry_previews_and_takes_the_notes_on_it() -> TestResult {
    let (fixture, ada) = application().await?;
    let context = ada.context();
    let journal = fixture.db.scope(&context).journal();
    let entry = journal.create(NewEntry::by(ada.user.id)).await?;
    let tx = fixture.db.begin(&context).await?;
    let on_entry = notes::ActiveModel { entry_id: Set(Some(entry.id)), ..note(&context, "on it") };
    let on_entry = on_entry.insert(tx.connection()).await?;
    let on_nothing = note(&context, "on nothing").insert(tx.connection()).await?;
    tx.commit().await?;

    let preview = journal.preview_deletion(entry.id).await?;
    assert_eq!(preview.total(), 2);
    assert_eq!(preview.rows[0], ("journal_entries".to_owned(), 1));
    assert!(preview.rows[1].0.ends_with("notes"), "{:?}", preview.rows);

    journal.delete_for_good(entry.id).await?;
    let taken = outline(&fixture, &context, "public.notes", on_entry.id).await?;
    assert_eq!(taken, ["insert 1 by hook", "delete 2 by database"]);
    let left = outline(&fixture, &context, "public.notes", on_nothing.id).await?;
    assert_eq!(left, ["insert 1 by hook"]);
    assert_complete(&fixture, &context).await
}

#[tokio::test]
async fn two_accounts_are_kept_apart_on_it() -> TestResult {
    let (fixture, ada) = application().await?;
    let grace = fixture.sign_up().await?;
    let (ours, theirs) = (ada.context(), grace.context());
    let entry = fixture.db.scope(&theirs).journal().create(NewEntry::by(grace.user.id)).await?;
    let tx = fixture.db.begin(&theirs).await?;
    let their_note = note(&theirs, "theirs").insert(tx.connection()).await?;
    tx.commit().await?;

    let tx = fixture.db.begin(&ours).await?;
    let our_note = note(&ours, "ours").insert(tx.connection()).await?;
    assert_eq!(notes::Entity::find().all(tx.connection()).await?, [our_note]);
    assert_eq!(one::<i64>(tx.connection(), "SELECT count(*) FROM public.scoped_notes").await?, 1);
    let changed = notes::Entity::update_many()
        .col_expr(notes::Column::Body, sea_orm::sea_query::Expr::value("taken"))
        .filter(notes::Column::Id.eq(their_note.id))
        .exec(tx.connection())
        .await?;
    assert_eq!(changed.rows_affected, 0);
    let (us, them) = (ours.account_id, theirs.account_id);
    let for_them = format!("INSERT INTO public.notes (account_id, body) VALUES ('{them}', 'x')");
    refused(tx.connection(), &for_them, &["42501"]).await?;
    let on_their_entry = format!(
        "INSERT INTO public.notes (account_id, body, entry_id) VALUES ('{us}', 'x', '{}')",
        entry.id
    );
    refused(tx.connection(), &on_their_entry, &["23503"]).await?;
    tx.commit().await?;

    let tx = fixture.db.begin(&theirs).await?;
    assert_eq!(notes::Entity::find().all(tx.connection()).await?, [their_note]);
    assert_complete(&fixture, &ours).await?;
    assert_complete(&fixture, &theirs).await
}
