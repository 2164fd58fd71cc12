//! A page at a depth of a million rows.

use std::error::Error;

use annals::{
    entity::journal_entries::{Column, Entity},
    prelude::*,
};
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, prelude::DateTimeWithTimeZone,
};
use uuid::Uuid;

use crate::{
    measure::interleaved,
    million::{DEPTH, Million},
    report::Report,
};

const SIZE: u64 = 50;
const STEP: u64 = 1_000;

/// Where the page begins, for each way to say it.
struct Place {
    cursor: Cursor,
    row: (DateTimeWithTimeZone, Uuid),
}

pub(crate) async fn run(million: &Million, report: &mut Report) -> Result<(), Box<dyn Error>> {
    let read = million.db.read(&million.context);
    let journal = read.journal();
    let place = walk(&journal).await?;
    let deep = || PageRequest::of(SIZE).after(place.cursor.clone());
    let page = async |request| Ok(journal.list(EntryFilter::default(), request).await.map(drop)?);

    let measured =
        interleaved(100, async || page(deep()).await, async || page(PageRequest::of(SIZE)).await)
            .await?;
    report.add("page at depth 1,000,000".to_owned(), "page one", &measured, "both are Annals'");

    let measured = interleaved(
        2,
        async || page(deep()).await,
        async || Ok(cursor_of_sea_orm(million, place.row).await?),
    )
    .await?;
    let note = "cursor_by((created_at, id))";
    report.add("page at depth 1,000,000".to_owned(), "SeaORM's cursor", &measured, note);

    let measured =
        interleaved(2, async || page(deep()).await, async || Ok(offset(million).await?)).await?;
    report.add("page at depth 1,000,000".to_owned(), "OFFSET", &measured, "by SeaORM");
    Ok(())
}

/// Goes there page by page.
async fn walk(journal: &impl Journal) -> Result<Place, Box<dyn Error>> {
    let mut place: Option<Place> = None;
    for _ in 0..DEPTH / usize::try_from(STEP)? {
        let request = match place {
            None => PageRequest::of(STEP),
            Some(place) => PageRequest::of(STEP).after(place.cursor),
        };
        let page = journal.list(EntryFilter::default(), request).await?;
        let last = page.items.last().ok_or("a page without rows")?;
        let cursor = page.next.ok_or("the account has more entries")?;
        place = Some(Place { cursor, row: (last.created_at, last.id) });
    }
    place.ok_or_else(|| "a depth".into())
}

#[expect(clippy::disallowed_methods, reason = "this is the peer")]
async fn cursor_of_sea_orm(
    million: &Million,
    after: (DateTimeWithTimeZone, Uuid),
) -> Result<(), sea_orm::DbErr> {
    let mut cursor = Entity::find()
        .filter(Column::DeletedAt.is_null())
        .cursor_by((Column::CreatedAt, Column::Id));
    cursor.desc().after(after).first(SIZE).all(&million.sea_orm).await.map(drop)
}

#[expect(clippy::disallowed_methods, reason = "this is the peer")]
async fn offset(million: &Million) -> Result<(), sea_orm::DbErr> {
    Entity::find()
        .filter(Column::DeletedAt.is_null())
        .order_by_desc(Column::CreatedAt)
        .order_by_desc(Column::Id)
        .offset(DEPTH as u64)
        .limit(SIZE)
        .all(&million.sea_orm)
        .await
        .map(drop)
}
