//! Rows as they were in tables that have changed since, and what JSON can't tell apart.

use annals::{entity::journal_entries, prelude::*};
use sea_orm::{ConnectionTrait, entity::prelude::*};

use super::Trail;
use crate::{
    notes::{ApplicationMigrator, notes},
    support::{Fixture, TestResult},
};

/// Notes after a migration: a column was added, another one dropped.
mod later {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "notes")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub account_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub body: String,
        pub colour: String,
        pub shape: Option<String>,
        pub times_read: i32,
        pub row_version: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

#[tokio::test]
async fn a_row_reads_as_the_table_of_today() -> TestResult {
    let sandbox = annals_sandbox::database_with::<ApplicationMigrator>().await?;
    let db = Database::connect(DatabaseConfig::new(sandbox.url())?).await?;
    let trail = Trail::on(Fixture { db, sandbox }).await?;
    let id = Uuid::now_v7();
    let written = trail
        .write(&format!(
            "INSERT INTO public.notes (account_id, id, body, times_read) VALUES ($account, '{id}', 'First', 7)"
        ))
        .await?;
    let past = trail.db().read(&trail.context).audit().as_of(Moment::After(written));
    let then = past.find::<notes::Entity>(id).await?.ok_or("it was there")?;
    assert_eq!((then.body.as_str(), then.times_read), ("First", 0), "untracked: its default");

    let owner = trail.fixture.owner().await?;
    owner
        .execute_unprepared(
            "ALTER TABLE public.notes DROP COLUMN entry_id CASCADE,
               ADD COLUMN colour varchar(20) NOT NULL DEFAULT 'none', ADD COLUMN shape text",
        )
        .await?;
    trail.write("UPDATE public.notes SET body = 'Second', colour = 'red', shape = 'round'").await?;
    let then = past.find::<later::Entity>(id).await?.ok_or("it was there")?;
    assert_eq!((then.body.as_str(), then.colour.as_str()), ("First", "none"));
    assert_eq!((then.shape, then.row_version), (None, 1));
    let colourless = Filter::field("colour").eq("none");
    let page = past.list::<later::Entity>(colourless, PageRequest::default()).await?;
    assert_eq!(page.items.len(), 1);

    let back = Revert::of("public.notes", id).to(1).expecting(2);
    trail.db().scope(&trail.context).audit().revert(back).await?;
    let note = trail.db().read(&trail.context).repository::<later::Entity>().find(id).await?;
    let note = note.ok_or("it is there")?;
    let kept = (note.body.as_str(), note.colour.as_str(), note.times_read);
    assert_eq!(kept, ("First", "red", 7), "a column that the image does not know stays");
    trail.expect_complete_log().await
}

#[tokio::test]
async fn a_json_null_that_must_be_there_is_one_again() -> TestResult {
    let trail = Trail::start().await?;
    let entry = trail.entry().await?;
    let null = trail.write("UPDATE annals.journal_entries SET raw_data = 'null'").await?;
    let deleted = trail.write("DELETE FROM annals.journal_entries").await?;
    let past = trail.db().read(&trail.context).audit().as_of(Moment::After(null));
    let then = past.find::<journal_entries::Entity>(entry.id).await?.ok_or("it was there")?;
    assert_eq!(then.raw_data.as_str(), "null");

    trail.undo(deleted, IfChanged::Refuse).await?;
    let entry = trail.db().read(&trail.context).journal().find(entry.id).await?;
    assert_eq!(entry.ok_or("it is back")?.raw_data.as_str(), "null");
    trail.expect_complete_log().await
}
