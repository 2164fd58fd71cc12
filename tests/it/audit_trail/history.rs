//! Pages of the log, by each filter.

use annals::prelude::*;
use chrono::Utc;

use super::Trail;
use crate::support::TestResult;

/// Ada writes an entry three times, each time for another request; then somebody else joins in.
async fn trail() -> TestResult<(Trail, Entry, Vec<i64>)> {
    let trail = Trail::start().await?;
    let entry = trail.entry().await?;
    let mut transactions = Vec::new();
    for number in 1..=3 {
        let context = trail.context.clone().request_id(format!("r-{number}"));
        let sql = format!(
            "UPDATE annals.journal_entries SET title = 'Title {number}' WHERE id = '{}'",
            entry.id
        );
        transactions.push(trail.write_as(&context, &sql).await?);
    }
    Ok((trail, entry, transactions))
}

async fn versions(trail: &Trail, filter: HistoryFilter) -> TestResult<Vec<i64>> {
    let audit = trail.db().read(&trail.context).audit();
    let page = audit.trail(filter.clone(), PageRequest::of(100)).await?;
    let count = audit.count_entries(filter).await?;
    assert_eq!(usize::try_from(count)?, page.items.len());
    Ok(page.items.iter().map(|entry| entry.row_version).collect())
}

#[tokio::test]
async fn a_rows_trail_is_paged_newest_first_or_oldest_first() -> TestResult {
    let (trail, entry, _) = trail().await?;
    let audit = trail.db().read(&trail.context).audit();
    let filter = HistoryFilter::row("journal_entries", entry.id);
    for (order, expected) in
        [(Order::own(), [[4, 3], [2, 1]]), (Order::by("occurred_at"), [[1, 2], [3, 4]])]
    {
        let request = PageRequest::of(2).ordered(order);
        let first = audit.trail(filter.clone(), request.clone()).await?;
        let next = first.next.clone().ok_or("there are two pages")?;
        let second = audit.trail(filter.clone(), request.clone().after(next)).await?;
        let pages = [&first, &second]
            .map(|page| page.items.iter().map(|entry| entry.row_version).collect::<Vec<_>>());
        assert_eq!(pages, expected.map(|page| page.to_vec()));
        assert_eq!(second.next, None);
        let back = request.before(second.previous.ok_or("there is one before")?);
        assert_eq!(audit.trail(filter.clone(), back).await?.items, first.items);
    }
    Ok(())
}

#[tokio::test]
async fn each_filter_finds_its_entries() -> TestResult {
    let (trail, entry, transactions) = trail().await?;
    let all = HistoryFilter::default;
    let journal = || HistoryFilter { table: Some("journal_entries".into()), ..all() };
    let history = trail.history("journal_entries", entry.id).await?;
    let third = history[2].occurred_at.to_utc();
    let actor = trail.ada.user.id;
    for (what, filter, expected) in [
        ("table", journal(), vec![4, 3, 2, 1]),
        ("row", HistoryFilter { row_id: Some(entry.id), ..all() }, vec![4, 3, 2, 1]),
        ("actor", HistoryFilter { actor_id: Some(actor), ..journal() }, vec![4, 3, 2, 1]),
        ("no such actor", HistoryFilter { actor_id: Some(entry.id), ..all() }, vec![]),
        ("transaction", HistoryFilter { transaction_id: Some(transactions[1]), ..all() }, vec![3]),
        ("request", HistoryFilter::request("r-3"), vec![4]),
        ("no such request", HistoryFilter::request("r-"), vec![]),
        (
            "operation",
            HistoryFilter { context_operation: Some("trail.test".into()), ..all() },
            vec![4, 3, 2, 1],
        ),
        ("from", HistoryFilter { from: Some(third), ..journal() }, vec![4, 3]),
        ("before", HistoryFilter { before: Some(third), ..journal() }, vec![2, 1]),
        ("the future", HistoryFilter { from: Some(Utc::now()), ..all() }, vec![]),
        (
            "matching",
            HistoryFilter { matching: Filter::field("image.title").eq("Title 2"), ..all() },
            vec![3],
        ),
    ] {
        assert_eq!(versions(&trail, filter).await?, expected, "{what}");
    }
    Ok(())
}

#[tokio::test]
async fn another_accounts_entries_are_not_found() -> TestResult {
    let (trail, entry, transactions) = trail().await?;
    let bob = trail.fixture.sign_up().await?.context();
    let audit = trail.db().read(&bob).audit();
    for filter in [
        HistoryFilter::row("journal_entries", entry.id),
        HistoryFilter::request("r-1"),
        HistoryFilter { transaction_id: Some(transactions[0]), ..HistoryFilter::default() },
    ] {
        assert_eq!(audit.count_entries(filter.clone()).await?, 0);
        assert!(audit.trail(filter.clone(), PageRequest::default()).await?.items.is_empty());
        assert!(audit.changes(filter, PageRequest::default()).await?.items.is_empty());
    }
    Ok(())
}

#[tokio::test]
async fn a_cursor_of_another_filter_and_an_unknown_field_are_refused() -> TestResult {
    let (trail, entry, _) = trail().await?;
    let audit = trail.db().read(&trail.context).audit();
    let filter = HistoryFilter::row("journal_entries", entry.id);
    let next = audit.trail(filter, PageRequest::of(1)).await?.next.ok_or("there is more")?;
    let other = audit.trail(HistoryFilter::request("r-1"), PageRequest::of(1).after(next)).await;
    assert!(matches!(other, Err(Error::Invalid { .. })), "{other:?}");
    let matching = Filter::field("happened_at").eq("now");
    let unknown = HistoryFilter { matching, ..HistoryFilter::default() };
    let error = audit.trail(unknown, PageRequest::default()).await.err().ok_or("refused")?;
    assert!(error.to_string().contains("happened_at"), "{error}");
    Ok(())
}
