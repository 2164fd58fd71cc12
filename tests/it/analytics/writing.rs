//! Entries and words by period.

use annals::prelude::*;

use super::{TestResult, day, fixture, on, span, write, write_as_somebody_else};

#[tokio::test]
async fn each_period_has_its_entries_and_words_and_none_is_left_out() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    write_as_somebody_else(&fixture).await?;
    let said =
        |words: &str, date| NewEntry { content: Some(words.to_owned()), ..on(ada.user.id, date) };
    let entries = vec![
        said("it rained", "2026-03-02"),
        said("and rained again", "2026-03-02"),
        on(ada.user.id, "2026-03-04"),
        said("one", "2026-03-31"),
        said("outside of it", "2026-04-01"),
        said("deleted words are no words", "2026-03-03"),
    ];
    let ids = write(&fixture, &ada, entries).await?;
    let context = ada.context();
    fixture.db.scope(&context).journal().delete(ids[5]).await?;
    let analytics = fixture.db.read(&context).analytics();
    let written = async |from, until, period| -> TestResult<Vec<(String, u64, u64)>> {
        let points = analytics.writing_by_period(span(from, until), period).await?;
        Ok(points.iter().map(|it| (it.starts.to_string(), it.entries, it.words)).collect())
    };
    let point = |starts: &str, entries, words| (starts.to_owned(), entries, words);
    assert_eq!(
        written("2026-03-01", "2026-03-04", Period::Day).await?,
        [
            point("2026-03-01", 0, 0),
            point("2026-03-02", 2, 5),
            point("2026-03-03", 0, 0),
            point("2026-03-04", 1, 0),
        ]
    );
    assert_eq!(
        written("2026-02-28", "2026-03-31", Period::Month).await?,
        [point("2026-02-01", 0, 0), point("2026-03-01", 4, 6)]
    );
    let weeks = written("2026-02-28", "2026-03-31", Period::Week).await?;
    assert_eq!(weeks.len(), 6);
    assert_eq!(weeks[0], point("2026-02-23", 0, 0));
    assert_eq!(weeks[1], point("2026-03-02", 3, 5));
    assert_eq!(weeks[5], point("2026-03-30", 1, 1));
    Ok(())
}

#[tokio::test]
async fn ten_thousand_days_are_answered_and_a_gap_of_years_is_filled() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let entries = vec![on(ada.user.id, "2000-01-01"), on(ada.user.id, "2027-05-18")];
    write(&fixture, &ada, entries).await?;
    let context = ada.context();
    let analytics = fixture.db.read(&context).analytics();
    let days = analytics.writing_by_period(span("2000-01-01", "2027-05-18"), Period::Day).await?;
    assert_eq!(days.len(), 10_000);
    assert_eq!((days[0].entries, days[5_000].entries, days[9_999].entries), (1, 0, 1));
    let first = analytics.writing_by_period(span("0001-01-01", "0001-01-07"), Period::Week).await?;
    assert_eq!((first.len(), first[0].starts), (1, day("0001-01-01")));
    let last = analytics.writing_by_period(span("9999-12-01", "9999-12-31"), Period::Month).await?;
    assert_eq!(last.len(), 1);
    let early = analytics.mood_by_period(span("0001-01-01", "0001-01-07"), Period::Month, 366);
    assert_eq!(early.await?.len(), 1);
    Ok(())
}
