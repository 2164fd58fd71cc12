//! Which articles a list is about.

use annals_entity::values::EvidenceLevel;

use crate::query::Filter;

/// Which articles; the default asks for all. Of several conditions all hold.
///
/// ```
/// use annals_service::prelude::*;
///
/// let well_founded = ArticleFilter {
///     category: Some("sleep".into()),
///     evidence_at_least: Some(EvidenceLevel::Moderate),
///     tags_any: vec!["insomnia".into(), "jet lag".into()],
///     matching: Filter::field("usage_count").gte(10),
///     ..ArticleFilter::default()
/// };
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ArticleFilter {
    /// Those of one category. `None`: of every category.
    pub category: Option<String>,
    /// Those of one subcategory. `None`: of every one, and of none.
    pub subcategory: Option<String>,
    /// Those of one kind. `None`: of every kind.
    pub content_type: Option<String>,
    /// Those as well established as this or better: theoretical, low, moderate, high. `None`: however.
    pub evidence_at_least: Option<EvidenceLevel>,
    /// Those that bear every one of these tags.
    pub tags: Vec<String>,
    /// Those that bear one of these tags at least. Empty: whatever they bear.
    pub tags_any: Vec<String>,
    /// Those that meet this as well: any test of any field. The default: all.
    pub matching: Filter,
}

impl ArticleFilter {
    pub(super) fn into_filter(self) -> Filter {
        let tests = [
            self.category.map(|given| Filter::field("category").eq(given)),
            self.subcategory.map(|given| Filter::field("subcategory").eq(given)),
            self.content_type.map(|given| Filter::field("content_type").eq(given)),
            self.evidence_at_least
                .map(|least| Filter::field("evidence_level").is_in(levels_from(least))),
            (!self.tags.is_empty()).then(|| Filter::field("tags").all(self.tags)),
            (!self.tags_any.is_empty()).then(|| Filter::field("tags").any(self.tags_any)),
        ];
        tests.into_iter().flatten().fold(self.matching, Filter::and)
    }
}

/// The levels are listed from the weakest to the strongest.
fn levels_from(least: EvidenceLevel) -> impl Iterator<Item = &'static str> {
    EvidenceLevel::ALL.iter().copied().skip_while(move |level| *level != least.as_str())
}

#[cfg(test)]
mod tests {
    use annals_entity::values::EvidenceLevel;

    use super::levels_from;

    #[test]
    fn evidence_is_ordered_from_theoretical_to_high() {
        let from = |least| levels_from(least).collect::<Vec<_>>();
        assert_eq!(from(EvidenceLevel::Moderate), ["moderate", "high"]);
        assert_eq!(from(EvidenceLevel::Theoretical), ["theoretical", "low", "moderate", "high"]);
    }
}
