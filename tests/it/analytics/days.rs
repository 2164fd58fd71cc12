//! On which day an entry counts: its own date, or the day in the zone that it was made.

use annals::prelude::*;

use super::{TestResult, at, day, fixture, on, span, write};
use crate::support::Fixture;

/// How many entries each day of a zone has.
async fn by_day(
    fixture: &Fixture,
    context: &Context,
    span: Span,
) -> TestResult<Vec<(String, u64)>> {
    let days = fixture.db.read(context).analytics().writing_by_period(span, Period::Day).await?;
    Ok(days.iter().map(|it| (it.starts.to_string(), it.entries)).collect())
}

/// The times of entries, and how many of them each day of a zone is to have.
async fn assert_days(zone: &str, times: &[&str], expected: &[(&str, u64)]) -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let entries = times.iter().map(|time| at(ada.user.id, time)).collect();
    write(&fixture, &ada, entries).await?;
    let context = ada.context();
    let all = span(expected[0].0, expected[expected.len() - 1].0).in_zone(zone);
    let expected: Vec<(String, u64)> =
        expected.iter().map(|(day, entries)| ((*day).to_owned(), *entries)).collect();
    assert_eq!(by_day(&fixture, &context, all.clone()).await?, expected, "{zone}");
    let one = by_day(&fixture, &context, all.clone().of(ada.user.id)).await?;
    assert_eq!(one, expected, "{zone}, one user");
    for point in expected {
        let single = Span { from: day(&point.0), until: day(&point.0), ..all.clone() };
        assert_eq!(by_day(&fixture, &context, single).await?, [point], "{zone}, one day");
    }
    Ok(())
}

#[tokio::test]
async fn a_day_begins_at_midnight_and_ends_before_the_next() -> TestResult {
    let times = [
        "2026-03-01T23:59:59.999999Z",
        "2026-03-02T00:00:00Z",
        "2026-03-02T23:59:59.999999Z",
        "2026-03-03T00:00:00Z",
    ];
    assert_days("UTC", &times, &[("2026-03-01", 1), ("2026-03-02", 2), ("2026-03-03", 1)]).await
}

#[tokio::test]
async fn the_day_that_the_clock_goes_forward_has_23_hours() -> TestResult {
    let times = [
        "2026-03-28T22:59:59Z", // 23:59:59 of the 28th, CET
        "2026-03-28T23:00:00Z", // 00:00 of the 29th, CET
        "2026-03-29T00:59:59Z", // 01:59:59, CET
        "2026-03-29T01:00:00Z", // 03:00:00, CEST
        "2026-03-29T21:59:59Z", // 23:59:59, CEST
        "2026-03-29T22:00:00Z", // 00:00 of the 30th
    ];
    let expected = [("2026-03-28", 1), ("2026-03-29", 4), ("2026-03-30", 1)];
    assert_days("Europe/Berlin", &times, &expected).await
}

#[tokio::test]
async fn the_day_that_the_clock_goes_back_has_25_hours() -> TestResult {
    let times = [
        "2026-10-24T21:59:59Z", // 23:59:59 of the 24th, CEST
        "2026-10-24T22:00:00Z", // 00:00 of the 25th, CEST
        "2026-10-25T00:30:00Z", // 02:30, CEST
        "2026-10-25T01:30:00Z", // 02:30 again, CET
        "2026-10-25T22:59:59Z", // 23:59:59, CET
        "2026-10-25T23:00:00Z", // 00:00 of the 26th
    ];
    let expected = [("2026-10-24", 1), ("2026-10-25", 4), ("2026-10-26", 1)];
    assert_days("Europe/Berlin", &times, &expected).await
}

#[tokio::test]
async fn a_midnight_that_a_zone_has_twice_or_not_at_all_loses_no_entry() -> TestResult {
    // On the 8th of March 00:00 became 01:00, on the 1st of November 01:00 became 00:00.
    let times = ["2026-03-08T04:59:59Z", "2026-03-08T05:00:00Z", "2026-03-09T03:59:59Z"];
    assert_days("America/Havana", &times, &[("2026-03-07", 1), ("2026-03-08", 2)]).await?;
    let times = [
        "2026-11-01T03:59:59Z", // 23:59:59 of October 31st
        "2026-11-01T04:30:00Z", // 00:30
        "2026-11-01T05:30:00Z", // 00:30 again
        "2026-11-02T04:59:59Z", // 23:59:59
    ];
    assert_days("America/Havana", &times, &[("2026-10-31", 1), ("2026-11-01", 3)]).await
}

#[tokio::test]
async fn the_farthest_zones_are_a_day_ahead_and_a_day_behind() -> TestResult {
    let times = ["2026-01-01T09:59:59Z", "2026-01-01T10:00:00Z", "2026-01-02T09:59:59Z"];
    let ahead = [("2026-01-01", 1), ("2026-01-02", 2)];
    assert_days("Pacific/Kiritimati", &times, &ahead).await?;
    let times = ["2026-01-01T10:59:59Z", "2026-01-01T11:00:00Z", "2026-01-02T10:59:59Z"];
    assert_days("Pacific/Pago_Pago", &times, &[("2025-12-31", 1), ("2026-01-01", 2)]).await
}

#[tokio::test]
async fn an_entry_with_a_date_counts_on_it_whenever_it_was_made_and_wherever() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let late = NewEntry {
        created_at: Some("2026-06-30T12:00:00Z".parse()?),
        ..on(ada.user.id, "2026-03-02")
    };
    write(&fixture, &ada, vec![late]).await?;
    let context = ada.context();
    for zone in ["UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago"] {
        let days = by_day(&fixture, &context, span("2026-03-01", "2026-03-03").in_zone(zone));
        let counts: Vec<u64> = days.await?.into_iter().map(|(_, entries)| entries).collect();
        assert_eq!(counts, [0, 1, 0], "{zone}");
        let june = by_day(&fixture, &context, span("2026-06-30", "2026-06-30").in_zone(zone));
        assert_eq!(june.await?, [("2026-06-30".to_owned(), 0)], "{zone}");
    }
    Ok(())
}
