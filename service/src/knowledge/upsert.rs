//! Many articles at once: new ones are added, those that are there take the new text.

use std::collections::HashMap;

use uuid::Uuid;

use super::NewArticle;
use crate::{
    array::Columns,
    database::{Transaction, query},
    error::Result,
    repository::Upserted,
    rules::Rules,
};

/// Rows in one statement, whose text is the same for every number of them.
const CHUNK: usize = 1_000;

/// By `idx_knowledge_articles_category_title`, in its order, so that two imports of the same articles wait
/// for each other. A row is written where a value differs; the tuple of an insert has no `xmax`.
const UPSERT: &str = "
WITH written AS (
  INSERT INTO annals.knowledge_articles AS present
    (id, category, subcategory, content_type, title, content, summary, source, evidence_level, tags, keywords)
  SELECT id, category, subcategory, content_type, title, content, summary, source, evidence_level,
         tags::jsonb, keywords::jsonb
    FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
                $8::text[], $9::text[], $10::text[], $11::text[])
      AS new (id, category, subcategory, content_type, title, content, summary, source, evidence_level,
              tags, keywords)
   ORDER BY category, title
      ON CONFLICT (category, title) DO UPDATE
     SET subcategory = excluded.subcategory, content_type = excluded.content_type,
         content = excluded.content, summary = excluded.summary, source = excluded.source,
         evidence_level = excluded.evidence_level, tags = excluded.tags, keywords = excluded.keywords
   WHERE (present.subcategory, present.content_type, present.content, present.summary, present.source,
          present.evidence_level, present.tags, present.keywords)
         IS DISTINCT FROM
         (excluded.subcategory, excluded.content_type, excluded.content, excluded.summary,
          excluded.source, excluded.evidence_level, excluded.tags, excluded.keywords)
  RETURNING present.xmax = 0 AS is_new
)
SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE NOT is_new) FROM written";

pub(super) async fn many(tx: &Transaction<'_>, new: &[NewArticle]) -> Result<Upserted> {
    check(new)?;
    let mut total = Upserted::default();
    for chunk in new.chunks(CHUNK) {
        for row in query(tx, UPSERT, values(chunk)).await? {
            let (inserted, updated): (i64, i64) =
                (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
            total.inserted += inserted.unsigned_abs();
            total.updated += updated.unsigned_abs();
            total.unchanged += chunk.len() as u64 - (inserted + updated).unsigned_abs();
        }
    }
    Ok(total)
}

/// Of two articles with one category and title the second would overwrite the first, and nobody would
/// hear of it.
fn check(new: &[NewArticle]) -> Result<()> {
    let mut rules = Rules::default();
    let mut seen = HashMap::with_capacity(new.len());
    for (position, article) in new.iter().enumerate() {
        rules.below(format!("[{position}]."));
        article.check(&mut rules);
        if let Some(first) = seen.insert((&article.category, &article.title), position) {
            let rule = format!("is that of [{first}], of the same category: give one of the two");
            rules.fault("title", rule);
        }
    }
    rules.finish()
}

fn values(chunk: &[NewArticle]) -> [sea_orm::Value; 11] {
    let column = Columns(chunk);
    [
        column.of(|article| article.id.unwrap_or_else(Uuid::now_v7)),
        column.of(|article| article.category.clone()),
        column.nullable(|article| article.subcategory.as_ref()),
        column.of(|article| article.content_type.clone()),
        column.of(|article| article.title.clone()),
        column.of(|article| article.content.clone()),
        column.nullable(|article| article.summary.as_ref()),
        column.nullable(|article| article.source.as_ref()),
        column.of(|article| article.evidence_level.as_str().to_owned()),
        column.of(|article| serde_json::json!(article.tags).to_string()),
        column.of(|article| serde_json::json!(article.keywords).to_string()),
    ]
}
