//! What is no span.

use annals::prelude::*;

use super::{TestResult, fixture, span};

fn named(error: &Error) -> Vec<&str> {
    let Error::Invalid { fields } = error else { panic!("{error}") };
    fields.iter().map(|fault| fault.field.as_str()).collect()
}

#[tokio::test]
async fn every_operation_names_every_fault_of_its_span() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let context = ada.context();
    let analytics = fixture.db.read(&context).analytics();
    let bad = || span("2026-03-02", "2026-03-01").in_zone("Europe/Berln");
    let refusals = [
        (analytics.mood_by_period(bad(), Period::Day, 0).await.map(drop), "window"),
        (analytics.mood_by_period(bad(), Period::Day, 367).await.map(drop), "window"),
        (analytics.top_tags(bad(), 0).await.map(drop), "most"),
        (analytics.top_tags(bad(), 1_001).await.map(drop), "most"),
        (analytics.writing_by_period(bad(), Period::Week).await.map(drop), ""),
        (analytics.streaks(bad()).await.map(drop), ""),
        (analytics.sentiment_by_period(bad(), Period::Month).await.map(drop), ""),
        (analytics.tokens_by_period(bad(), Period::Day).await.map(drop), ""),
    ];
    for (refused, own) in refusals {
        let error = refused.expect_err("the span ends before it starts");
        let expected = [own, "until", "time_zone"];
        let expected = if own.is_empty() { &expected[1..] } else { &expected[..] };
        assert_eq!(named(&error), expected, "{error}");
        let said = error.to_string();
        assert!(said.contains("before from"), "{said}");
        assert!(said.contains(r#"did you mean "Europe/Berlin"?"#), "{said}");
    }
    Ok(())
}

#[tokio::test]
async fn what_the_server_would_take_for_a_zone_and_is_no_name_of_one_is_refused() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let tx = fixture.db.begin(&ada.context()).await?;
    let long = "x".repeat(100_000);
    // The second and third would be two hours west, the fourth knows no summer time.
    for zone in ["", "UTC+2", "Europe/Berlin2", "CEST", "europe/berlin", "a\0b", "'; --", &long] {
        let refused = tx.analytics().streaks(span("2026-03-01", "2026-03-02").in_zone(zone)).await;
        let error = refused.expect_err("no name of a zone");
        assert_eq!(named(&error), ["time_zone"], "{error}");
        assert!(error.to_string().len() < 400, "{error}");
    }
    // The transaction goes on.
    let in_tokyo = span("2026-03-01", "2026-03-02").in_zone("Asia/Tokyo");
    assert_eq!(tx.analytics().streaks(in_tokyo).await?, Streaks::default());
    tx.rollback().await?;
    Ok(())
}

#[tokio::test]
async fn more_periods_than_a_chart_shows_are_refused() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let context = ada.context();
    let analytics = fixture.db.read(&context).analytics();
    let long = || span("0001-01-01", "9999-12-31");
    for refused in [
        analytics.mood_by_period(long(), Period::Day, 7).await.map(drop),
        analytics.writing_by_period(long(), Period::Week).await.map(drop),
        analytics.sentiment_by_period(long(), Period::Month).await.map(drop),
        analytics.tokens_by_period(long(), Period::Day).await.map(drop),
    ] {
        let error = refused.expect_err("too many");
        assert_eq!(named(&error), ["until"], "{error}");
    }
    // What has no periods takes any years.
    assert_eq!(analytics.streaks(long()).await?, Streaks::default());
    assert_eq!(analytics.top_tags(long(), 5).await?, []);
    Ok(())
}
