//! Counting the use of articles.

use annals::prelude::*;
use uuid::Uuid;

use super::{article, operator, written};
use crate::support::{TestResult, fixture, log_of};

#[tokio::test]
async fn an_application_counts_uses_without_a_version_or_an_audit_entry() -> TestResult {
    let fixture = fixture().await?;
    let ids = written(&fixture, &[article("sleep", "Hours"), article("sleep", "Light")]).await?;
    let ada = fixture.sign_up().await?;
    let context = ada.context();
    let knowledge = fixture.db.scope(&context).knowledge();
    let before = knowledge.find(ids[0]).await?.ok_or("it was written")?;

    assert_eq!(knowledge.record_use(vec![ids[0]]).await?, 1);
    assert_eq!(knowledge.record_use(vec![ids[0], ids[1], ids[0], Uuid::now_v7()]).await?, 2);
    assert_eq!(knowledge.record_use(vec![Uuid::now_v7()]).await?, 0);
    assert_eq!(knowledge.record_use(Vec::new()).await?, 0);

    let after = knowledge.find(ids[0]).await?.ok_or("it is there")?;
    assert_eq!((after.usage_count, after.row_version), (3, 1));
    assert_eq!(after.updated_at, before.updated_at);
    let other = knowledge.find(ids[1]).await?.ok_or("it is there")?;
    assert_eq!(other.usage_count, 1);
    let global = Context::global();
    let history = fixture.db.read(&global).audit().history("knowledge_articles", ids[0]).await?;
    assert_eq!(log_of(&history), ["1 insert hook"]);
    Ok(())
}

#[tokio::test]
async fn a_use_is_refused_on_a_reading_scope_and_undone_with_its_transaction() -> TestResult {
    let fixture = fixture().await?;
    let ids = written(&fixture, &[article("sleep", "Hours")]).await?;
    let ada = fixture.sign_up().await?;
    let context = ada.context();
    let refused = fixture.db.read(&context).knowledge().record_use(ids.clone()).await;
    assert!(matches!(refused, Err(Error::Forbidden { .. })), "{refused:?}");
    let tx = fixture.db.begin(&context).await?;
    assert_eq!(tx.knowledge().record_use(ids.clone()).await?, 1);
    tx.rollback().await?;
    let article = fixture.db.read(&context).knowledge().find(ids[0]).await?;
    assert_eq!(article.map(|article| article.usage_count), Some(0));
    Ok(())
}

#[tokio::test]
async fn uses_that_meet_are_all_counted_and_form_no_deadlock() -> TestResult {
    let fixture = fixture().await?;
    let new: Vec<NewArticle> =
        (0..20).map(|number| article("sleep", &number.to_string())).collect();
    let ids = written(&fixture, &new).await?;
    let ada = fixture.sign_up().await?;
    let users: Vec<_> = (0..8)
        .map(|user| {
            let (db, context, mut ids) = (fixture.db.clone(), ada.context(), ids.clone());
            ids.rotate_left(user * 2);
            tokio::spawn(async move {
                // Without a second attempt, a deadlock would show.
                let db = db.with_retry(annals::service::database::RetryPolicy {
                    attempts: 1,
                    ..Default::default()
                });
                for _ in 0..10 {
                    db.scope(&context).knowledge().record_use(ids.clone()).await?;
                }
                Ok::<_, Error>(())
            })
        })
        .collect();
    for user in users {
        user.await??;
    }
    let db = operator(&fixture).await?;
    let context = Context::global();
    let page =
        db.read(&context).knowledge().list(ArticleFilter::default(), PageRequest::of(50)).await?;
    assert!(page.items.iter().all(|article| article.usage_count == 80), "{:?}", page.items);
    Ok(())
}
