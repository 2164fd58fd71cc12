//! A column that is added to a tracked table is tracked without further ado.

use annals::prelude::*;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ConnectionTrait, Statement};
use uuid::Uuid;

use super::{application, assert_complete, history, note};
use crate::{
    notes::notes,
    support::{Fixture, TestResult, rows},
};

/// Adds a column to a table that has a row, changes it by SQL, and looks at the log.
async fn assert_tracked(
    fixture: &Fixture,
    context: &Context,
    table: &str,
    log: &str,
    id: Uuid,
) -> TestResult {
    let before = history(fixture, context, log, id).await?.len();
    fixture
        .owner()
        .await?
        .execute_unprepared(&format!(
            "ALTER TABLE {table} ADD COLUMN colour varchar(20) DEFAULT 'none'"
        ))
        .await?;
    assert_complete(fixture, context).await?;

    let tx = fixture.db.begin(context).await?;
    let paint = |colour: &str| {
        let sql = format!("UPDATE {table} SET colour = $1 WHERE id = $2 RETURNING row_version");
        let values = [colour.into(), id.into()];
        Statement::from_sql_and_values(tx.connection().get_database_backend(), sql, values)
    };
    for colour in ["red", "red", "blue"] {
        tx.connection().execute_raw(paint(colour)).await?;
    }
    tx.commit().await?;

    let told = history(fixture, context, log, id).await?;
    let colours: Vec<_> =
        told[before..].iter().map(|(.., image)| image["colour"].as_str()).collect();
    assert_eq!(colours, [Some("red"), Some("blue")], "{table}: the second change changed nothing");
    let versions: Vec<i64> = told.iter().map(|(_, version, ..)| *version).collect();
    assert_eq!(versions, (1..=i64::try_from(told.len())?).collect::<Vec<_>>());
    assert_complete(fixture, context).await
}

#[tokio::test]
async fn a_column_added_to_the_applications_table_is_tracked() -> TestResult {
    let (fixture, ada) = application().await?;
    let context = ada.context();
    let tx = fixture.db.begin(&context).await?;
    let written = note(&context, "first").insert(tx.connection()).await?;
    tx.commit().await?;
    assert_tracked(&fixture, &context, "public.notes", "public.notes", written.id).await?;

    // An entity that does not know the column writes it into the log all the same.
    let tx = fixture.db.begin(&context).await?;
    let changed = notes::ActiveModel { body: Set("second".to_owned()), ..written.clone().into() };
    changed.update(tx.connection()).await?;
    tx.commit().await?;
    let told = history(&fixture, &context, "public.notes", written.id).await?;
    let (operation, version, recorder, image) = told.last().ok_or("no entry")?;
    assert_eq!((operation.as_str(), *version, recorder.as_str()), ("update", 4, "hook"));
    assert_eq!((image["colour"].as_str(), image["body"].as_str()), (Some("blue"), Some("second")));
    assert_complete(&fixture, &context).await
}

#[tokio::test]
async fn a_column_added_to_the_journal_is_tracked() -> TestResult {
    let (fixture, ada) = application().await?;
    let context = ada.context();
    let entry = fixture.db.scope(&context).journal().create(NewEntry::by(ada.user.id)).await?;
    assert_tracked(&fixture, &context, "annals.journal_entries", "journal_entries", entry.id)
        .await?;

    let journal = fixture.db.scope(&context).journal();
    let change = EntryUpdate { title: Some(Some("Titled".to_owned())), ..EntryUpdate::default() };
    journal.update(entry.id, 3, change).await?;
    let told = history(&fixture, &context, "journal_entries", entry.id).await?;
    let (_, version, recorder, image) = told.last().ok_or("no entry")?;
    assert_eq!((*version, recorder.as_str()), (4, "hook"));
    assert_eq!((image["colour"].as_str(), image["title"].as_str()), (Some("blue"), Some("Titled")));

    journal.delete_for_good(entry.id).await?;
    let told = history(&fixture, &context, "journal_entries", entry.id).await?;
    assert_eq!(told.last().and_then(|(.., image)| image["colour"].as_str()), Some("blue"));
    assert_complete(&fixture, &context).await
}

#[tokio::test]
async fn a_generated_column_is_known_once_the_table_is_tracked_anew() -> TestResult {
    let (fixture, ada) = application().await?;
    let context = ada.context();
    let tx = fixture.db.begin(&context).await?;
    let written = note(&context, "Loud").insert(tx.connection()).await?;
    tx.commit().await?;
    fixture
        .owner()
        .await?
        .execute_unprepared(
            "ALTER TABLE public.notes ADD COLUMN shouted text GENERATED ALWAYS AS (upper(body)) STORED;
             SELECT annals.track('public.notes', '{times_read}')",
        )
        .await?;

    let tx = fixture.db.begin(&context).await?;
    let unchanged = "UPDATE public.notes SET times_read = times_read + 1 RETURNING row_version";
    assert_eq!(rows::<i64>(tx.connection(), unchanged, []).await?, [1]);
    let shouted = "SELECT shouted FROM public.scoped_notes";
    assert_eq!(rows::<String>(tx.connection(), shouted, []).await?, ["LOUD"]);
    tx.commit().await?;
    assert_eq!(history(&fixture, &context, "public.notes", written.id).await?.len(), 1);
    assert_complete(&fixture, &context).await
}
