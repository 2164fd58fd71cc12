//! What goes into an article, and what changes one.

use annals_entity::{knowledge_articles, values::EvidenceLevel};
use sea_orm::ActiveValue::Set;
use uuid::Uuid;

use crate::rules::Rules;

/// A new article. `NewArticle::titled(category, title)` has the defaults.
#[derive(Clone, Debug, PartialEq)]
pub struct NewArticle {
    /// Its id. `None`: a new `UUIDv7`. One that is there already keeps the id it has.
    pub id: Option<Uuid>,
    /// At most 100 characters. With the title it names the article: no two have both.
    pub category: String,
    /// At most 100 characters. `None`: not said.
    pub subcategory: Option<String>,
    /// What kind of article, at most 50 characters; by default `article`.
    pub content_type: String,
    /// At most 500 characters.
    pub title: String,
    /// Text of any length; it must say something.
    pub content: String,
    /// The content in short. `None`: there is none.
    pub summary: Option<String>,
    /// Where it comes from, at most 500 characters. `None`: not said.
    pub source: Option<String>,
    /// How well it is established; by default moderately.
    pub evidence_level: EvidenceLevel,
    /// Words to find it by.
    pub tags: Vec<String>,
    /// More of them, for the application's own use.
    pub keywords: Vec<String>,
}

impl NewArticle {
    /// An article whose content is still to be given.
    #[must_use]
    pub fn titled(category: impl Into<String>, title: impl Into<String>) -> Self {
        Self {
            id: None,
            category: category.into(),
            subcategory: None,
            content_type: "article".to_owned(),
            title: title.into(),
            content: String::new(),
            summary: None,
            source: None,
            evidence_level: EvidenceLevel::Moderate,
            tags: Vec::new(),
            keywords: Vec::new(),
        }
    }

    /// Finds every field at fault.
    pub(super) fn check(&self, rules: &mut Rules) {
        rules.required("category", &self.category, 100);
        rules.required("content_type", &self.content_type, 50);
        rules.required("title", &self.title, 500);
        rules.required("content", &self.content, usize::MAX);
        check_optional(rules, [&self.subcategory, &self.summary, &self.source]);
        check_lists(rules, Some(&self.tags), Some(&self.keywords));
    }

    pub(super) fn into_row(self) -> knowledge_articles::ActiveModel {
        knowledge_articles::ActiveModel {
            id: Set(self.id.unwrap_or_else(Uuid::now_v7)),
            category: Set(self.category),
            subcategory: Set(self.subcategory),
            content_type: Set(self.content_type),
            title: Set(self.title),
            content: Set(self.content),
            summary: Set(self.summary),
            source: Set(self.source),
            evidence_level: Set(self.evidence_level.into()),
            tags: Set(self.tags.into()),
            keywords: Set(self.keywords.into()),
            ..Default::default()
        }
    }
}

/// What to change of an article. `None` leaves a field as it is; for a field that may be empty,
/// `Some(None)` empties it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ArticleUpdate {
    /// At most 100 characters.
    pub category: Option<String>,
    /// At most 100 characters.
    pub subcategory: Option<Option<String>>,
    /// At most 50 characters.
    pub content_type: Option<String>,
    /// At most 500 characters.
    pub title: Option<String>,
    /// Text of any length; it must say something.
    pub content: Option<String>,
    /// The content in short.
    pub summary: Option<Option<String>>,
    /// Where it comes from, at most 500 characters.
    pub source: Option<Option<String>>,
    /// How well it is established.
    pub evidence_level: Option<EvidenceLevel>,
    /// All of its tags.
    pub tags: Option<Vec<String>>,
    /// All of its keywords.
    pub keywords: Option<Vec<String>>,
}

impl ArticleUpdate {
    pub(super) fn check(&self, rules: &mut Rules) {
        let required = [
            ("category", &self.category, 100),
            ("content_type", &self.content_type, 50),
            ("title", &self.title, 500),
            ("content", &self.content, usize::MAX),
        ];
        for (field, text, most) in required {
            if let Some(text) = text {
                rules.required(field, text, most);
            }
        }
        let optional = [&self.subcategory, &self.summary, &self.source];
        check_optional(rules, optional.map(|text| text.as_ref().unwrap_or(&None)));
        check_lists(rules, self.tags.as_deref(), self.keywords.as_deref());
    }

    pub(super) fn into_row(self, id: Uuid) -> knowledge_articles::ActiveModel {
        knowledge_articles::ActiveModel {
            id: Set(id),
            category: self.category.map_or_else(Default::default, Set),
            subcategory: self.subcategory.map_or_else(Default::default, Set),
            content_type: self.content_type.map_or_else(Default::default, Set),
            title: self.title.map_or_else(Default::default, Set),
            content: self.content.map_or_else(Default::default, Set),
            summary: self.summary.map_or_else(Default::default, Set),
            source: self.source.map_or_else(Default::default, Set),
            evidence_level: self
                .evidence_level
                .map_or_else(Default::default, |level| Set(level.into())),
            tags: self.tags.map_or_else(Default::default, |tags| Set(tags.into())),
            keywords: self.keywords.map_or_else(Default::default, |words| Set(words.into())),
            ..Default::default()
        }
    }
}

/// The subcategory, the summary and the source.
fn check_optional(rules: &mut Rules, [subcategory, summary, source]: [&Option<String>; 3]) {
    for (field, text, most) in [
        ("subcategory", subcategory, 100),
        ("summary", summary, usize::MAX),
        ("source", source, 500),
    ] {
        if let Some(text) = text {
            rules.text(field, text, most);
        }
    }
}

fn check_lists(rules: &mut Rules, tags: Option<&[String]>, keywords: Option<&[String]>) {
    for (field, values) in [("tags", tags), ("keywords", keywords)] {
        for value in values.unwrap_or_default() {
            rules.storable(field, value);
        }
    }
}
