//! Knowledge in the database: the trait's operations on whatever executor they stand on.

use async_trait::async_trait;
use uuid::Uuid;

use super::{Article, ArticleFilter, ArticleUpdate, Knowledge, NewArticle, read, upsert, write};
use crate::{
    database::{Executor, store},
    error::Result,
    query::{OffsetPage, OffsetRequest, Page, PageRequest},
    repository::Upserted,
    search::{Search, SearchPage, SearchRequest},
};

store! {
    /// The articles of knowledge, which are everybody's.
    KnowledgeStore, knowledge
}

#[async_trait]
impl<X: Executor> Knowledge for KnowledgeStore<X> {
    async fn find(&self, id: Uuid) -> Result<Option<Article>> {
        read::find(&self.0, id).await
    }

    async fn find_titled(&self, category: &str, title: &str) -> Result<Option<Article>> {
        read::find_titled(&self.0, category, title).await
    }

    async fn list(&self, filter: ArticleFilter, page: PageRequest) -> Result<Page<Article>> {
        read::page(&self.0, filter, &page).await
    }

    async fn list_by_offset(
        &self,
        filter: ArticleFilter,
        page: OffsetRequest,
    ) -> Result<OffsetPage<Article>> {
        read::page_by_offset(&self.0, filter, &page).await
    }

    async fn count(&self, filter: ArticleFilter) -> Result<u64> {
        read::count(&self.0, filter).await
    }

    async fn search(
        &self,
        search: Search,
        filter: ArticleFilter,
        page: SearchRequest,
    ) -> Result<SearchPage<Article>> {
        read::search(&self.0, search, filter, &page).await
    }

    async fn record_use(&self, ids: Vec<Uuid>) -> Result<u64> {
        self.0.run(|tx| Box::pin(write::record_use(tx, &ids))).await
    }

    async fn create(&self, new: NewArticle) -> Result<Article> {
        self.0.run(|tx| Box::pin(write::create(tx, new.clone()))).await
    }

    async fn update(
        &self,
        id: Uuid,
        expected_version: i64,
        change: ArticleUpdate,
    ) -> Result<Article> {
        self.0.run(|tx| Box::pin(write::update(tx, id, expected_version, change.clone()))).await
    }

    async fn upsert_many(&self, new: Vec<NewArticle>) -> Result<Upserted> {
        self.0.run(|tx| Box::pin(upsert::many(tx, &new))).await
    }

    async fn delete_for_good(&self, id: Uuid) -> Result<()> {
        self.0.run(|tx| Box::pin(write::delete_for_good(tx, id))).await
    }
}
