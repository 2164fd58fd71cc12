//! Articles of knowledge, which belong to no account: all accounts read them, operators write them.
//!
//! An application's role, a member of `annals_app`, reads them in the context of whatever account it
//! works for, and counts their use. To write is `Forbidden` to it. An operator's connection, whose role is
//! a member of `annals_operator` or of the owner, writes with [`Context::global`]:
//!
//! ```no_run
//! use annals_service::prelude::*;
//!
//! # async fn example(editor: uuid::Uuid) -> Result<(), Box<dyn std::error::Error>> {
//! let address = std::env::var("ANNALS_OPERATOR_URL")?;
//! let db = Database::connect(DatabaseConfig::new(&address)?).await?;
//! let context = Context::global().actor(editor).operation("knowledge.import");
//! let article = NewArticle {
//!     content: "Keep the hours of sleep regular, also at weekends.".into(),
//!     evidence_level: EvidenceLevel::High,
//!     ..NewArticle::titled("sleep", "Regular hours")
//! };
//! let written = db.scope(&context).knowledge().create(article).await?;
//! let history = db.read(&context).audit().history("knowledge_articles", written.id).await?;
//! assert_eq!(history.len(), 1);
//! # Ok(())
//! # }
//! ```
//!
//! The audit entries of articles carry the nil account, whoever writes in whatever context; so their
//! history is read with [`Context::global`] too.
//!
//! [`Context::global`]: crate::Context::global

mod article;
mod filter;
mod read;
mod store;
mod upsert;
mod write;

use annals_entity::knowledge_articles;
use async_trait::async_trait;
use uuid::Uuid;

pub use article::{ArticleUpdate, NewArticle};
pub use filter::ArticleFilter;
pub use store::KnowledgeStore;

use crate::{
    error::Result,
    query::{OffsetPage, OffsetRequest, Page, PageRequest},
    repository::Upserted,
    search::{Search, SearchPage, SearchRequest},
};

/// An article of knowledge, as the table holds it.
pub type Article = knowledge_articles::Model;

/// The articles of knowledge, the same for all accounts.
///
/// Made by `tx.knowledge()`, `db.scope(&context).knowledge()` and `db.read(&context).knowledge()`.
/// What writes an article is `Forbidden` to an application's role.
#[cfg_attr(feature = "mock", mockall::automock)]
#[async_trait]
pub trait Knowledge: Send + Sync {
    /// The article. `None`: it is not there.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(knowledge: &dyn Knowledge, id: uuid::Uuid) -> annals_service::Result<()> {
    /// let title = knowledge.find(id).await?.map(|article| article.title);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// Those of the database.
    async fn find(&self, id: Uuid) -> Result<Option<Article>>;

    /// The article of a category and a title, which no two have in common. `None`: there is none.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(knowledge: &dyn Knowledge) -> annals_service::Result<()> {
    /// let article = knowledge.find_titled("sleep", "Regular hours").await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// Those of the database.
    async fn find_titled(&self, category: &str, title: &str) -> Result<Option<Article>>;

    /// The articles that meet a filter, by category and title unless the page names another order.
    /// One statement.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(knowledge: &dyn Knowledge) -> annals_service::Result<()> {
    /// let evidence_at_least = Some(EvidenceLevel::Moderate);
    /// let filter = ArticleFilter { evidence_at_least, ..ArticleFilter::default() };
    /// let page = knowledge.list(filter, PageRequest::of(20)).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// `Invalid` with every fault of the filter, the size, the order or the cursor.
    async fn list(&self, filter: ArticleFilter, page: PageRequest) -> Result<Page<Article>>;

    /// A page of them by its number, with the count of all. Its cost grows with the depth, which that
    /// of [`list`](Self::list) does not.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(knowledge: &dyn Knowledge) -> annals_service::Result<()> {
    /// let page = knowledge.list_by_offset(ArticleFilter::default(), OffsetRequest::page(7)).await?;
    /// assert!(page.pages >= page.page || page.items.is_empty());
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// `Invalid` as [`list`](Self::list), and for a page too deep.
    async fn list_by_offset(
        &self,
        filter: ArticleFilter,
        page: OffsetRequest,
    ) -> Result<OffsetPage<Article>>;

    /// How many articles meet a filter.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(knowledge: &dyn Knowledge) -> annals_service::Result<()> {
    /// let about_sleep = ArticleFilter { category: Some("sleep".into()), ..Default::default() };
    /// let articles = knowledge.count(about_sleep).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// `Invalid` with every fault of the filter.
    async fn count(&self, filter: ArticleFilter) -> Result<u64>;

    /// The articles that a text finds, the best ones first: title before content. Any text is a search.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(knowledge: &dyn Knowledge) -> annals_service::Result<()> {
    /// let search = Search::web("sleep -coffee");
    /// let found = knowledge.search(search, ArticleFilter::default(), SearchRequest::of(5)).await?;
    /// let used = found.items.iter().map(|found| found.row.id).collect();
    /// knowledge.record_use(used).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// `Invalid` with every fault of the filter, the size or the cursor.
    async fn search(
        &self,
        search: Search,
        filter: ArticleFilter,
        page: SearchRequest,
    ) -> Result<SearchPage<Article>>;

    /// Counts a use of each of these articles, as often as it is given; returns how many articles that
    /// were. An id of no article counts nothing. Open to an application's role too. Not audited, and no
    /// new version: `usage_count` is a counter. The articles are locked until the transaction ends, so
    /// within a longer one it comes last.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(knowledge: &dyn Knowledge, id: uuid::Uuid) -> annals_service::Result<()> {
    /// assert_eq!(knowledge.record_use(vec![id]).await?, 1);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// `Forbidden` on a reading scope.
    async fn record_use(&self, ids: Vec<Uuid>) -> Result<u64>;

    /// Adds an article. Audited as an insert, under the nil account.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(knowledge: &dyn Knowledge) -> annals_service::Result<()> {
    /// let content = "Keep the hours regular.".to_owned();
    /// let article = NewArticle { content, ..NewArticle::titled("sleep", "Regular hours") };
    /// let article = knowledge.create(article).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// `Invalid` with every field at fault; `AlreadyExists` when the category has such a title, or the
    /// id is taken; `Forbidden` to an application's role.
    async fn create(&self, new: NewArticle) -> Result<Article>;

    /// Changes an article that is at the version the caller knows. Audited as an update; one that
    /// changes nothing makes no version and no audit entry.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(knowledge: &dyn Knowledge, known: Article) -> annals_service::Result<()> {
    /// let change = ArticleUpdate { evidence_level: Some(EvidenceLevel::High), ..Default::default() };
    /// let article = knowledge.update(known.id, known.row_version, change).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// `StaleVersion` when somebody else was first, `NotFound`, `Invalid`, `AlreadyExists`; `Forbidden`
    /// to an application's role.
    async fn update(
        &self,
        id: Uuid,
        expected_version: i64,
        change: ArticleUpdate,
    ) -> Result<Article>;

    /// Adds articles, and updates those whose category and title are there already, all or none, a
    /// thousand a statement. An article that is there keeps its id and its `usage_count`; one that has
    /// all the values already is not written. Each change is audited, the unchanged ones make no entry.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(knowledge: &dyn Knowledge, file: Vec<NewArticle>) -> annals_service::Result<()> {
    /// knowledge.upsert_many(file.clone()).await?;
    /// let again = knowledge.upsert_many(file).await?;
    /// assert_eq!((again.inserted, again.updated), (0, 0));
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// `Invalid` with every field at fault by position, `[3].title`, also where two articles have one
    /// category and title; `AlreadyExists` when a given id is taken; `Forbidden` to an application's
    /// role.
    async fn upsert_many(&self, new: Vec<NewArticle>) -> Result<Upserted>;

    /// Removes an article: the table knows no soft deletion. The audit log keeps its last image.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(knowledge: &dyn Knowledge, id: uuid::Uuid) -> annals_service::Result<()> {
    /// knowledge.delete_for_good(id).await?;
    /// assert_eq!(knowledge.find(id).await?, None);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// `NotFound`; `Forbidden` to an application's role.
    async fn delete_for_good(&self, id: Uuid) -> Result<()>;
}
