//! Every operator of a filter.

use annals::{entity::journal_entries, prelude::*};
use serde_json::json;

use super::{seed::Seeded, watched::Watched};
use crate::support::TestResult;

const RAW_DATA: &str = "idx_journal_entries_raw_data";
const TAGS: &str = "idx_journal_entries_tags";
/// None: within the account's rows.
const NONE: &str = "*";

/// As `docs/queries.md` says it.
const OPERATORS: &[(&str, &str, &str)] = &[
    ("title", "Day 3", NONE),
    ("title__ne", "Day 3", NONE),
    ("title__gt", "Day 3", NONE),
    ("title__in", "Day 3,Day 4", NONE),
    ("title__not_in", "Day 3,Day 4", NONE),
    ("title__contains", "3", NONE),
    ("title__icontains", "DAY 3", NONE),
    ("title__startswith", "Day 3", NONE),
    ("mood_score__between", "3,4", NONE),
    ("word_count__lte", "9", NONE),
    ("is_private", "true", NONE),
    ("entry_date__is_null", "true", NONE),
    ("created_at__gte", "2025-12-31", "idx_journal_entries_created_at"),
    ("raw_data", r#"{"number": 3}"#, RAW_DATA),
    ("raw_data__ne", r#"{"number": 3}"#, NONE),
    ("raw_data__contains", r#"{"number": 3}"#, RAW_DATA),
    ("raw_data__contained_by", r#"{"number": 3}"#, NONE),
    ("raw_data__has_key", "rare", RAW_DATA),
    ("raw_data__has_any", "rare,number", RAW_DATA),
    ("raw_data__has_all", "rare,number", RAW_DATA),
    ("raw_data__is_null", "false", NONE),
    ("raw_data.number", "3", RAW_DATA),
    ("raw_data.place", r#"{"name": "room-3"}"#, RAW_DATA),
    ("raw_data.number__ne", "3", NONE),
    ("raw_data.number__gte", "3", RAW_DATA),
    ("raw_data.number__lt", "3", RAW_DATA),
    ("raw_data.number__between", "3,4", RAW_DATA),
    ("raw_data.number__in", "3,4", RAW_DATA),
    ("raw_data.number__any", "3,4", RAW_DATA),
    ("raw_data.number__not_in", "3,4", NONE),
    ("raw_data.number__all", "3,4", RAW_DATA),
    ("raw_data.place.name__contains", "3", RAW_DATA),
    ("raw_data.place.name__icontains", "ROOM-3", RAW_DATA),
    ("raw_data.place.name__startswith", "room-3", RAW_DATA),
    ("raw_data.place__contains", r#"{"name": "room-3"}"#, RAW_DATA),
    ("raw_data.place__has_key", "name", RAW_DATA),
    ("raw_data.place__has_any", "name,other", RAW_DATA),
    ("raw_data.place__has_all", "name,other", RAW_DATA),
    ("raw_data.place__is_null", "true", NONE),
    ("raw_data.place__is_null", "false", RAW_DATA),
    ("tags", r#"["tag-3", "every"]"#, TAGS),
    ("tags__contains", "tag-3", TAGS),
    ("tags__contained_by", r#"["tag-3", "every"]"#, NONE),
    ("tags__any", "tag-3,tag-4", TAGS),
    ("tags__all", "tag-3,every", TAGS),
    ("tags__has_key", "tag-3", NONE),
];

pub(super) async fn of_every_operator(watched: &Watched, account: &Seeded) -> TestResult {
    for (key, value, index) in OPERATORS {
        listed(watched, account, u32::MAX, index, Filter::from_pairs([(*key, *value)])?).await?;
    }
    for path in ["$.number ? (@ == 3)", "$.number == 3", "$.place.name like_regex \"3\" flag \"q\""]
    {
        let filter = Filter::json("raw_data", JsonFilter::jsonpath(path)?);
        listed(watched, account, u32::MAX, RAW_DATA, filter).await?;
    }
    let either = Filter::field("raw_data.number").eq(3).or(Filter::field("tags").contains("tag-3"));
    listed(watched, account, u32::MAX, NONE, either.clone()).await?;
    listed(watched, account, u32::MAX, NONE, !either).await
}

/// Of forty thousand entries no more are looked at than hold the value.
pub(super) async fn of_rare_values(watched: &Watched, account: &Seeded) -> TestResult {
    for (most, index, filter) in [
        (1, RAW_DATA, Filter::field("raw_data").contains(json!({ "number": 39_999 }))),
        (1, RAW_DATA, Filter::field("raw_data").eq(json!({ "number": 39_999 }))),
        (1, RAW_DATA, Filter::field("raw_data.number").eq(39_999)),
        (2, RAW_DATA, Filter::field("raw_data.number").is_in([39_999, 39_998])),
        (1, RAW_DATA, Filter::json("raw_data", JsonFilter::jsonpath("$.number == 39999")?)),
        (0, RAW_DATA, Filter::field("raw_data").has_key("rare")),
        (40, TAGS, Filter::field("tags").contains("tag-777")),
        (40, TAGS, Filter::field("tags").all(["tag-777", "every"])),
        (80, TAGS, Filter::field("tags").any(["tag-777", "tag-778"])),
    ] {
        listed(watched, account, most, index, filter).await?;
    }
    Ok(())
}

async fn listed(
    watched: &Watched,
    account: &Seeded,
    most: u32,
    index: &str,
    filter: Filter,
) -> TestResult {
    let read = watched.db.read(&account.context);
    let entries = read.repository::<journal_entries::Entity>();
    let shown = filter.to_string();
    let newest_first = Order::by("created_at").descending();
    let list = entries.list(filter, PageRequest::of(20).ordered(newest_first));
    let listed = watched.uses_at_most(most, index, account, list).await;
    listed.map(drop).map_err(|error| format!("{shown}: {error}").into())
}
