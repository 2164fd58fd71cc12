//! A filter's text: equal filters have one, others another, and it reads as the same filter.

use annals::prelude::*;
use serde_json::json;

use crate::support::TestResult;

#[test]
fn the_three_ways_in_make_one_filter() -> TestResult {
    let built = Filter::field("mood_score").gte(7).and(Filter::field("tags").contains("work"));
    let read = json!({ "mood_score": { "gte": 7 }, "tags__contains": "work" });
    assert_eq!(Filter::from_json(&read)?, built);
    let typed = Filter::json("raw_data", JsonFilter::path(["weather", "temp_c"]).lt(20));
    assert_eq!(typed, Filter::field("raw_data.weather.temp_c").lt(20));
    assert_eq!(typed.to_string(), r#"{"raw_data.weather.temp_c__lt":20}"#);
    Ok(())
}

#[test]
fn a_text_reads_as_the_filter_that_it_is_of() -> TestResult {
    let a = || Filter::field("title").eq("a \"quoted\" text");
    let b = || Filter::field("row_version").is_in([1, 2]);
    let filters = [
        Filter::default(),
        Filter::any([]),
        a(),
        b(),
        !a(),
        a().and(b()),
        a().or(b()),
        !(a().or(b())),
        a().or(b().and(a())),
        Filter::from_pairs([("mood_score__gte", "7"), ("title", "7")])?,
        Filter::from_pairs([("title", "7")])?,
        Filter::field("title").eq("7"),
        Filter::field("title").eq(7),
        Filter::json("raw_data", JsonFilter::path(["a.b", "", "c__d", "\"", "é"]).exists()),
        Filter::json("raw_data", JsonFilter::path(["a"]).between(1, 2)),
        r#"{"mood_score__lt": 0.10000000000000000000000000000000000000001}"#.parse()?,
    ];
    for (position, filter) in filters.iter().enumerate() {
        let text = filter.to_string();
        assert_eq!(text.parse::<Filter>()?, *filter, "{text}");
        for (other_position, other) in filters.iter().enumerate() {
            let is_same = position == other_position;
            assert_eq!(text == other.to_string(), is_same, "{text} and {other}");
        }
    }
    Ok(())
}
