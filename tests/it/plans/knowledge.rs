//! The reads of articles.

use annals::prelude::*;

use super::{seed::Seeded, watched::Watched};
use crate::support::TestResult;

const BY_TITLE: &str = "idx_knowledge_articles_category_title";

/// Four thousand articles, a hundred in each category, forty with each tag; those of category 7 are of
/// high evidence. What was counted as used has left some dead versions, which are looked at too.
pub(super) async fn reads(watched: &Watched, account: &Seeded) -> TestResult {
    let scope = watched.db.scope(&account.context);
    let knowledge = scope.knowledge();
    let titled = knowledge.find_titled("category-7", "Article 7");
    let article = watched.uses_at_most(1, BY_TITLE, account, titled).await?;
    let id = article.ok_or("it was sown")?.id;
    watched.uses_at_most(1, "pk_knowledge_articles", account, knowledge.find(id)).await?;
    watched.uses("pk_knowledge_articles", account, knowledge.record_use(vec![id])).await?;
    lists(watched, account).await?;
    searches(watched, account).await
}

async fn lists(watched: &Watched, account: &Seeded) -> TestResult {
    let knowledge = watched.db.read(&account.context).knowledge();
    let all = ArticleFilter::default;
    let of_category = ArticleFilter { category: Some("category-7".into()), ..all() };
    let first = knowledge.list(all(), PageRequest::of(20));
    let first = watched.uses(BY_TITLE, account, first).await?;
    let next = PageRequest::of(20).after(first.next.ok_or("there are more")?);
    watched.uses(BY_TITLE, account, knowledge.list(all(), next)).await?;
    let some = knowledge.list(of_category.clone(), PageRequest::of(20));
    watched.uses_at_most(120, BY_TITLE, account, some).await?;
    let counted = knowledge
        .count(ArticleFilter { evidence_at_least: Some(EvidenceLevel::Moderate), ..of_category });
    let by_level = "idx_knowledge_articles_category_*";
    assert_eq!(watched.uses_at_most(120, by_level, account, counted).await?, 100);
    let tagged = ArticleFilter { tags: vec!["tag-3".into()], ..all() };
    let counted = knowledge.count(tagged);
    let by_tag = "idx_knowledge_articles_tags";
    assert_eq!(watched.uses_at_most(40, by_tag, account, counted).await?, 40);
    Ok(())
}

async fn searches(watched: &Watched, account: &Seeded) -> TestResult {
    let knowledge = watched.db.read(&account.context).knowledge();
    let found =
        knowledge.search(Search::web("walker3"), ArticleFilter::default(), SearchRequest::of(5));
    watched.uses("idx_knowledge_articles_search", account, found).await?;
    Ok(())
}
