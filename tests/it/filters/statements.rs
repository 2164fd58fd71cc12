//! Statements keep their text whatever the values.

use annals::{entity::journal_entries::Entity, prelude::*};
use sea_orm::{DbBackend, QueryTrait};
use serde_json::json;

use super::filtered;
use crate::support::TestResult;

fn sql(filter: &Filter) -> TestResult<String> {
    Ok(filtered::<Entity>(filter)?.build(DbBackend::Postgres).sql)
}

#[test]
fn the_text_of_a_statement_does_not_change_with_the_number_of_values() -> TestResult {
    for field in ["row_version", "raw_data.n", "mood_score"] {
        let of = |many: i64| sql(&Filter::field(field).is_in(0..many));
        assert_eq!(of(0)?, of(1)?);
        assert_eq!(of(1)?, of(1_000)?);
    }
    let any = |many| sql(&Filter::field("tags").any(vec!["a"; many]));
    assert_eq!(any(1)?, any(1_000)?);
    Ok(())
}

#[test]
fn no_value_and_no_key_of_a_path_stands_in_the_sql() -> TestResult {
    let mark = "x'; DROP TABLE users; --";
    let filter = Filter::field("title").contains(mark).and(Filter::json(
        "raw_data",
        JsonFilter::path([mark, "a.b", "c__d", "\""]).eq(json!({ "a": mark })),
    ));
    assert!(!sql(&filter)?.contains("DROP"), "{filter}");
    Ok(())
}
