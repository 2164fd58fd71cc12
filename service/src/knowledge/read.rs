//! Reading articles. They are everybody's, so no policy stands between a filter and its index, and the
//! table is read itself.

use std::sync::LazyLock;

use annals_entity::knowledge_articles::{Column, Entity};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, Select};
use uuid::Uuid;

use super::{Article, ArticleFilter};
use crate::{
    database::{ById, Executor, fetch_models},
    error::Result,
    query::{self, OffsetPage, OffsetRequest, Order, Page, PageRequest},
    repository,
    search::{self, Search, SearchPage, SearchRequest},
};

static BY_ID: LazyLock<Result<ById<Entity>, DbErr>> = LazyLock::new(ById::living);

/// By `pk_knowledge_articles`.
pub(super) async fn find(executor: &impl Executor, id: Uuid) -> Result<Option<Article>> {
    BY_ID.as_ref().map_err(Clone::clone)?.find(executor, id).await
}

/// By `idx_knowledge_articles_category_title`.
pub(super) async fn find_titled(
    executor: &impl Executor,
    category: &str,
    title: &str,
) -> Result<Option<Article>> {
    // No text of the table holds this character, and none could be asked for.
    if category.contains('\0') || title.contains('\0') {
        return Ok(None);
    }
    let select =
        Entity::find().filter(Column::Category.eq(category)).filter(Column::Title.eq(title));
    Ok(fetch_models(executor, select).await?.pop())
}

/// By `idx_knowledge_articles_category_title`, or by `idx_knowledge_articles_tags` for those with rare
/// tags.
pub(super) async fn page(
    executor: &impl Executor,
    filter: ArticleFilter,
    page: &PageRequest,
) -> Result<Page<Article>> {
    let filter = filter.into_filter();
    let select = Entity::find().filter(filter.condition::<Entity>()?);
    query::list(executor, select, &by_title(), &filter.to_string(), page).await
}

/// By the indexes of [`page`].
pub(super) async fn page_by_offset(
    executor: &impl Executor,
    filter: ArticleFilter,
    page: &OffsetRequest,
) -> Result<OffsetPage<Article>> {
    query::list_by_offset(executor, select(filter)?, &by_title(), page).await
}

/// By `idx_knowledge_articles_category_evidence_level` or `idx_knowledge_articles_tags`.
pub(super) async fn count(executor: &impl Executor, filter: ArticleFilter) -> Result<u64> {
    repository::count_of(executor, select(filter)?).await
}

/// By `idx_knowledge_articles_search`.
pub(super) async fn search(
    executor: &impl Executor,
    search: Search,
    filter: ArticleFilter,
    page: &SearchRequest,
) -> Result<SearchPage<Article>> {
    let narrowed = search.filter(filter.into_filter().condition::<Entity>()?);
    search::find::<Entity, _>(executor, &narrowed, page).await
}

fn select(filter: ArticleFilter) -> Result<Select<Entity>> {
    Ok(Entity::find().filter(filter.into_filter().condition::<Entity>()?))
}

fn by_title() -> Order {
    Order::by("category").then("title")
}
