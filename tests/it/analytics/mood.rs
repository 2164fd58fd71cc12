//! Mood by period.

use annals::prelude::*;

use super::{
    Fixture, TestResult, at, colleague, day, fixture, number, on, span, with_mood, write,
    write_as_somebody_else,
};

/// Of a Sunday, a Monday twice, a Wednesday, and of a Thursday without a mood; one was deleted.
async fn days(fixture: &Fixture, ada: &SignedUp) -> TestResult {
    let user = ada.user.id;
    let entries = vec![
        with_mood("1", on(user, "2026-03-01")),
        with_mood("4", on(user, "2026-03-02")),
        with_mood("6", on(user, "2026-03-02")),
        with_mood("8", on(user, "2026-03-04")),
        on(user, "2026-03-05"),
        with_mood("10", on(user, "2026-03-03")),
    ];
    let ids = write(fixture, ada, entries).await?;
    fixture.db.scope(&ada.context()).journal().delete(ids[5]).await?;
    write_as_somebody_else(fixture).await
}

/// The first day, how many, the mean and the moving mean.
type Point<'a> = (&'a str, u64, Option<&'a str>, Option<&'a str>);

fn points(points: &[Point]) -> Vec<MoodPoint> {
    points
        .iter()
        .map(|(starts, entries, mean, moving_mean)| MoodPoint {
            starts: day(starts),
            entries: *entries,
            mean: mean.map(number),
            moving_mean: moving_mean.map(number),
        })
        .collect()
}

#[tokio::test]
async fn each_day_has_its_mean_and_that_of_its_window() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    days(&fixture, &ada).await?;
    let context = ada.context();
    let analytics = fixture.db.read(&context).analytics();
    let mood = async |window| {
        let span = span("2026-03-02", "2026-03-06");
        analytics.mood_by_period(span, Period::Day, window).await
    };
    let expected = [
        ("2026-03-02", 2, Some("5"), Some("3.6667")),
        ("2026-03-03", 0, None, Some("5")),
        ("2026-03-04", 1, Some("8"), Some("8")),
        ("2026-03-05", 0, None, Some("8")),
        ("2026-03-06", 0, None, None),
    ];
    assert_eq!(mood(2).await?, points(&expected));
    let expected = [
        ("2026-03-02", 2, Some("5"), Some("5")),
        ("2026-03-03", 0, None, None),
        ("2026-03-04", 1, Some("8"), Some("8")),
        ("2026-03-05", 0, None, None),
        ("2026-03-06", 0, None, None),
    ];
    assert_eq!(mood(1).await?, points(&expected));
    let last = mood(366).await?;
    assert_eq!(last.last().and_then(|point| point.moving_mean), Some(number("4.75")));
    Ok(())
}

#[tokio::test]
async fn a_week_starts_on_monday_and_one_cut_by_the_span_counts_what_is_in_it() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    days(&fixture, &ada).await?;
    let context = ada.context();
    let analytics = fixture.db.read(&context).analytics();
    let whole = analytics.mood_by_period(span("2026-02-23", "2026-03-15"), Period::Week, 2).await?;
    let expected = [
        ("2026-02-23", 1, Some("1"), Some("1")),
        ("2026-03-02", 3, Some("6"), Some("4.75")),
        ("2026-03-09", 0, None, Some("6")),
    ];
    assert_eq!(whole, points(&expected));
    let cut = analytics.mood_by_period(span("2026-03-03", "2026-03-04"), Period::Week, 2).await?;
    assert_eq!(cut, points(&[("2026-03-02", 1, Some("8"), Some("4.75"))]));
    let cut = analytics.mood_by_period(span("2026-02-28", "2026-03-02"), Period::Month, 1).await?;
    let expected =
        [("2026-02-01", 0, None, None), ("2026-03-01", 3, Some("3.6667"), Some("3.6667"))];
    assert_eq!(cut, points(&expected));
    Ok(())
}

#[tokio::test]
async fn one_entry_alone_and_no_entry_at_all_make_points_too() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let context = ada.context();
    let analytics = fixture.db.read(&context).analytics();
    let month = || analytics.mood_by_period(span("2025-12-31", "2026-01-01"), Period::Month, 3);
    let none = [("2025-12-01", 0, None, None), ("2026-01-01", 0, None, None)];
    assert_eq!(month().await?, points(&none));
    let entry = with_mood("7.25", at(ada.user.id, "2025-12-31T23:59:59Z"));
    write(&fixture, &ada, vec![entry]).await?;
    let one =
        [("2025-12-01", 1, Some("7.25"), Some("7.25")), ("2026-01-01", 0, None, Some("7.25"))];
    assert_eq!(month().await?, points(&one));
    let today = analytics.mood_by_period(span("2025-12-31", "2025-12-31"), Period::Day, 1).await?;
    assert_eq!(today, points(&[("2025-12-31", 1, Some("7.25"), Some("7.25"))]));
    Ok(())
}

#[tokio::test]
async fn a_user_is_kept_apart_from_the_others_of_the_account() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let grace = colleague(&fixture, &ada).await?;
    let entries = vec![
        with_mood("2", on(ada.user.id, "2026-03-02")),
        with_mood("9", on(grace, "2026-03-02")),
        with_mood("4", at(grace, "2026-03-02T12:00:00Z")),
    ];
    write(&fixture, &ada, entries).await?;
    let context = ada.context();
    let analytics = fixture.db.read(&context).analytics();
    let stranger = fixture.sign_up().await?;
    for (user, expected) in [
        (None, ("2026-03-02", 3, Some("5"), Some("5"))),
        (Some(ada.user.id), ("2026-03-02", 1, Some("2"), Some("2"))),
        (Some(grace), ("2026-03-02", 2, Some("6.5"), Some("6.5"))),
        (Some(stranger.user.id), ("2026-03-02", 0, None, None)),
    ] {
        let span = Span { user_id: user, ..span("2026-03-02", "2026-03-02") };
        let mood = analytics.mood_by_period(span, Period::Day, 1).await?;
        assert_eq!(mood, points(&[expected]), "{user:?}");
    }
    Ok(())
}

#[tokio::test]
async fn a_transaction_counts_what_it_wrote() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let tx = fixture.db.begin(&ada.context()).await?;
    tx.journal().create(with_mood("3", on(ada.user.id, "2026-03-02"))).await?;
    let today = span("2026-03-02", "2026-03-02").of(ada.user.id);
    let mood = tx.analytics().mood_by_period(today, Period::Day, 1).await?;
    assert_eq!(mood, points(&[("2026-03-02", 1, Some("3"), Some("3"))]));
    tx.rollback().await?;
    Ok(())
}
