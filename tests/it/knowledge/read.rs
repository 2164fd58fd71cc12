//! Finding, listing, counting and searching articles.

use annals::prelude::*;
use uuid::Uuid;

use super::{article, written};
use crate::support::{TestResult, fixture};

fn articles() -> [NewArticle; 4] {
    let tagged = |tags: &[&str]| tags.iter().map(ToString::to_string).collect::<Vec<_>>();
    [
        NewArticle {
            evidence_level: EvidenceLevel::High,
            tags: tagged(&["night", "habit"]),
            subcategory: Some("hours".to_owned()),
            ..article("sleep", "Regular hours")
        },
        NewArticle {
            evidence_level: EvidenceLevel::Low,
            tags: tagged(&["night"]),
            content_type: "tip".to_owned(),
            ..article("sleep", "Blue light")
        },
        NewArticle { evidence_level: EvidenceLevel::Theoretical, ..article("walking", "Canals") },
        NewArticle { tags: tagged(&["habit"]), ..article("walking", "Regular hours") },
    ]
}

#[tokio::test]
async fn every_account_finds_the_same_articles() -> TestResult {
    let fixture = fixture().await?;
    let ids = written(&fixture, &articles()).await?;
    let (ada, bob) = (fixture.sign_up().await?, fixture.sign_up().await?);
    for context in [ada.context(), bob.context(), Context::global()] {
        let knowledge = fixture.db.read(&context).knowledge();
        let found = knowledge.find(ids[0]).await?.ok_or("it was written")?;
        assert_eq!((found.title.as_str(), found.usage_count), ("Regular hours", 0));
        assert_eq!(knowledge.find(Uuid::now_v7()).await?, None);
        let titled = knowledge.find_titled("walking", "Regular hours").await?;
        assert_eq!(titled.map(|article| article.id), Some(ids[3]));
        for (category, title) in [("sleep", "Canals"), ("", ""), ("sleep\0", "Canals")] {
            assert_eq!(knowledge.find_titled(category, title).await?, None);
        }
    }
    Ok(())
}

#[tokio::test]
async fn every_condition_finds_the_articles_it_names() -> TestResult {
    let fixture = fixture().await?;
    let ids = written(&fixture, &articles()).await?;
    let ada = fixture.sign_up().await?;
    let context = ada.context();
    let knowledge = fixture.db.read(&context).knowledge();
    let all = ArticleFilter::default;
    let least = |level| ArticleFilter { evidence_at_least: Some(level), ..all() };
    let cases: Vec<(ArticleFilter, &[usize])> = vec![
        (all(), &[1, 0, 2, 3]),
        (ArticleFilter { category: Some("sleep".into()), ..all() }, &[1, 0]),
        (ArticleFilter { subcategory: Some("hours".into()), ..all() }, &[0]),
        (ArticleFilter { content_type: Some("tip".into()), ..all() }, &[1]),
        (least(EvidenceLevel::Theoretical), &[1, 0, 2, 3]),
        (least(EvidenceLevel::Low), &[1, 0, 3]),
        (least(EvidenceLevel::Moderate), &[0, 3]),
        (least(EvidenceLevel::High), &[0]),
        (ArticleFilter { tags: vec!["night".into(), "habit".into()], ..all() }, &[0]),
        (ArticleFilter { tags_any: vec!["night".into(), "habit".into()], ..all() }, &[1, 0, 3]),
        (ArticleFilter { matching: Filter::field("title").eq("Regular hours"), ..all() }, &[0, 3]),
    ];
    for (filter, expected) in cases {
        let expected: Vec<Uuid> = expected.iter().map(|position| ids[*position]).collect();
        assert_eq!(knowledge.count(filter.clone()).await?, expected.len() as u64, "{filter:?}");
        let by_number = knowledge.list_by_offset(filter.clone(), OffsetRequest::page(1)).await?;
        assert_eq!(by_number.total, expected.len() as u64);
        let mut found = Vec::new();
        let mut page = PageRequest::of(2);
        loop {
            let read = knowledge.list(filter.clone(), page.clone()).await?;
            found.extend(read.items.iter().map(|article| article.id));
            let Some(next) = read.next else { break };
            page = page.after(next.to_string().parse()?);
        }
        assert_eq!(found, expected, "{filter:?}");
    }
    Ok(())
}

#[tokio::test]
async fn a_search_is_narrowed_by_a_filter() -> TestResult {
    let fixture = fixture().await?;
    let ids = written(&fixture, &articles()).await?;
    let ada = fixture.sign_up().await?;
    let context = ada.context();
    let knowledge = fixture.db.read(&context).knowledge();
    let found = async |filter: ArticleFilter| -> TestResult<Vec<Uuid>> {
        let page = knowledge.search(Search::web("hour"), filter, SearchRequest::default()).await?;
        Ok(page.items.iter().map(|found| found.row.id).collect())
    };
    assert_eq!(found(ArticleFilter::default()).await?, [ids[3], ids[0]]);
    let sleep = ArticleFilter { category: Some("sleep".into()), ..ArticleFilter::default() };
    assert_eq!(found(sleep).await?, [ids[0]]);
    Ok(())
}

#[tokio::test]
async fn a_filter_of_an_unknown_field_is_refused() -> TestResult {
    let fixture = fixture().await?;
    let context = Context::global();
    let knowledge = fixture.db.read(&context).knowledge();
    let filter =
        ArticleFilter { matching: Filter::field("titel").eq("x"), ..ArticleFilter::default() };
    let error = knowledge.list(filter.clone(), PageRequest::default()).await.expect_err("no field");
    assert!(error.to_string().contains(r#"did you mean "title"?"#), "{error}");
    let refusals = [
        knowledge.count(filter.clone()).await.map(drop),
        knowledge.list_by_offset(filter.clone(), OffsetRequest::default()).await.map(drop),
        knowledge.search(Search::web("x"), filter, SearchRequest::default()).await.map(drop),
    ];
    for refused in refusals {
        assert!(matches!(refused, Err(Error::Invalid { .. })), "{refused:?}");
    }
    Ok(())
}
