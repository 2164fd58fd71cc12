//! Single articles: written by operators, refused to applications, audited under the nil account.

use annals::prelude::*;
use sea_orm::{ConnectionTrait, Database as Connection};
use uuid::Uuid;

use super::{article, operator, written};
use crate::support::{TestResult, fixture, log_of};

#[tokio::test]
async fn an_article_lives_and_its_history_is_under_the_nil_account() -> TestResult {
    let fixture = fixture().await?;
    let db = operator(&fixture).await?;
    let editor = Uuid::now_v7();
    let context = Context::global().actor(editor).operation("knowledge.edit");
    let knowledge = db.scope(&context).knowledge();

    let new = NewArticle {
        summary: Some("In short.".to_owned()),
        source: Some("A book".to_owned()),
        evidence_level: EvidenceLevel::High,
        tags: vec!["night".to_owned()],
        keywords: vec!["rhythm".to_owned()],
        ..article("sleep", "Regular hours")
    };
    let first = knowledge.create(new).await?;
    assert_eq!((first.row_version, first.evidence_level.as_str()), (1, "high"));
    assert_eq!((&first.tags[0], &first.keywords[0]), (&"night".into(), &"rhythm".into()));
    let change = ArticleUpdate {
        content: Some("Always.".to_owned()),
        summary: Some(None),
        evidence_level: Some(EvidenceLevel::Moderate),
        ..ArticleUpdate::default()
    };
    let second = knowledge.update(first.id, 1, change.clone()).await?;
    assert_eq!((second.row_version, second.summary.as_deref()), (2, None));
    assert_eq!(second.source.as_deref(), Some("A book"));
    let same = knowledge.update(first.id, 2, change).await?;
    assert_eq!((same.row_version, same.updated_at), (2, second.updated_at));
    knowledge.delete_for_good(first.id).await?;
    assert_eq!(knowledge.find(first.id).await?, None);

    let history = db.read(&context).audit().history("knowledge_articles", first.id).await?;
    assert_eq!(log_of(&history), ["1 insert hook", "2 update hook", "3 delete hook"]);
    for entry in &history {
        assert_eq!((entry.account_id, entry.actor_id), (Uuid::nil(), Some(editor)));
    }
    assert_eq!(history[2].image.to_value()?["content"], "Always.");
    let ada = fixture.sign_up().await?;
    for (seer, entries) in [(ada.context(), 0), (context, 3)] {
        let audit = fixture.db.read(&seer).audit();
        assert_eq!(audit.history("knowledge_articles", first.id).await?.len(), entries);
    }
    Ok(())
}

#[tokio::test]
async fn an_operator_in_an_accounts_context_writes_under_the_nil_account_too() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let db = operator(&fixture).await?;
    let context = ada.context();
    let written = db.scope(&context).knowledge().create(article("sleep", "Hours")).await?;
    let global = Context::global();
    let history = db.read(&global).audit().history("knowledge_articles", written.id).await?;
    assert_eq!(log_of(&history), ["1 insert hook"]);
    assert_eq!(history[0].account_id, Uuid::nil());
    Ok(())
}

#[tokio::test]
async fn the_owner_writes_articles_as_an_operator_does() -> TestResult {
    let fixture = fixture().await?;
    let owner = Database::connect(DatabaseConfig::new(fixture.sandbox.owner_url())?).await?;
    let context = Context::global();
    let knowledge = owner.scope(&context).knowledge();
    let written = knowledge.create(article("sleep", "Hours")).await?;
    knowledge.delete_for_good(written.id).await?;
    let history = owner.read(&context).audit().history("knowledge_articles", written.id).await?;
    assert_eq!(log_of(&history), ["1 insert hook", "2 delete hook"]);
    Ok(())
}

#[tokio::test]
async fn an_application_is_refused_every_writing_and_nothing_changes() -> TestResult {
    let fixture = fixture().await?;
    let ids = written(&fixture, &[article("sleep", "Hours")]).await?;
    let ada = fixture.sign_up().await?;
    for context in [ada.context(), Context::global()] {
        let knowledge = fixture.db.scope(&context).knowledge();
        let change = ArticleUpdate { content: Some("x".to_owned()), ..ArticleUpdate::default() };
        let refusals = [
            knowledge.create(article("sleep", "Other")).await.map(drop),
            knowledge.update(ids[0], 1, change).await.map(drop),
            knowledge.upsert_many(vec![article("sleep", "Hours")]).await.map(drop),
            knowledge.delete_for_good(ids[0]).await,
        ];
        for refused in refusals {
            let error = refused.expect_err("an application reads");
            assert!(matches!(error, Error::Forbidden { .. }), "{error}");
            assert!(error.to_string().contains("knowledge_articles"), "{error}");
        }
        assert_eq!(knowledge.count(ArticleFilter::default()).await?, 1);
        assert_eq!(knowledge.find(ids[0]).await?.map(|article| article.row_version), Some(1));
    }
    Ok(())
}

#[tokio::test]
async fn every_field_at_fault_is_named() -> TestResult {
    let fixture = fixture().await?;
    let db = operator(&fixture).await?;
    let context = Context::global();
    let knowledge = db.scope(&context).knowledge();
    let long = |most: usize| "é".repeat(most + 1);
    let bad = NewArticle {
        subcategory: Some(long(100)),
        content_type: long(50),
        content: " ".to_owned(),
        summary: Some("a\0b".to_owned()),
        source: Some(long(500)),
        tags: vec!["a\0b".to_owned()],
        keywords: vec!["a\0b".to_owned()],
        ..article(&long(100), &long(500))
    };
    let named = |error: Error| -> Vec<String> {
        let Error::Invalid { fields } = error else { panic!("{error}") };
        fields.into_iter().map(|fault| fault.field).collect()
    };
    let all = ["category", "content_type", "title", "content"];
    let others = ["subcategory", "summary", "source", "tags", "keywords"];
    let error = knowledge.create(bad.clone()).await.expect_err("nine faults");
    assert_eq!(named(error), [&all[..], &others[..]].concat());
    let change = ArticleUpdate {
        category: Some(bad.category),
        subcategory: Some(bad.subcategory),
        content_type: Some(bad.content_type),
        title: Some(bad.title),
        content: Some(bad.content),
        summary: Some(bad.summary),
        source: Some(bad.source),
        evidence_level: None,
        tags: Some(bad.tags),
        keywords: Some(bad.keywords),
    };
    let error = knowledge.update(Uuid::now_v7(), 1, change).await.expect_err("nine faults");
    assert_eq!(named(error).len(), 9);
    let fits = NewArticle {
        content_type: "é".repeat(50),
        ..article(&"é".repeat(100), &"\u{1d11e}".repeat(500))
    };
    knowledge.create(fits).await?;
    Ok(())
}

#[tokio::test]
async fn what_is_not_there_stale_or_there_already_is_refused() -> TestResult {
    let fixture = fixture().await?;
    let ids = written(&fixture, &[article("sleep", "Hours"), article("sleep", "Light")]).await?;
    let db = operator(&fixture).await?;
    let context = Context::global();
    let knowledge = db.scope(&context).knowledge();
    let titled =
        |title: &str| ArticleUpdate { title: Some(title.to_owned()), ..Default::default() };

    let missing = Uuid::now_v7();
    for refused in [
        knowledge.update(missing, 1, titled("x")).await.map(drop),
        knowledge.delete_for_good(missing).await,
    ] {
        let is_named = matches!(&refused, Err(Error::NotFound { entity: "knowledge_articles", id }) if *id == missing);
        assert!(is_named, "{refused:?}");
    }
    knowledge.update(ids[0], 1, titled("Late hours")).await?;
    let stale = knowledge.update(ids[0], 1, titled("Early hours")).await;
    assert!(matches!(stale, Err(Error::StaleVersion { expected: 1, actual: 2, .. })), "{stale:?}");
    for taken in [
        knowledge.create(article("sleep", "Light")).await.map(drop),
        knowledge.update(ids[0], 2, titled("Light")).await.map(drop),
    ] {
        let Err(Error::AlreadyExists { fields, .. }) = taken else { panic!("{taken:?}") };
        assert_eq!(fields, ["category", "title"]);
    }
    let same_id = NewArticle { id: Some(ids[1]), ..article("sleep", "Third") };
    let taken = knowledge.create(same_id).await;
    assert!(matches!(taken, Err(Error::AlreadyExists { .. })), "{taken:?}");
    Ok(())
}

#[tokio::test]
async fn a_reader_reads_and_counts_no_use() -> TestResult {
    let fixture = fixture().await?;
    let ids = written(&fixture, &[article("sleep", "Hours")]).await?;
    let reader = Connection::connect(fixture.sandbox.reader_url()).await?;
    let sql = format!("SELECT annals.record_use('{{{}}}')", ids[0]);
    let refused = reader.execute_unprepared(&sql).await.expect_err("a reader writes nothing");
    assert!(refused.to_string().contains("permission denied"), "{refused}");
    Ok(())
}
