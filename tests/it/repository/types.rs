//! Many rows are stored as one by one, whatever the types of their columns.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime, Utc};
use sea_orm::ActiveValue::Set;
use serde_json::json;

use super::samples::{ActiveModel, Entity, Model, samples};
use crate::support::TestResult;

fn day(year: i32, month: u32, day: u32) -> TestResult<NaiveDate> {
    Ok(NaiveDate::from_ymd_opt(year, month, day).ok_or("no day")?)
}

fn filled() -> TestResult<ActiveModel> {
    let (east, noon) = (FixedOffset::east_opt(5 * 3600).ok_or("no zone")?, NaiveTime::MIN);
    let moment = day(2026, 2, 28)?.and_hms_nano_opt(23, 59, 59, 123_456_789).ok_or("no time")?;
    Ok(ActiveModel {
        label: Set(Some("a \"b\" \\c {d}".to_owned())),
        single: Set(Some(0.1)),
        double: Set(Some(-1.234_567_890_123e-200)),
        small: Set(Some(i16::MIN)),
        whole: Set(i32::MIN),
        big: Set(Some(i64::MAX)),
        exact: Set(Some("-12345678901234567890.1200".parse()?)),
        yes: Set(Some(false)),
        day: Set(Some(day(2024, 2, 29)?)),
        hour: Set(Some(noon)),
        moment: Set(Some(moment)),
        instant: Set(Some(moment.and_local_timezone(east).single().ok_or("no time")?)),
        bytes: Set(Some((0..=255).collect())),
        address: Set(Some("2001:db8::/32".parse()?)),
        document: Set(Some(json!({ "a": ["\"", "\\", null, 1.5], "b": {} }))),
        plain_document: Set(Some(json!({ "z": 1, "a": "é" }))),
        exact_document: Set(Some(r#"{"n": 1208925819614629174706176}"#.parse()?)),
        words: Set(Some(vec![
            "a,b".to_owned(),
            String::new(),
            "NULL".to_owned(),
            "\"\\{}".to_owned(),
        ])),
        numbers: Set(Some(vec![1, -2])),
        odd_name: Set(Some("odd".to_owned())),
        ..<ActiveModel as Default>::default()
    })
}

fn extreme() -> TestResult<ActiveModel> {
    let early: DateTime<Utc> = day(-43, 3, 15)?.and_hms_opt(1, 2, 3).ok_or("no time")?.and_utc();
    Ok(ActiveModel {
        label: Set(Some(String::new())),
        single: Set(Some(f32::INFINITY)),
        double: Set(Some(f64::MAX)),
        exact: Set(Some("0.0000000000000000000000000001".parse()?)),
        day: Set(Some(day(0, 1, 1)?)),
        hour: Set(NaiveTime::from_hms_micro_opt(23, 59, 59, 999_999)),
        moment: Set(day(12_026, 1, 1)?.and_hms_opt(0, 0, 0)),
        instant: Set(Some(early.fixed_offset())),
        bytes: Set(Some(Vec::new())),
        address: Set(Some("192.0.2.1".parse()?)),
        document: Set(Some(json!("text"))),
        plain_document: Set(Some(json!([]))),
        words: Set(Some(Vec::new())),
        numbers: Set(None),
        ..<ActiveModel as Default>::default()
    })
}

fn nothing() -> ActiveModel {
    ActiveModel {
        exact: Set(None),
        words: Set(None),
        bytes: Set(None),
        ..<ActiveModel as Default>::default()
    }
}

/// A row without what differs from row to row.
fn bare(model: &Model) -> Model {
    let (id, time) = (uuid::Uuid::nil(), DateTime::<Utc>::MIN_UTC.fixed_offset());
    Model { id, created_at: time, updated_at: time, ..model.clone() }
}

#[tokio::test]
async fn every_type_is_stored_as_by_a_single_insert() -> TestResult {
    let (fixture, ada) = samples().await?;
    let context = ada.context();
    let samples = fixture.db.scope(&context).repository::<Entity>();
    let mut singles = Vec::new();
    for row in [filled()?, extreme()?, nothing()] {
        let single = samples.insert(row).await?;
        samples.delete_for_good(single.id).await?; // its label and number are unique
        singles.push(bare(&single));
    }
    let ids = samples.insert_many([filled()?, extreme()?, nothing()]).await?;
    let many: Vec<Model> = samples.find_many(ids).await?.iter().map(bare).collect();
    assert_eq!(many, singles);
    assert_eq!(many[2].whole, 42);
    Ok(())
}

#[tokio::test]
async fn a_text_longer_than_its_column_is_refused_and_not_cut_off() -> TestResult {
    let (fixture, ada) = samples().await?;
    let context = ada.context();
    let samples = fixture.db.scope(&context).repository::<Entity>();
    let long = ActiveModel { label: Set(Some("x".repeat(21))), ..nothing() };
    let error = samples.insert_many([long]).await.expect_err("21 of 20 characters");
    assert!(matches!(error, annals::prelude::Error::Invalid { .. }), "{error}");
    Ok(())
}
