//! Pages by rank.

use annals::{
    entity::{journal_entries, messages},
    prelude::*,
    service::search::SearchCursor,
};
use uuid::Uuid;

use super::{search, write};
use crate::support::{TestResult, fixture};

#[tokio::test]
async fn pages_hold_each_row_once_though_ranks_are_equal() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    for content in ["rain", "rain, rain", "rain", "rain, rain", "rain", "rain", "rain and rain"] {
        write(&fixture, &ada, "untitled", content).await?;
    }
    let all = search(&fixture, &ada, Search::web("rain")).await?.items;
    let key = |found: &Found<Entry>| (found.rank, found.row.id);
    assert_eq!(all.len(), 7);
    assert!(all.is_sorted_by(|a, b| key(a) > key(b)), "the best, then the newest: {all:?}");
    assert!(all.windows(2).any(|pair| pair[0].rank.to_bits() == pair[1].rank.to_bits()));

    let context = ada.context();
    let mut seen: Vec<Uuid> = Vec::new();
    let mut request = SearchRequest::of(2);
    loop {
        let page = fixture
            .db
            .read(&context)
            .search::<journal_entries::Entity>(Search::web("rain"), request)
            .await?;
        seen.extend(page.items.iter().map(|found| found.row.id));
        assert!(seen.len() <= all.len(), "the pages go round in a circle");
        let Some(next) = page.next else { break };
        request = SearchRequest::of(2).after(next.to_string().parse()?);
    }
    assert_eq!(seen, all.iter().map(|found| found.row.id).collect::<Vec<_>>());
    Ok(())
}

#[tokio::test]
async fn a_cursor_is_good_for_its_own_search_alone() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    for _ in 0..2 {
        write(&fixture, &ada, "untitled", "rain and snow").await?;
    }
    let context = ada.context();
    let read = fixture.db.read(&context);
    let rain = Search::web("rain");
    let first = read.search::<journal_entries::Entity>(rain.clone(), SearchRequest::of(1)).await?;
    let after = SearchRequest::of(1).after(first.next.ok_or("two rows")?);

    let other = read.search::<journal_entries::Entity>(Search::web("snow"), after.clone()).await;
    let elsewhere = read.search::<messages::Entity>(rain.clone(), after.clone()).await;
    let own = read.search::<journal_entries::Entity>(rain, after).await?;

    assert!(matches!(&other, Err(Error::Invalid { fields }) if fields[0].field == "after"));
    assert!(matches!(&elsewhere, Err(Error::Invalid { fields }) if fields[0].field == "after"));
    assert_eq!((own.items.len(), own.next), (1, None));
    assert!("rain".parse::<SearchCursor>().is_err());
    Ok(())
}

#[tokio::test]
async fn a_page_has_one_to_a_hundred_rows() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let context = ada.context();
    for size in [0, 101, u64::MAX] {
        let error = fixture
            .db
            .read(&context)
            .search::<journal_entries::Entity>(Search::web("rain"), SearchRequest::of(size))
            .await
            .expect_err("out of bounds");
        assert!(error.to_string().contains("1 to 100"), "{error}");
    }
    Ok(())
}
