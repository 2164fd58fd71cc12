//! Reading conversations.

use std::sync::LazyLock;

use annals_entity::conversations::Entity;
use sea_orm::DbErr;
use uuid::Uuid;

use super::{Conversation, ConversationFilter};
use crate::{
    database::{ById, Executor},
    error::Result,
    query::{self, OffsetPage, OffsetRequest, Order, Page, PageRequest},
    repository,
};

static BY_ID: LazyLock<Result<ById<Entity>, DbErr>> = LazyLock::new(ById::living);

/// By `pk_conversations`.
pub(super) async fn find(executor: &impl Executor, id: Uuid) -> Result<Option<Conversation>> {
    BY_ID.as_ref().map_err(Clone::clone)?.find(executor, id).await
}

/// By `idx_conversations_last_message_at`; those of one user and kind by
/// `idx_conversations_user_id_session_type_last_message_at`, those about one business by
/// `idx_conversations_business_id_last_message_at`.
pub(super) async fn page(
    executor: &impl Executor,
    filter: ConversationFilter,
    page: &PageRequest,
) -> Result<Page<Conversation>> {
    let selection = filter.into_selection();
    let select = selection.select::<Entity>(&page.order)?;
    query::list(executor, select, &latest_first(), &selection.text(), page).await
}

/// By the indexes of [`page`].
pub(super) async fn page_by_offset(
    executor: &impl Executor,
    filter: ConversationFilter,
    page: &OffsetRequest,
) -> Result<OffsetPage<Conversation>> {
    let select = filter.into_selection().select::<Entity>(&page.order)?;
    query::list_by_offset(executor, select, &latest_first(), page).await
}

pub(super) async fn count(executor: &impl Executor, filter: ConversationFilter) -> Result<u64> {
    repository::count::<Entity, _>(executor, &filter.into_selection()).await
}

/// Those in which nobody has spoken yet come first, as in the indexes.
pub(super) fn latest_first() -> Order {
    Order::by("last_message_at").descending()
}
