//! The tags that most entries bear.

use std::sync::LazyLock;

use sea_orm::QueryResult;

use super::{
    Span,
    report::{self, Report, count},
};
use crate::{database::Executor, error::Result, rules::Rules};

/// A tag, and how often it was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TagCount {
    /// The tag.
    pub tag: String,
    /// How many entries bear it. One that bears it twice counts once.
    pub entries: u64,
}

const MOST: u32 = 1_000;

/// Equal lists are taken apart once. What SQL typed by hand put in place of a list bears no tag.
const TAGS: &str = "
SELECT tag, sum(times)::bigint AS entries
  FROM (SELECT tags, count(*) AS times FROM ({entries}) entries GROUP BY tags) lists
 CROSS JOIN LATERAL (
   SELECT DISTINCT tag
     FROM jsonb_array_elements_text(CASE jsonb_typeof(tags) WHEN 'array' THEN tags ELSE '[]' END) tag) borne
 WHERE tag IS NOT NULL
 GROUP BY tag ORDER BY entries DESC, tag COLLATE \"C\" LIMIT $4::bigint";

static REPORT: LazyLock<Report> = LazyLock::new(|| Report::over_entries(TAGS, 4));

pub(super) async fn top(executor: &impl Executor, span: &Span, most: u32) -> Result<Vec<TagCount>> {
    let mut rules = Rules::default();
    if !(1..=MOST).contains(&most) {
        rules.fault("most", format!("is {most}: ask for 1 to {MOST} tags"));
    }
    report::check(executor, span, None, rules).await?;
    let rows = REPORT.fetch(executor, span, [i64::from(most).into()]).await?;
    rows.iter().map(TagCount::read).collect()
}

impl TagCount {
    fn read(row: &QueryResult) -> Result<Self> {
        Ok(Self { tag: row.try_get("", "tag")?, entries: count(row, "entries")? })
    }
}
