//! Runs of days.

use annals::prelude::*;

use super::{TestResult, at, day, fixture, on, span, write, write_as_somebody_else};

#[expect(clippy::unnecessary_wraps, reason = "as the fields that it stands for")]
fn streak(from: &str, until: &str) -> Option<Streak> {
    Some(Streak { from: day(from), until: day(until) })
}

#[tokio::test]
async fn the_current_and_the_longest_run_are_found() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    write_as_somebody_else(&fixture).await?;
    let days = [
        "2026-02-27",
        "2026-02-28",
        "2026-03-01",
        "2026-03-01", // three, over the end of a month
        "2026-03-04", // one
        "2026-03-06",
        "2026-03-07",
        "2026-03-08", // three again
        "2026-03-11",
        "2026-03-12",
    ];
    let ids = write(&fixture, &ada, days.map(|date| on(ada.user.id, date)).into()).await?;
    let deleted = write(&fixture, &ada, vec![on(ada.user.id, "2026-03-05")]).await?;
    let context = ada.context();
    fixture.db.scope(&context).journal().delete(deleted[0]).await?;
    let analytics = fixture.db.read(&context).analytics();
    let streaks = |until: &str| analytics.streaks(span("2026-01-01", until));

    let longest = streak("2026-03-06", "2026-03-08");
    let current = streak("2026-03-11", "2026-03-12");
    let whole = Streaks { days: 9, current, longest };
    assert_eq!(streaks("2026-03-12").await?, whole);
    assert_eq!(current.map(|run| run.days()), Some(2));
    assert_eq!(streaks("2026-03-13").await?, whole, "the 13th is not over");
    assert_eq!(streaks("2026-03-14").await?, Streaks { current: None, ..whole });
    let cut = Streaks { days: 7, current: longest, longest };
    let cut = Streaks { longest: streak("2026-03-06", "2026-03-08"), ..cut };
    assert_eq!(streaks("2026-03-08").await?, cut);

    let within = analytics.streaks(span("2026-02-28", "2026-03-01")).await?;
    let both = streak("2026-02-28", "2026-03-01");
    assert_eq!(within, Streaks { days: 2, current: both, longest: both }, "cut by the span");
    fixture.db.scope(&context).journal().delete(ids[9]).await?;
    assert_eq!(streaks("2026-03-12").await?.current, streak("2026-03-11", "2026-03-11"));
    Ok(())
}

#[tokio::test]
async fn without_an_entry_there_is_no_run_and_with_one_there_is_one_of_a_day() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let context = ada.context();
    let analytics = fixture.db.read(&context).analytics();
    let march = || analytics.streaks(span("2026-03-01", "2026-03-31"));
    assert_eq!(march().await?, Streaks::default());
    write(&fixture, &ada, vec![at(ada.user.id, "2026-03-31T00:00:00Z")]).await?;
    let one = streak("2026-03-31", "2026-03-31");
    assert_eq!(march().await?, Streaks { days: 1, current: one, longest: one });
    assert_eq!(one.map(|run| run.days()), Some(1));
    Ok(())
}

#[tokio::test]
async fn a_run_goes_by_the_days_of_the_zone() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    // By UTC late on three days in a row.
    let times = ["2026-03-28T22:30:00Z", "2026-03-29T22:30:00Z", "2026-03-30T21:30:00Z"];
    write(&fixture, &ada, times.map(|time| at(ada.user.id, time)).into()).await?;
    let context = ada.context();
    let analytics = fixture.db.read(&context).analytics();
    let march = || span("2026-03-01", "2026-03-31");
    let berlin = analytics.streaks(march().in_zone("Europe/Berlin")).await?;
    // 23:30 of the 28th, 00:30 of the 30th, 23:30 of the 30th: the clock went forward on the 29th.
    assert_eq!(berlin.days, 2);
    assert_eq!(berlin.longest, streak("2026-03-30", "2026-03-30"));
    let utc = analytics.streaks(march()).await?;
    assert_eq!((utc.days, utc.longest), (3, streak("2026-03-28", "2026-03-30")));
    Ok(())
}
