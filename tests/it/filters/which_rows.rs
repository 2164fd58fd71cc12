//! Which rows each operator finds, through pairs, JSON and Rust alike.

use annals::{entity::journal_entries::Entity, prelude::*};
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::filtered;
use crate::support::{TestResult, fixture};

fn entry(user: &SignedUp, title: &str, mood: Option<i64>, raw_data: &Value) -> NewEntry {
    NewEntry {
        title: Some(title.to_owned()),
        mood_score: mood.map(Decimal::from),
        raw_data: raw_data.clone().into(),
        tags: title.split(' ').map(ToOwned::to_owned).collect(),
        ..NewEntry::by(user.user.id)
    }
}

fn entries(user: &SignedUp) -> Vec<NewEntry> {
    let warm = json!({ "weather": { "temp_c": 21.5, "sky": "clear" }, "at": "2026-11-21T08:00:00Z",
                       "days": [{ "n": 1 }, { "n": 5 }], "people": ["ann", "bo"] });
    let cold = json!({ "weather": { "temp_c": -3, "sky": "50% grey" }, "at": "2026-11-22",
                       "days": [], "none": null, "a.b": { "c__d": true } });
    vec![
        entry(user, "work A", Some(7), &warm),
        entry(user, "garden b", Some(3), &cold),
        NewEntry { title: None, ..entry(user, "all", None, &json!(["list", 1, { "k": "v" }])) },
    ]
}

/// Pairs, and the rows they find: `a`, `b` and `c` in the order of [`entries`].
const PAIRS: &[(&str, &str, &str)] = &[
    ("title", "work A", "a"),
    ("title__ne", "work A", "bc"),
    ("title__in", "work A,garden b", "ab"),
    ("title__in", r#"["work A"]"#, "a"),
    ("title__not_in", "work A", "bc"),
    ("title__contains", "k A", "a"),
    ("title__contains", "_", ""),
    ("title__icontains", "WORK", "a"),
    ("title__startswith", "gard", "b"),
    ("title__gt", "h", "a"),
    ("title__is_null", "true", "c"),
    ("title__is_null", "false", "ab"),
    ("mood_score__gte", "7", "a"),
    ("mood_score__lt", "7.00", "b"),
    ("mood_score__between", "3,7", "ab"),
    ("mood_score", "7e0", "a"),
    ("mood_score__lt", "1e400", "ab"),
    ("mood_score__not_in", "7", "bc"),
    ("row_version", "1", "abc"),
    ("row_version", "1.0", "abc"),
    ("row_version__in", "1,2", "abc"),
    ("is_private", "true", "abc"),
    ("created_at__gt", "2020-01-01", "abc"),
    ("created_at__lt", "2020-01-01T00:00:00+02:00", ""),
    ("tags__contains", "work", "a"),
    ("tags__contains", r#"["b","garden"]"#, "b"),
    ("tags__any", "work,garden,x", "ab"),
    ("tags__all", "work,A", "a"),
    ("tags__all", "work,garden", ""),
    ("tags", r#"["all"]"#, "c"),
    ("tags__ne", r#"["all"]"#, "ab"),
    ("tags__has_key", "all", "c"),
    ("tags__contained_by", r#"["work","A","all"]"#, "ac"),
    ("raw_data__any", r#"["x", 1]"#, "c"),
    ("raw_data__any", r#"[{"k":"v"}]"#, "c"),
    ("raw_data__has_key", "weather", "ab"),
    ("raw_data__has_any", "none,people", "ab"),
    ("raw_data__has_all", "weather,people", "a"),
    ("raw_data__contains", r#"{"weather":{"sky":"clear"}}"#, "a"),
    ("raw_data.weather.temp_c__lt", "20", "b"),
    ("raw_data.weather.temp_c__gte", "21.5", "a"),
    ("raw_data.weather.temp_c__between", "-3,0", "b"),
    ("raw_data.weather.temp_c", "-3.0", "b"),
    ("raw_data.weather.temp_c__ne", "-3", "ac"),
    ("raw_data.weather.temp_c__in", "-3,21.5", "ab"),
    ("raw_data.weather.temp_c__not_in", "-3", "ac"),
    ("raw_data.weather.sky__contains", "% g", "b"),
    ("raw_data.weather.sky__contains", ".", ""),
    ("raw_data.weather.sky__icontains", "CLEAR", "a"),
    ("raw_data.weather.sky__startswith", "50", "b"),
    ("raw_data.weather", r#"{"sky":"clear","temp_c":21.50}"#, "a"),
    ("raw_data.weather__ne", r#"{"sky":"clear","temp_c":21.5}"#, "bc"),
    ("raw_data.weather__contains", r#"{"sky":"clear"}"#, "a"),
    ("raw_data.weather__has_key", "sky", "ab"),
    ("raw_data.weather__has_any", "sky,x", "ab"),
    ("raw_data.weather__has_all", "sky,x", ""),
    ("raw_data.at__between", r#"["2026-11-21","2026-11-22"]"#, "ab"),
    ("raw_data.at__lt", "2026-11-22", "a"),
    ("raw_data.days.n__gt", "4", "a"),
    ("raw_data.people", "bo", "a"),
    ("raw_data.people__all", "ann,bo", "a"),
    ("raw_data.people__any", "cy,bo", "a"),
    ("raw_data.none__is_null", "true", "abc"),
    ("raw_data.days__is_null", "true", "c"),
    ("raw_data.days__is_null", "false", "ab"),
    ("raw_data.none", "null", "b"),
    (r#"raw_data."a.b"."c__d""#, "true", "b"),
    ("raw_data.k", "v", "c"),
];

#[tokio::test]
async fn each_operator_finds_its_rows_and_its_negation_the_others() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let bob = fixture.sign_up().await?;
    fixture.db.scope(&bob.context()).journal().create_many(entries(&bob)).await?;
    let context = ada.context();
    let ids = fixture.db.scope(&context).journal().create_many(entries(&ada)).await?;
    let tx = fixture.db.begin(&context).await?;
    let found = async |filter: &Filter| -> TestResult<String> {
        let rows = filtered::<Entity>(filter)?.all(tx.connection()).await?;
        let position = |id| ids.iter().position(|known| *known == id);
        let mut names: Vec<char> = rows
            .iter()
            .map(|row| position(row.id).map_or('?', |at| char::from(b"abc"[at])))
            .collect();
        names.sort_unstable();
        Ok(names.into_iter().collect())
    };
    for (key, value, expected) in PAIRS {
        let filter = Filter::from_pairs([(key, *value)])?;
        assert_eq!(found(&filter).await?, *expected, "{key}={value}");
        let others: String = "abc".chars().filter(|name| !expected.contains(*name)).collect();
        assert_eq!(found(&!filter).await?, others, "not {key}={value}");
    }
    for (filter, expected) in in_rust()? {
        assert_eq!(found(&filter).await?, expected, "{filter}");
    }
    Ok(())
}

fn in_rust() -> TestResult<Vec<(Filter, &'static str)>> {
    let temp = || JsonFilter::path(["weather", "temp_c"]);
    let json = |filter| Filter::json("raw_data", filter);
    let title = |text: &str| Filter::field("title").eq(text);
    Ok(vec![
        (Filter::default(), "abc"),
        (Filter::any([]), ""),
        (!Filter::default(), ""),
        (title("work A").or(title("garden b")), "ab"),
        (title("work A").and(title("garden b")), ""),
        (!title("work A").or(Filter::field("mood_score").is_null(true)), "b"),
        (Filter::all([title("work A"), Filter::field("tags").contains("A")]), "a"),
        (json(temp().gt(0)), "a"),
        (json(temp().exists()), "ab"),
        (json(JsonFilter::path(["none"]).exists()), "b"),
        (json(JsonFilter::any_of(["list"])), "c"),
        (json(JsonFilter::equals(json!(["list", 1, { "k": "v" }]))), "c"),
        (json(JsonFilter::jsonpath("$.weather ? (@.temp_c < 0)")?), "b"),
        (json(JsonFilter::jsonpath("$.weather.temp_c < 0")?), "b"),
        (json(JsonFilter::jsonpath(r#"$.**{1 to 2} ? (@ like_regex "LEA" flag "iq")"#)?), "a"),
        (
            r#"{"or":[{"mood_score":{"gte":7}},{"title__is_null":true}],"not":{"tags":{"contains":"all"}}}"#
                .parse()?,
            "a",
        ),
        (r#"{"mood_score":{"gt":2,"lt":5}}"#.parse()?, "b"),
        (r#"{"raw_data.weather.temp_c__gt":-3.0000000000000000000000000000000001}"#.parse()?, "ab"),
        (r#"{"raw_data.weather.temp_c__gt":-2.9999999999999999999999999999999999}"#.parse()?, "a"),
    ])
}

/// `PostgreSQL` says of `"solo"` that it contains `"solo"`, and of `["solo"]` that it does as well.
#[tokio::test]
async fn a_scalar_is_contained_by_lists_alone() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let context = ada.context();
    let new = [json!("solo"), json!(["solo", 1])]
        .map(|raw_data| NewEntry { raw_data: raw_data.into(), ..NewEntry::by(ada.user.id) });
    let ids = fixture.db.scope(&context).journal().create_many(new.into()).await?;
    let tx = fixture.db.begin(&context).await?;
    for value in [json!("solo"), json!(1), json!(["solo"])] {
        for filter in [JsonFilter::contains(value.clone()), JsonFilter::any_of([value])] {
            let is_nested = filter.to_string().contains("[[");
            let filter = Filter::json("raw_data", filter);
            let rows = filtered::<Entity>(&filter)?.all(tx.connection()).await?;
            let found: Vec<_> = rows.into_iter().map(|row| row.id).collect();
            assert_eq!(found, if is_nested { vec![] } else { vec![ids[1]] }, "{filter}");
        }
    }
    Ok(())
}
