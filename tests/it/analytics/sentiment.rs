//! Sentiment by period.

use annals::prelude::*;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{TestResult, day, fixture, number, on, span, write, write_as_somebody_else};
use crate::support::Fixture;

async fn analyse(
    fixture: &Fixture,
    ada: &SignedUp,
    entry: Uuid,
    task: &str,
    data: Value,
) -> TestResult<Uuid> {
    let analysis = NewAnalysis::of_ids(entry, ada.user.id, task, data.into());
    let ids = fixture.db.scope(&ada.context()).journal().record_analyses(vec![analysis]).await?;
    Ok(ids[0])
}

#[tokio::test]
async fn of_each_entry_its_latest_analysis_counts_if_it_has_a_number() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    write_as_somebody_else(&fixture).await?;
    let dates = ["2026-03-02", "2026-03-02", "2026-03-02", "2026-03-04", "2026-03-04"];
    let ids = write(&fixture, &ada, dates.map(|date| on(ada.user.id, date)).into()).await?;
    let score = |score: &str| -> Value {
        serde_json::from_str(&format!(r#"{{"score": {score}, "label": "x"}}"#)).unwrap_or_default()
    };
    for (entry, task, data) in [
        (0, "sentiment", score("0.9")),
        (0, "sentiment", score("-0.5")), // the latest
        (0, "themes", score("7")),       // another task
        (1, "sentiment_analysis", score("0.25")),
        (2, "sentiment", score("0.8")),
        (2, "sentiment", score("\"0.7\"")), // no number
        (3, "sentiment", score("1e300")),   // beyond reason
        (4, "sentiment", json!({})),
    ] {
        analyse(&fixture, &ada, ids[entry], task, data).await?;
    }
    let context = ada.context();
    let analytics = fixture.db.read(&context).analytics();
    let march = || analytics.sentiment_by_period(span("2026-03-02", "2026-03-04"), Period::Day);
    let none = |date| SentimentPoint {
        starts: day(date),
        entries: 0,
        mean: None,
        lowest: None,
        highest: None,
    };
    let first = SentimentPoint {
        starts: day("2026-03-02"),
        entries: 2,
        mean: Some(number("-0.125")),
        lowest: Some(number("-0.5")),
        highest: Some(number("0.25")),
    };
    assert_eq!(march().await?, [first.clone(), none("2026-03-03"), none("2026-03-04")]);

    // A deleted analysis counts no more, so the one before does; nor does one of a deleted entry.
    fixture.db.scope(&context).journal().delete(ids[1]).await?;
    let sql = "UPDATE annals.processed_content SET deleted_at = now() WHERE processed_data ->> 'score' = '-0.5'";
    fixture.owner().await?.execute_unprepared(sql).await?;
    let best = Some(number("0.9"));
    let after = SentimentPoint { entries: 1, mean: best, lowest: best, highest: best, ..first };
    assert_eq!(march().await?[0], after);
    let mine = span("2026-03-02", "2026-03-02").of(ada.user.id);
    assert_eq!(analytics.sentiment_by_period(mine, Period::Day).await?, [after]);
    let others = span("2026-03-02", "2026-03-02").of(Uuid::now_v7());
    assert_eq!(analytics.sentiment_by_period(others, Period::Day).await?, [none("2026-03-02")]);
    Ok(())
}

#[tokio::test]
async fn scores_of_every_kind_that_json_knows_break_no_statement() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let scores = [
        "null", "true", "[1]", "{}", "\"x\"", "1e1000", "-1e-1000", "0.12344", "1000000", "1000001",
    ];
    let context = ada.context();
    for data in scores {
        let ids = write(&fixture, &ada, vec![on(ada.user.id, "2026-03-02")]).await?;
        let sql = format!(
            "INSERT INTO annals.processed_content (account_id, journal_id, user_id, task_type, processed_data)
             VALUES ('{}', '{}', '{}', 'sentiment', '{{\"score\": {data}}}')",
            ada.account_id, ids[0], ada.user.id
        );
        fixture.owner().await?.execute_unprepared(&sql).await?;
    }
    let analytics = fixture.db.read(&context).analytics();
    let points = analytics.sentiment_by_period(span("2026-03-01", "2026-03-31"), Period::Month);
    let points = points.await?;
    assert_eq!((points.len(), points[0].entries), (1, 3));
    assert_eq!(points[0].lowest, Some(number("0")));
    assert_eq!(points[0].highest, Some(number("1000000")));
    assert_eq!(points[0].mean, Some(number("333333.3745")));
    Ok(())
}
