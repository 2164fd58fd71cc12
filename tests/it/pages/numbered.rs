//! Pages by number.

use annals::{
    entity::journal_entries::Entity,
    prelude::*,
    service::{Result, database::Executor, query::list_by_offset},
};

use super::{all, ids, page, with_few};
use crate::support::{TestResult, fixture};

async fn numbered(executor: &impl Executor, request: &OffsetRequest) -> Result<OffsetPage<Entry>> {
    list_by_offset(executor, all::<Entity>(), &Order::by("title"), request).await
}

#[tokio::test]
async fn a_page_by_number_knows_how_many_there_are() -> TestResult {
    let fixture = fixture().await?;
    with_few(&fixture).await?;
    let context = with_few(&fixture).await?.context();
    let scope = fixture.db.read(&context);
    let order: Order = "-mood_score:nulls_last,title".parse()?;
    let whole = page::<Entity>(&scope, &PageRequest::of(13).ordered(order.clone())).await?.items;
    let whole = ids(&whole);
    let tx = fixture.db.begin(&context).await?;
    for (number, range) in [(1, 0..5), (2, 5..10), (3, 10..13), (4, 13..13), (1_000, 13..13)] {
        let request =
            OffsetRequest { size: 5, order: order.clone(), ..OffsetRequest::page(number) };
        let found = numbered(&scope, &request).await?;
        assert_eq!(ids(&found.items), whole[range], "page {number}");
        assert_eq!((found.page, found.pages, found.total), (number, 3, 13));
        assert_eq!(numbered(&&tx, &request).await?, found, "in a transaction");
    }
    Ok(())
}

#[tokio::test]
async fn an_empty_list_has_no_pages() -> TestResult {
    let fixture = fixture().await?;
    let context = fixture.sign_up().await?.context();
    let found = numbered(&fixture.db.read(&context), &OffsetRequest::default()).await?;
    assert_eq!((found.items.len(), found.page, found.pages, found.total), (0, 1, 0, 0));
    Ok(())
}

#[tokio::test]
async fn a_page_out_of_reach_is_refused() -> TestResult {
    let fixture = fixture().await?;
    let context = fixture.sign_up().await?.context();
    let scope = fixture.db.read(&context);
    for (number, size, field, said) in [
        (0, 50, "page", "the first page is 1"),
        (u64::MAX, 50, "page", "page by cursor"),
        (10_002, 1_000, "page", "page by cursor"),
        (1, 0, "size", "1 to 1000"),
        (1, 1_001, "size", "1 to 1000"),
    ] {
        let request = OffsetRequest { size, ..OffsetRequest::page(number) };
        let error = numbered(&scope, &request).await.expect_err(said);
        assert!(matches!(&error, Error::Invalid { fields } if fields[0].field == field), "{error}");
        assert!(error.to_string().contains(said), "{error}");
    }
    let deepest = OffsetRequest { size: 1_000, ..OffsetRequest::page(10_001) };
    assert_eq!(numbered(&scope, &deepest).await?.items.len(), 0);
    Ok(())
}
