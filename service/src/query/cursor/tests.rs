use chrono::{DateTime, NaiveDate};
use rust_decimal::Decimal;
use uuid::Uuid;

use super::{Cursor, Fingerprint, LONGEST, SortValue};

fn cursor(values: Vec<SortValue>) -> Cursor {
    Cursor { query: Fingerprint([7; 16]), is_inclusive: false, values }
}

fn one_of_each() -> Cursor {
    let day = NaiveDate::from_ymd_opt(2026, 2, 28).expect("a day");
    let time = DateTime::from_timestamp_micros(1_780_000_000_000_123).expect("in range");
    cursor(vec![
        SortValue::Null,
        SortValue::Text("ß 🌊 \u{10FFFF}".into()),
        SortValue::Decimal(Decimal::new(150, 2)),
        SortValue::Date(day),
        SortValue::Time(time),
        SortValue::Uuid(Uuid::now_v7()),
    ])
}

#[test]
fn a_cursor_survives_its_text_and_its_json() {
    let numbers = [0, -1, i64::MIN, i64::MAX].map(SortValue::Integer).to_vec();
    let floats =
        [f64::NAN, f64::INFINITY, -0.0].map(|number| SortValue::Float(number.to_bits())).to_vec();
    let rest = vec![SortValue::Boolean(true), SortValue::LongText([9; 32])];
    let inclusive = Cursor { is_inclusive: true, ..one_of_each() };
    for cursor in [one_of_each(), cursor(numbers), cursor(floats), cursor(rest), inclusive] {
        let text = cursor.to_string();
        assert!(text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_'), "{text}");
        assert_eq!(text.parse(), Ok(cursor.clone()));
        let json = serde_json::to_string(&cursor).expect("a string");
        assert_eq!(serde_json::from_str::<Cursor>(&json).ok(), Some(cursor));
    }
}

#[test]
fn five_texts_of_the_longest_kind_fit() {
    let texts = vec![SortValue::Text("x".repeat(2_000)); 5];
    let cursor = cursor([texts, vec![SortValue::Uuid(Uuid::nil())]].concat());
    assert!(cursor.to_string().len() <= LONGEST);
    assert_eq!(cursor.to_string().parse(), Ok(cursor));
}

#[test]
fn every_flipped_bit_is_found() {
    let text = one_of_each().to_string().into_bytes();
    for position in 0..text.len() {
        for bit in 0..8 {
            let mut flipped = text.clone();
            flipped[position] ^= 1 << bit;
            let Ok(flipped) = String::from_utf8(flipped) else { continue };
            assert!(flipped.parse::<Cursor>().is_err(), "bit {bit} of byte {position}: {flipped}");
        }
    }
}

#[test]
fn a_cursor_cut_short_or_made_longer_is_refused_by_its_text() {
    let text = one_of_each().to_string();
    for length in 0..text.len() {
        let error = text[..length].parse::<Cursor>().expect_err("cut short");
        assert!(error.to_string().contains("no cursor"), "{error}");
    }
    let huge = "A".repeat(1_000_000);
    for given in [format!("{text}A"), format!("{text}="), huge, "é".into(), "\0".into()] {
        let error = given.parse::<Cursor>().expect_err("no cursor");
        assert!(error.given.chars().count() <= 100, "{error}");
    }
}

#[test]
fn a_forged_value_that_the_database_would_not_take_is_refused() {
    let long_ago = NaiveDate::from_ymd_opt(-4713, 11, 23).expect("a day");
    let midnight = long_ago.and_hms_opt(23, 59, 59).expect("a time").and_utc();
    for value in
        [SortValue::Text("a\0b".into()), SortValue::Date(long_ago), SortValue::Time(midnight)]
    {
        assert!(cursor(vec![value.clone()]).to_string().parse::<Cursor>().is_err(), "{value:?}");
    }
    let seven = cursor(vec![SortValue::Null; 7]);
    assert!(seven.to_string().parse::<Cursor>().is_err());
}
