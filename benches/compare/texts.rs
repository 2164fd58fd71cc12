//! Full text on a million entries.

use std::error::Error;

use annals::prelude::*;

use crate::{measure::interleaved, million::Million, peer, report::Report};

const SIZE: u64 = 20;

/// What is searched, and how often in a round: a title's number, a string of `raw_data`, a word of titles.
const SEARCHES: [(&str, &str, usize); 3] = [
    ("1 entry matches", "day 777777", 40),
    ("52 entries match", "\"room-77\"", 40),
    ("10,500 entries match", "walker77", 4),
];

pub(crate) async fn run(million: &Million, report: &mut Report) -> Result<(), Box<dyn Error>> {
    let read = million.db.read(&million.context);
    let journal = read.journal();
    for (name, text, calls) in SEARCHES {
        let page =
            || journal.search(Search::web(text), EntryFilter::default(), SearchRequest::of(SIZE));
        let by_hand = || peer::search(&million.by_hand, text, SIZE);
        let (mine, theirs) = (page().await?.items.len(), by_hand().await?.len());
        if mine == 0 || mine != theirs.min(usize::try_from(SIZE)?) {
            return Err(format!("{text}: {mine} rows, and {theirs} by hand").into());
        }
        let measured = interleaved(
            calls,
            async || Ok(page().await.map(drop)?),
            async || by_hand().await.map(drop),
        )
        .await?;
        let note = "ranked, with snippets; by hand in one language";
        report.add(format!("search: {name}"), "sqlx by hand", &measured, note);
    }
    Ok(())
}
