//! What is refused, and how it is said.

use annals::{
    entity::journal_entries::Entity,
    prelude::*,
    service::query::{MOST_CHARACTERS, MOST_LEVELS, MOST_STEPS, MOST_TESTS, MOST_VALUES},
};
use serde_json::{Value, json};

use super::faults;
use crate::support::TestResult;

#[test]
fn every_fault_is_named_at_once_with_the_nearest_spelling() -> TestResult {
    let filter = Filter::from_pairs([
        ("titel", "x"),
        ("mood_score__gtee", "7"),
        ("mood_score__contains", "7"),
        ("row_version", "7.5"),
        ("created_at", "yesterday"),
        ("account_id", "x"),
    ])?;
    let said = faults::<Entity>(&filter);
    let fields: Vec<&str> = said.iter().map(|(field, _)| field.as_str()).collect();
    let expected = ["titel", "mood_score", "mood_score", "row_version", "created_at", "account_id"];
    assert_eq!(fields, expected);
    assert!(said[0].1.contains(r#"did you mean "title"?"#), "{said:?}");
    assert!(said[1].1.contains(r#"did you mean "gte"?"#), "{said:?}");
    assert!(said[2].1.contains("eq, ne, gt, gte, lt, lte, in, not_in, between, is_null"));
    assert!(said[3].1.contains("whole number"), "{said:?}");
    assert!(said[4].1.contains("2026-11-21T08:00:00Z"), "{said:?}");
    Ok(())
}

#[test]
fn values_of_the_wrong_type_or_out_of_range_are_refused() {
    let field = Filter::field;
    for filter in [
        field("title").eq(7),
        field("title").eq(Value::Null),
        field("title").eq("a\0b"),
        field("mood_score").gt("7"),
        field("row_version").eq(json!(1e30)),
        field("row_version").is_in([json!(1), json!("x")]),
        field("is_private").eq("yes"),
        field("user_id").eq("x"),
        field("entry_date").eq("-4713-01-01"),
        field("entry_date").eq("2026-02-30"),
        field("entry_date").eq("300000-01-01"),
        field("created_at").lt("300000-01-01T00:00:00Z"),
        field("title")
            .is_null(true)
            .and(field("mood_score").between(1, 2).and(field("title.x").eq(1))),
        field("raw_data").has_key(7),
        field("raw_data.a").gt(json!([1])),
        field("raw_data.a").eq("\0"),
        field("raw_data..a").eq(1),
        Filter::json("title", JsonFilter::has_key("a")),
        Filter::json("raw_data", JsonFilter::path(["a\0"]).eq(1)),
    ] {
        assert_eq!(faults::<Entity>(&filter).len(), 1, "{filter}");
    }
}

#[test]
fn each_bound_is_named() {
    let a = || Filter::field("row_version").eq(1);
    let deep = |levels: usize| (0..levels).fold(a(), |inner, _| !inner.and(a()));
    let long = "x".repeat(MOST_CHARACTERS + 1);
    let steps = vec!["a"; MOST_STEPS + 1];
    for (filter, bound) in [
        (deep(MOST_LEVELS), MOST_LEVELS),
        (Filter::all(vec![a(); MOST_TESTS + 1]), MOST_TESTS),
        (Filter::field("row_version").is_in(vec![1; MOST_VALUES + 1]), MOST_VALUES),
        (Filter::field("title").eq(long.as_str()), MOST_CHARACTERS),
        (Filter::json("raw_data", JsonFilter::path(steps).eq(1)), MOST_STEPS),
    ] {
        let said = faults::<Entity>(&filter);
        assert!(said[0].1.contains(&bound.to_string()), "{said:?}");
    }
    assert!(Filter::all(vec![a(); MOST_TESTS]).condition::<Entity>().is_ok());
    assert!(Filter::from_pairs(vec![("row_version", "1"); MOST_TESTS + 1]).is_err());
    let deep = format!("{}{}", r#"{"or":["#.repeat(10_000), "]}".repeat(10_000));
    assert!(deep.parse::<Filter>().is_err());
}

#[test]
fn json_that_is_no_filter_is_refused() {
    for text in [
        "",
        "7",
        "[]",
        r#"{"or": {}}"#,
        r#"{"and": [7]}"#,
        r#"{"not": []}"#,
        r#"{"title": {}}"#,
        r#"{"pairs": {"title": 7}}"#,
        r#"{"title": 1"#,
    ] {
        let error = text.parse::<Filter>().expect_err(text);
        assert!(matches!(error, Error::Invalid { .. }), "{text}: {error:?}");
    }
}

#[test]
fn a_key_given_twice_counts_twice() -> TestResult {
    let filter: Filter = r#"{"title": "a", "title": "b"}"#.parse()?;
    assert_eq!(filter, Filter::field("title").eq("a").and(Filter::field("title").eq("b")));
    Ok(())
}
