//! Reading messages.

use std::sync::LazyLock;

use annals_entity::messages::{Column, Entity};
use sea_orm::{ColumnTrait, DbErr};
use uuid::Uuid;

use super::{Message, MessageFilter};
use crate::{
    database::{ById, Executor},
    error::Result,
    query::{self, Order, Page, PageRequest},
    search::{self, Search, SearchPage, SearchRequest},
};

static BY_ID: LazyLock<Result<ById<Entity>, DbErr>> = LazyLock::new(ById::living);

/// By `pk_messages`.
pub(super) async fn find(executor: &impl Executor, id: Uuid) -> Result<Option<Message>> {
    BY_ID.as_ref().map_err(Clone::clone)?.find(executor, id).await
}

/// By `idx_messages_conversation_id_position`; with deleted ones by
/// `idx_messages_conversation_id_created_at`.
pub(super) async fn page(
    executor: &impl Executor,
    conversation_id: Uuid,
    filter: MessageFilter,
    page: &PageRequest,
) -> Result<Page<Message>> {
    let selection = filter.into_selection(conversation_id);
    let select = selection.select::<Entity>(&page.order)?;
    query::list(executor, select, &as_said(), &selection.text(), page).await
}

/// The end of the list, by the index of [`page`].
pub(super) async fn last(
    executor: &impl Executor,
    conversation_id: Uuid,
    number: u64,
) -> Result<Vec<Message>> {
    let end = PageRequest::of(number).last();
    Ok(page(executor, conversation_id, MessageFilter::default(), &end).await?.items)
}

/// By `idx_messages_search`.
pub(super) async fn search(
    executor: &impl Executor,
    conversation_id: Uuid,
    search: Search,
    page: &SearchRequest,
) -> Result<SearchPage<Message>> {
    let narrowed = search.filter(Column::ConversationId.eq(conversation_id));
    search::find::<Entity, _>(executor, &narrowed, page).await
}

fn as_said() -> Order {
    Order::by("position")
}
