//! Many articles by category and title.

use annals::prelude::*;

use super::{article, operator};
use crate::support::{TestResult, fixture, log_of};

fn upserted(inserted: u64, updated: u64, unchanged: u64) -> Upserted {
    Upserted { inserted, updated, unchanged }
}

#[tokio::test]
async fn new_ones_are_added_changed_ones_updated_and_the_same_left_alone() -> TestResult {
    let fixture = fixture().await?;
    let db = operator(&fixture).await?;
    let context = Context::global().operation("knowledge.import");
    let knowledge = db.scope(&context).knowledge();
    let mut file: Vec<NewArticle> = (0..2_500)
        .map(|number| article("sleep", &format!("{number} \"quoted\" \\ {{x}}")))
        .collect();
    file[7].summary = Some("NULL".to_owned());
    assert_eq!(knowledge.upsert_many(file.clone()).await?, upserted(2_500, 0, 0));
    assert_eq!(knowledge.upsert_many(file.clone()).await?, upserted(0, 0, 2_500));
    assert_eq!(knowledge.upsert_many(Vec::new()).await?, upserted(0, 0, 0));

    let before = knowledge.find_titled("sleep", &file[0].title).await?.ok_or("it is there")?;
    knowledge.record_use(vec![before.id]).await?;
    file[0].evidence_level = EvidenceLevel::High;
    file[1].summary = Some(String::new());
    file[2].tags = vec!["new".to_owned()];
    file.push(article("walking", &file[3].title));
    assert_eq!(knowledge.upsert_many(file.clone()).await?, upserted(1, 3, 2_497));

    let after = knowledge.find_titled("sleep", &file[0].title).await?.ok_or("it is there")?;
    assert_eq!((after.id, after.usage_count, after.row_version), (before.id, 1, 2));
    assert!(after.updated_at > before.updated_at);
    let audit = db.read(&context).audit();
    let history = audit.history("knowledge_articles", before.id).await?;
    assert_eq!(log_of(&history), ["1 insert database", "2 update database"]);
    let same = knowledge.find_titled("sleep", &file[7].title).await?.ok_or("it is there")?;
    assert_eq!((same.summary.as_deref(), same.row_version), (Some("NULL"), 1));
    let history = audit.history("knowledge_articles", same.id).await?;
    assert_eq!(log_of(&history), ["1 insert database"]);
    Ok(())
}

#[tokio::test]
async fn a_fault_or_a_twin_is_named_by_position_and_nothing_is_written() -> TestResult {
    let fixture = fixture().await?;
    let db = operator(&fixture).await?;
    let context = Context::global();
    let knowledge = db.scope(&context).knowledge();
    let bad = NewArticle { content: String::new(), ..article("sleep", "Light") };
    let new = vec![
        article("sleep", "Hours"),
        bad,
        article("walking", "Hours"),
        article("sleep", "Hours"),
    ];
    let error = knowledge.upsert_many(new).await.expect_err("two faults");
    let Error::Invalid { fields } = &error else { panic!("{error}") };
    let named: Vec<&str> = fields.iter().map(|fault| fault.field.as_str()).collect();
    assert_eq!(named, ["[1].content", "[3].title"]);
    assert!(error.to_string().contains("that of [0]"), "{error}");
    assert_eq!(knowledge.count(ArticleFilter::default()).await?, 0);
    Ok(())
}

#[tokio::test]
async fn imports_of_the_same_articles_at_once_add_each_once() -> TestResult {
    let fixture = fixture().await?;
    let db = operator(&fixture).await?;
    let importers: Vec<_> = (0..8)
        .map(|importer| {
            let db = db.clone();
            tokio::spawn(async move {
                let mut file: Vec<NewArticle> =
                    (0..50).map(|number| article("sleep", &number.to_string())).collect();
                file.rotate_left(importer * 6);
                let context = Context::global();
                db.scope(&context).knowledge().upsert_many(file).await
            })
        })
        .collect();
    let (mut inserted, mut updated) = (0, 0);
    for importer in importers {
        let outcome = importer.await??;
        inserted += outcome.inserted;
        updated += outcome.updated;
    }
    assert_eq!((inserted, updated), (50, 0));
    Ok(())
}
