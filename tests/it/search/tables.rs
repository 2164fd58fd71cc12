//! Every table that can be searched.

use annals::{
    entity::{document_versions, knowledge_articles, messages},
    prelude::*,
};
use sea_orm::{ConnectionTrait, EntityTrait, Statement, Value};
use uuid::Uuid;

use crate::{
    filled::{Filled, fill, tables},
    support::{Fixture, TestResult, fixture},
};

const MESSAGE: &str = "INSERT INTO annals.messages (account_id, id, conversation_id, position, role, content, metadata)
  VALUES ($1, $2, $3, 7, 'user', $4, $5)";
const VERSION: &str = "INSERT INTO annals.document_versions
  (account_id, id, document_id, version, content, content_sha256, metadata) VALUES ($1, $2, $3, 7, $4, sha256('x'), $5)";
const ARTICLE: &str =
    "INSERT INTO annals.knowledge_articles (id, category, content_type, title, content)
  VALUES ($1, 'c', 't', 'On mountains', $2)";

async fn account(fixture: &Fixture) -> TestResult<Filled> {
    let tables = tables(&fixture.owner().await?).await?;
    fill(fixture, &tables).await
}

/// Writes a row of a German text below what the account has of `parent`.
async fn write(
    fixture: &Fixture,
    account: &Filled,
    (sql, parent): (&str, &str),
) -> TestResult<Uuid> {
    let id = Uuid::now_v7();
    let values: [Value; 5] = [
        account.account.into(),
        id.into(),
        account.ids[parent].into(),
        "Die Berge waren hoch".into(),
        serde_json::json!({ "language": "de" }).into(),
    ];
    let tx = fixture.db.begin(&account.context()).await?;
    let backend = tx.connection().get_database_backend();
    let statement = Statement::from_sql_and_values(backend, sql, values);
    tx.connection().execute_raw(statement).await?;
    tx.commit().await?;
    Ok(id)
}

async fn found<E: Searchable>(
    fixture: &Fixture,
    context: &Context,
    text: &str,
) -> TestResult<Vec<Found<E::Model>>> {
    let request = SearchRequest::default();
    Ok(fixture.db.read(context).search::<E>(Search::web(text), request).await?.items)
}

#[tokio::test]
async fn messages_are_found_in_their_language_and_account() -> TestResult {
    let fixture = fixture().await?;
    let (ada, bob) = (account(&fixture).await?, account(&fixture).await?);
    let id = write(&fixture, &ada, (MESSAGE, "conversations")).await?;

    let items = found::<messages::Entity>(&fixture, &ada.context(), "Berg").await?;

    assert_eq!(items.iter().map(|found| found.row.id).collect::<Vec<_>>(), [id]);
    assert_eq!(items[0].snippet.to_html(), "Die <mark>Berge</mark> waren hoch");
    assert_eq!(items[0].title, None);
    assert!(found::<messages::Entity>(&fixture, &bob.context(), "Berg").await?.is_empty());
    delete::<messages::Entity>(&fixture, &ada, "messages", id).await
}

#[tokio::test]
async fn versions_of_documents_are_found_in_their_language_and_account() -> TestResult {
    let fixture = fixture().await?;
    let (ada, bob) = (account(&fixture).await?, account(&fixture).await?);
    let id = write(&fixture, &ada, (VERSION, "documents")).await?;

    let items = found::<document_versions::Entity>(&fixture, &ada.context(), "Berg").await?;

    assert_eq!(items.iter().map(|found| found.row.id).collect::<Vec<_>>(), [id]);
    assert_eq!(items[0].snippet.to_html(), "Die <mark>Berge</mark> waren hoch");
    assert!(found::<document_versions::Entity>(&fixture, &bob.context(), "Berg").await?.is_empty());
    delete::<document_versions::Entity>(&fixture, &ada, "document_versions", id).await
}

/// Marks the row as deleted, after which it is not found.
async fn delete<E: EntityTrait + Searchable>(
    fixture: &Fixture,
    account: &Filled,
    table: &str,
    id: Uuid,
) -> TestResult {
    let tx = fixture.db.begin(&account.context()).await?;
    let sql = format!("UPDATE annals.{table} SET deleted_at = now() WHERE id = '{id}'");
    tx.connection().execute_unprepared(&sql).await?;
    tx.commit().await?;
    assert!(found::<E>(fixture, &account.context(), "Berg").await?.is_empty());
    Ok(())
}

#[tokio::test]
async fn knowledge_articles_are_found_by_every_account() -> TestResult {
    let fixture = fixture().await?;
    let owner = fixture.owner().await?;
    let id = Uuid::now_v7();
    let values: [Value; 2] = [id.into(), "They are high".into()];
    let article = Statement::from_sql_and_values(owner.get_database_backend(), ARTICLE, values);
    owner.execute_raw(article).await?;
    for _ in 0..2 {
        let ada = fixture.sign_up().await?;
        let items =
            found::<knowledge_articles::Entity>(&fixture, &ada.context(), "mountain").await?;
        assert_eq!(items.iter().map(|found| found.row.id).collect::<Vec<_>>(), [id]);
        let title = items[0].title.as_ref().ok_or("it has a title")?;
        assert_eq!(title.to_html(), "On <mark>mountains</mark>");
    }
    Ok(())
}
