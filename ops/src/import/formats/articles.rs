//! `psychology.json`: articles that all accounts read.

use annals_entity::{knowledge_articles, values::EvidenceLevel};
use sea_orm::ActiveValue::{NotSet, Set};
use uuid::Uuid;

use super::{super::record::Row, fields::Fields, ids::derived, set, values::text_of};

/// The category of an article that has none.
const GENERAL: &str = "general";

/// An article, or why it is none: category and title name it, and it must say something.
pub(super) fn rows(fields: &mut Fields<'_>) -> Result<Vec<Row>, String> {
    let title = fields.short_text("title", 500);
    let Some(title) = title.filter(|title| !title.trim().is_empty()) else {
        return Err("it has no title, which names an article: give it one".to_owned());
    };
    let Some(content) = fields.text("content").filter(|content| !content.trim().is_empty()) else {
        return Err("it has no content: give it some, or leave it out".to_owned());
    };
    let category = fields.given("category", 100, GENERAL);
    let row = knowledge_articles::ActiveModel {
        id: Set(id(fields, &category, &title)),
        subcategory: Set(fields.short_text("subcategory", 100)),
        content_type: Set(fields.given("content_type", 50, "article")),
        summary: Set(fields.text("summary")),
        source: Set(fields.short_text("source", 500)),
        evidence_level: fields.evidence_level().map_or(NotSet, |level| Set(level.into())),
        tags: Set(fields.words("tags").into()),
        keywords: Set(fields.words("keywords").into()),
        created_at: set(fields.moment("created_at")),
        updated_at: set(fields.moment("updated_at")),
        category: Set(category),
        title: Set(title),
        content: Set(content),
        ..Default::default()
    };
    fields.report_rest();
    Ok(vec![Row::Article(Box::new(row))])
}

/// An article's id. Articles belong to nobody, so that the same one, whoever brings it, has the same.
fn id(fields: &mut Fields<'_>, category: &str, title: &str) -> Uuid {
    let json = fields.take("id");
    let text = json.map(|json| text_of(json).map_or_else(|| json.to_owned(), Into::into));
    if let Some(id) = text.as_deref().and_then(|text| Uuid::try_parse(text.trim()).ok()) {
        return id;
    }
    let id = derived(Uuid::nil(), "article", &format!("{category}\0{title}"));
    if let Some(json) = json {
        fields.keep("id", json, format!("is no UUID, and becomes {id}"));
    }
    id
}

impl Fields<'_> {
    fn evidence_level(&mut self) -> Option<EvidenceLevel> {
        let json = self.take("evidence_level")?;
        let text = text_of(json).unwrap_or_default();
        let text = text.trim();
        if text.is_empty() && json.starts_with('"') {
            return None;
        }
        let level = text.to_ascii_lowercase().parse().ok();
        if level.is_none() {
            let all = EvidenceLevel::ALL.join(", ");
            self.keep("evidence_level", json, format!("is none of {all}: taken as moderate"));
        }
        level
    }
}
